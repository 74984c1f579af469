"""What a person reads before taking a yes back: where he is pictured, and the form that asks how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handlers import ids
from handlers.blocks.form import State, View, input_block, modal
from handlers.blocks.kit import Block, Element, actions, button, context, message_text, option, section
from handlers.blocks.people import at_name, at_names
from handlers.catalogue import Texts
from handlers.catalogue.markup import bold, mention
from handlers.composed import Composed
from storage.facts import AssetFacts
from storage.model import AssetStatus
from workflow.use_cases.withdrawing import Standing
from workflow.withdrawals import Reach, is_posted

MAX_LISTED = 40
_ALL, _CHOSEN, _REMOVE = "all", "chosen", "remove"
_NAMED = 5


@dataclass(frozen=True, kw_only=True)
class WithdrawFormValues:
    """`subject` is None where the view is not ours."""

    subject: str | None = None
    whole: bool = False
    removes_videos: bool = False


def withdraw_answer(reach: Reach | None, texts: Texts) -> Composed:
    """The private answer to `/likeness withdraw`: everything that shows the reader."""
    living = reach.living if reach is not None else ()
    if reach is None or not living:
        return _nothing_left(reach, texts)
    title = texts.count("withdraw.title", len(living))
    shown = living[:MAX_LISTED]
    blocks: list[Block] = [section(title)]
    blocks += [
        section(_line(a, texts), withdraw_button(a.asset.id, texts, "button.withdraw_one")) for a in shown
    ]
    small = [texts.count("withdraw.videos", len(reach.videos))] if reach.videos else []
    if len(living) > len(shown):
        small.append(texts.count("withdraw.more", len(living) - len(shown)))
    if small:
        blocks.append(context(*small))
    blocks.append(actions(withdraw_button(reach.person.id, texts, "button.withdraw_all", style="danger")))
    return Composed(text=message_text([title, *(_line(a, texts) for a in shown), *small]), blocks=blocks)


def _nothing_left(reach: Reach | None, texts: Texts) -> Composed:
    """Nothing stands any more; videos that were posted before may still be asked away."""
    if reach is None or not any(is_posted(post) for post in reach.posts):
        text = texts.say("withdraw.nothing")
        return Composed(text=message_text([text]), blocks=[section(text)])
    text = texts.say("withdraw.old")
    remove = withdraw_button(reach.person.id, texts, "button.remove_videos")
    return Composed(text=message_text([text]), blocks=[section(text), actions(remove)])


def _line(asset: AssetFacts, texts: Texts) -> str:
    asked = asset.asset.status is AssetStatus.AWAITING_CONSENT
    key = "withdraw.asset.asked" if asked else "withdraw.asset"
    return texts.say(key, name=bold(at_name(asset)), owner=mention(asset.asset.owner_id))


def withdraw_button(
    subject: str, texts: Texts, key: str = "button.withdraw", *, style: str | None = None
) -> Element:
    """Opens the form; `subject` is an asset, an invitation, a video, or the person himself."""
    return button(texts.say(key), ids.ACTION_WITHDRAW, ids.ButtonValue(subject).encode(), style=style)


def withdraw_form_view(subject: str, standing: Standing, texts: Texts) -> View:
    """How much is taken back, and whether posted videos go too; where there is no choice nothing is asked."""
    blocks: list[Block] = [section(texts.say("withdraw_form.lead"))]
    if not standing.is_all:
        blocks.append(_what(standing.chosen, texts))
    if any(is_posted(post) for post in standing.reach.posts):
        blocks.append(_videos(texts, chosen=not standing.reach.living))
    metadata = ids.ButtonValue(subject).encode()
    title, submit = texts.say("withdraw_form.title"), texts.say("withdraw_form.submit")
    return modal(ids.VIEW_WITHDRAW, title, submit, texts, blocks, metadata)


def _what(chosen: Sequence[AssetFacts], texts: Texts) -> Block:
    names = at_names(chosen[:_NAMED], texts) + ("…" if len(chosen) > _NAMED else "")
    options = [
        option(texts.say("withdraw_form.what.chosen", names=names), _CHOSEN),
        option(texts.say("withdraw_form.what.all"), _ALL),
    ]
    element: Element = {
        "type": "radio_buttons",
        "action_id": ids.INPUT,
        "options": options,
        "initial_option": options[0],
    }
    return input_block(ids.FIELD_WHAT, texts.say("withdraw_form.what.label"), element)


def _videos(texts: Texts, *, chosen: bool) -> Block:
    options = [option(texts.say("withdraw_form.videos.option"), _REMOVE)]
    element: Element = {"type": "checkboxes", "action_id": ids.INPUT, "options": options}
    if chosen:
        element["initial_options"] = options
    return input_block(
        ids.FIELD_VIDEOS,
        texts.say("withdraw_form.videos.label"),
        element,
        hint=texts.say("withdraw_form.videos.hint"),
        optional=True,
    )


def parse_withdraw_view(view: Mapping[str, Any]) -> WithdrawFormValues:
    subject = ids.ButtonValue.parse(view.get("private_metadata"))
    state = State(view)
    return WithdrawFormValues(
        subject=subject.subject if subject else None,
        whole=state.option(ids.FIELD_WHAT) == _ALL,
        removes_videos=_REMOVE in state.options(ids.FIELD_VIDEOS),
    )
