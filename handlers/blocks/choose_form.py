"""The form in which a person chooses how far his yes reaches, and gives it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from handlers import ids
from handlers.blocks.form import State, View, input_block, modal, read_metadata, write_metadata
from handlers.blocks.kit import Element, option, section
from handlers.blocks.people import place
from handlers.catalogue import Texts
from handlers.catalogue.markup import mention
from storage.facts import RequestFacts
from storage.model import Depiction
from workflow.consents import TEXT_VERSION, chosen_before
from workflow.consents.choosing import HOW, TEXT, UNTIL, WHO, day_of, in_channel, offered_hows, offered_whos
from workflow.scope import Who


@dataclass(frozen=True, kw_only=True)
class ChooseFormValues:
    """`invitation_id` is None where the view is not ours; `fields` as the phone page has them."""

    invitation_id: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)


def choose_form_view(request: RequestFacts, texts: Texts) -> View:
    """Who, how, until when, with what holds when nothing is changed."""
    chosen = chosen_before(request)
    whos = {str(who): _who(who, request, texts) for who in offered_whos(request)}
    hows = {str(how): texts.say(f"choose_form.how.{how}") for how in offered_hows(request)}
    blocks = [
        section(_explained(request, texts)),
        input_block(WHO, texts.say("choose_form.who.label"), _radio(whos, chosen.who)),
    ]
    if hows:
        blocks.append(input_block(HOW, texts.say("choose_form.how.label"), _radio(hows, chosen.how)))
    until: Element = {"type": "datepicker", "action_id": ids.INPUT}
    if chosen.until:
        until["initial_date"] = day_of(chosen.until).isoformat()
    hint = texts.say("choose_form.until.hint")
    blocks.append(input_block(UNTIL, texts.say("choose_form.until.label"), until, hint=hint, optional=True))
    title, submit = texts.say("choose_form.title"), texts.say("button.approve")
    invitation = request.invitation.id if request.invitation else None
    metadata = write_metadata(invitation=invitation, text=TEXT_VERSION)
    return modal(ids.VIEW_CHOOSE, title, submit, texts, blocks, metadata)


def parse_choose_view(view: Mapping[str, Any]) -> ChooseFormValues:
    state, kept = State(view), read_metadata(view)
    fields = {WHO: state.option(WHO) or "", HOW: state.option(HOW) or "", UNTIL: state.date(UNTIL)}
    return ChooseFormValues(
        invitation_id=kept.get("invitation"), fields=fields | {TEXT: kept.get("text", "")}
    )


def _explained(request: RequestFacts, texts: Texts) -> str:
    requester = mention(request.request.requester_id)
    if not in_channel(request):
        return texts.say("choose_form.explained.direct", requester=requester)
    return texts.say(
        "choose_form.explained", requester=requester, place=place(request.request.channel, texts)
    )


def _who(who: Who, request: RequestFacts, texts: Texts) -> str:
    own = who is Who.REQUESTER and request.request.depiction is Depiction.SELF
    return texts.say("choose_form.who.yourself" if own else f"choose_form.who.{who}")


def _radio(offered: Mapping[str, str], chosen: str) -> Element:
    options = [option(words, value) for value, words in offered.items()]
    return {
        "type": "radio_buttons",
        "action_id": ids.INPUT,
        "options": options,
        "initial_option": next(o for o in options if o["value"] == chosen),
    }
