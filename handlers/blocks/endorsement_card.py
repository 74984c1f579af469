"""The DM that asks an admin for a word: whether a declaration looks right, or for a signed release."""

from __future__ import annotations

from collections.abc import Mapping

from handlers import ids
from handlers.blocks import limits
from handlers.blocks.asset_card import picture_alt
from handlers.blocks.consent_card import picture_slot
from handlers.blocks.gateways import gateway_line, gateway_title
from handlers.blocks.kit import Block, actions, button, context, message_text, picture_block, section
from handlers.blocks.people import at_names, person_name, place
from handlers.catalogue import Texts, reason_text
from handlers.catalogue.markup import clamp, join, mention, quote
from handlers.composed import Composed, SlackFile
from providers.profile import Profile
from storage.facts import RequestFacts
from storage.model import Depiction, Endorsement, EndorsementKind, EndorsementStatus

MAX_PICTURES = 10


def is_open(endorsement: Endorsement) -> bool:
    """Whether an answer still counts; not while a release is being looked at."""
    return endorsement.status is EndorsementStatus.PENDING and endorsement.media_id is None


def endorsement_card(
    request: RequestFacts,
    endorsement: Endorsement,
    *,
    profile: Profile | None,
    files: Mapping[str, SlackFile],
    texts: Texts,
) -> Composed:
    """Who adds what, the very pictures, and the answers; afterwards who decided and when."""
    asked = _question(request, endorsement, profile, texts)
    if not is_open(endorsement):
        outcome = _outcome(endorsement, texts)
        return Composed(text=message_text([outcome, asked]), blocks=[section(outcome), context(asked)])
    purpose = request.request.purpose.strip()
    facts = [
        texts.say("fact.purpose", purpose=clamp(purpose, limits.PURPOSE_EXCERPT)) if purpose else "",
        place(request.request.channel, texts),
        gateway_line(profile, texts) if profile else "",
    ]
    until = texts.say("approval.until", until=texts.date(endorsement.deadline_at))
    blocks = [
        section(asked),
        *_pictures(request, files, texts),
        context(*facts),
        _answers(endorsement, texts),
        context(until),
    ]
    return Composed(text=message_text([asked, join("\n", facts), until]), blocks=blocks)


def _question(request: RequestFacts, endorsement: Endorsement, profile: Profile | None, texts: Texts) -> str:
    who = mention(request.request.requester_id)
    names = at_names(request.assets, texts)
    if endorsement.kind is EndorsementKind.RELEASE:
        return texts.say(
            "endorse.question.release",
            who=who,
            names=names,
            person=person_name(request.person) if request.person else "",
            gateway=gateway_title(profile, request.request.provider),
        )
    if request.request.depiction is Depiction.SELF:
        return texts.say("endorse.question.self", who=who, names=names)
    return texts.say("endorse.question.nobody", who=who, names=names)


def _pictures(request: RequestFacts, files: Mapping[str, SlackFile], texts: Texts) -> list[Block]:
    return [
        picture_block(files[slot], picture_alt(asset, texts), f"@{asset.asset.name}")
        for position, asset in enumerate(request.assets[:MAX_PICTURES])
        if (slot := picture_slot(position)) in files
    ]


def _answers(endorsement: Endorsement, texts: Texts) -> Block:
    value = ids.ButtonValue(endorsement.id).encode()
    if endorsement.kind is EndorsementKind.RELEASE:
        yes = button(texts.say("button.attach_release"), ids.ACTION_ENDORSE_RELEASE, value, style="primary")
    else:
        yes = button(texts.say("button.looks_right"), ids.ACTION_ENDORSE_YES, value, style="primary")
    return actions(yes, button(texts.say("button.no"), ids.ACTION_ENDORSE_NO, value, style="danger"))


def _outcome(endorsement: Endorsement, texts: Texts) -> str:
    by = mention(endorsement.decided_by or "")
    at = texts.date(endorsement.decided_at or endorsement.created_at)
    match endorsement.status:
        case EndorsementStatus.PENDING:
            return texts.say("endorse.looking", by=by)
        case EndorsementStatus.GIVEN if endorsement.kind is EndorsementKind.RELEASE:
            return texts.say("endorse.given.release", by=by, at=at)
        case EndorsementStatus.GIVEN:
            return texts.say("endorse.given.declaration", by=by, at=at)
        case EndorsementStatus.REFUSED:
            said = quote(clamp(endorsement.reason, limits.REASON)) if endorsement.reason else ""
            return join("\n", [texts.say("endorse.refused", by=by, at=at), said])
    return texts.say("endorse.lapsed")


def endorsement_refused(request: RequestFacts, endorsement: Endorsement, texts: Texts) -> Composed:
    """DM to the requester: what he asked for ended, and what he can do."""
    names = at_names(request.assets, texts)
    if endorsement.status is EndorsementStatus.REFUSED:
        by = mention(endorsement.decided_by or "")
        text = texts.say("endorse_refused.refused", by=by, names=names)
    else:
        text = texts.say("endorse_refused.lapsed", names=names)
    said = quote(clamp(endorsement.reason, limits.REASON)) if endorsement.reason else ""
    return Composed(text=message_text([text, said]), blocks=[section(join("\n", [text, said]))])


def release_refused(request: RequestFacts, endorsement: Endorsement, problem: str, texts: Texts) -> Composed:
    """DM to the admin: the file cannot be used, and the way to another."""
    names = at_names(request.assets, texts)
    text = texts.say("release_refused", names=names, why=reason_text(texts, problem))
    value = ids.ButtonValue(endorsement.id).encode()
    again = button(texts.say("button.attach_release"), ids.ACTION_ENDORSE_RELEASE, value)
    return Composed(text=message_text([text]), blocks=[section(text), actions(again)])
