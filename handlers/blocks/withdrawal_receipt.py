"""The receipt of a withdrawal as a message, and what owners are told of it."""

from __future__ import annotations

from collections.abc import Mapping

from handlers import ids
from handlers.blocks import limits
from handlers.blocks.kit import Block, actions, button, context, message_text, section
from handlers.blocks.people import person_name, place
from handlers.blocks.withdrawal_lines import Wording, receipt_sections, receipt_state, receipt_title
from handlers.catalogue import Texts
from handlers.catalogue.markup import Markup, bold, clamp, code, escape, mention
from handlers.composed import Composed
from providers.profile import Profile
from storage.model import Person
from workflow.withdrawals import Receipt, VideoEnd

_BULLET = "• "


def withdrawal_receipt(
    receipt: Receipt,
    *,
    profiles: Mapping[str, Profile],
    workspace: str,
    texts: Texts,
    passed_on_to: Person | None = None,
) -> Composed:
    """Everything that became of the copies, as it stands now; for an admin, whose receipt he passes on."""
    said = slack_wording(texts, workspace)
    lead = [texts.say("receipt.pass_on", person=person_name(passed_on_to))] if passed_on_to else []
    title, state = receipt_title(receipt, said), receipt_state(receipt, said)
    sections = receipt_sections(receipt, profiles, said)
    blocks: list[Block] = [*map(section, lead), section(title)]
    blocks += [section(_section(heading, lines)) for heading, lines in sections]
    if any(outcome.end is VideoEnd.STAYS for outcome in receipt.videos):
        value = ids.ButtonValue(receipt.person_id).encode()
        blocks.append(actions(button(texts.say("button.remove_videos"), ids.ACTION_WITHDRAW, value)))
    blocks.append(context(state))
    parts = [*lead, title, *(_section(heading, lines) for heading, lines in sections), state]
    return Composed(text=message_text(parts), blocks=blocks)


def slack_wording(texts: Texts, workspace: str) -> Wording:
    return Wording(
        texts=texts,
        user=mention,
        place=lambda channel: place(channel, texts),
        ident=code,
        date=texts.date,
        workspace=workspace,
    )


def _section(heading: str, lines: list[str]) -> Markup:
    """A heading and its lines, cut at a line's end where Slack would take no more."""
    shown, left = [bold(heading)], limits.SECTION - len(heading) - 10
    for line in lines:
        text = escape(clamp(Markup(f"{_BULLET}{escape(line)}"), limits.SECTION // 3))
        if len(text) + 1 > left:
            shown.append(Markup("…"))
            break
        shown.append(text)
        left -= len(text) + 1
    return Markup("\n".join(shown))


def withdrawn_owner(person: Person, names: list[str], texts: Texts) -> Composed:
    """DM to an owner: what can no longer be used, and what happens now."""
    shown = texts.listing([escape(f"@{name}") for name in names])
    text = texts.say("withdrawn.owner", person=person_name(person), names=shown)
    return Composed(text=message_text([text]), blocks=[section(text)])
