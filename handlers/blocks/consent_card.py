"""The DM that asks a person for a yes, and the one that a requester hands over to somebody outside."""

from __future__ import annotations

from collections.abc import Mapping

from handlers import ids
from handlers.blocks import limits
from handlers.blocks.asset_card import face_check_failure, picture_alt
from handlers.blocks.gateways import gateway_line, gateway_title
from handlers.blocks.kit import (
    Block,
    Element,
    actions,
    button,
    confirm,
    context,
    message_text,
    picture_block,
    quoted,
    section,
)
from handlers.blocks.people import person_name
from handlers.blocks.scope_words import scope_line
from handlers.blocks.stages import ConsentStage, consent_stage, scan_due, wants_page
from handlers.blocks.withdrawal_form import withdraw_button
from handlers.catalogue import Texts
from handlers.catalogue.markup import clamp, code, join, mention
from handlers.composed import Composed, SlackFile
from providers.profile import Profile
from storage.facts import RequestFacts
from storage.model import Depiction, Invitation, VerificationStatus
from workflow.asked import adds_gateway
from workflow.consents import chosen_before, is_out_of_tries
from workflow.scope import read_scope

QR = "qr"
_OVER = (
    ConsentStage.DECLINED,
    ConsentStage.LAPSED,
    ConsentStage.DONE,
    ConsentStage.GONE,
    ConsentStage.WITHDRAWN,
)
Files = Mapping[str, SlackFile]


def picture_slot(position: int) -> str:
    """The slot of the asset at this position in its request, from 0."""
    return f"picture_{position + 1}"


def consent_card(
    request: RequestFacts, *, profile: Profile | None, link: str | None, files: Files, texts: Texts
) -> Composed:
    """What the person reads: who asks, for what, with which pictures, where they go, and how to answer."""
    stage = consent_stage(request, profile)
    asked = _question(request, texts)
    if stage in _OVER:
        outcome = _outcome(request, profile, stage, texts)
        pictures = _pictures(request, files, texts) if stage is ConsentStage.DONE else []
        small = [_allowed(request, texts), asked] if stage is ConsentStage.DONE else [asked]
        blocks = [section(outcome), *pictures, context(*small), *_take_back(request, stage, texts)]
        return Composed(text=message_text([outcome]), blocks=blocks)
    opening = _face_check_left(request, texts) if stage is ConsentStage.FACE_CHECK_LEFT else asked
    blocks = [
        section(opening),
        *_purpose(request, texts),
        *_pictures(request, files, texts),
        section(_where_it_goes(request, profile, texts)),
        *_ways_to_answer(request, profile, stage, link, files, texts),
    ]
    text = message_text([opening, _purpose_line(request, texts), _until(request, stage, texts)])
    return Composed(text=text, blocks=blocks)


def handover_card(
    request: RequestFacts, *, profile: Profile | None, link: str | None, files: Files, texts: Texts
) -> Composed:
    """What the requester hands over to somebody outside; it has no button that says yes for him."""
    stage = consent_stage(request, profile)
    person = person_name(request.person) if request.person else ""
    if stage in _OVER:
        outcome = texts.say(_over_key("handover", request, stage, texts), person=person)
        pictures = _pictures(request, files, texts) if stage is ConsentStage.DONE else []
        return Composed(text=message_text([outcome]), blocks=[section(outcome), *pictures])
    opening = texts.say("handover.open", person=person)
    tired = is_out_of_tries(request)
    noted = tired or stage is ConsentStage.FACE_CHECK_LEFT
    left = _face_check_note(request, texts) if noted else ""
    blocks = [section(opening), *([section(left)] if left else [])]
    blocks += _qr(files, texts)
    if link:
        blocks.append(section(texts.say("handover.link", link=code(link))))
    else:
        blocks.append(section(texts.say("consent.no_page")))
    new_link = [actions(_new_link(request, texts))] if tired else []
    blocks += [*_pictures(request, files, texts), *new_link, context(_until(request, stage, texts))]
    return Composed(text=message_text([opening, left, _until(request, stage, texts)]), blocks=blocks)


def _take_back(request: RequestFacts, stage: ConsentStage, texts: Texts) -> list[Block]:
    """A yes may be taken back where it was given."""
    if stage is not ConsentStage.DONE:
        return []
    return [actions(withdraw_button(_invitation(request).id, texts))]


def _question(request: RequestFacts, texts: Texts) -> str:
    requester = mention(request.request.requester_id)
    if request.request.depiction is Depiction.SELF:
        return texts.count("consent.question.self", len(request.assets))
    return texts.count("consent.question", len(request.assets), requester=requester)


def _purpose_line(request: RequestFacts, texts: Texts) -> str:
    purpose = clamp(request.request.purpose.strip(), limits.PURPOSE_EXCERPT)
    return texts.say("fact.purpose", purpose=purpose) if purpose else ""


def _purpose(request: RequestFacts, texts: Texts) -> list[Block]:
    if not request.request.purpose.strip():
        return []
    return [section(texts.say("consent.purpose")), *quoted(request.request.purpose)]


def _pictures(request: RequestFacts, files: Files, texts: Texts) -> list[Block]:
    shown = []
    for position, asset in enumerate(request.assets):
        file = files.get(picture_slot(position))
        if file is not None:
            shown.append(picture_block(file, picture_alt(asset, texts), f"@{asset.asset.name}"))
    return shown


def _where_it_goes(request: RequestFacts, profile: Profile | None, texts: Texts) -> str:
    if profile is None:
        return texts.say("fact.gateway", gateway=gateway_title(None, request.request.provider))
    said = texts.say("consent.gateways", lines=gateway_line(profile, texts))
    return join("\n", [said, texts.say("consent.further")]) if adds_gateway(request) else said


def _face_check_left(request: RequestFacts, texts: Texts) -> str:
    note = _face_check_note(request, texts)
    return texts.say("consent.face_check_left", note=note) if note else texts.say("consent.one_step_left")


def _face_check_note(request: RequestFacts, texts: Texts) -> str:
    """Why the last face check did not succeed; empty when none failed."""
    last = request.verification
    if last is None or last.status not in (VerificationStatus.FAILED, VerificationStatus.EXPIRED):
        return ""
    return face_check_failure(last, texts)


def _ways_to_answer(
    request: RequestFacts,
    profile: Profile | None,
    stage: ConsentStage,
    link: str | None,
    files: Files,
    texts: Texts,
) -> list[Block]:
    invitation = _invitation(request)
    value = ids.ButtonValue(invitation.id).encode()
    blocks, buttons = [section(texts.say("consent.meaning"))], []
    if wants_page(request, profile):
        left = stage is ConsentStage.FACE_CHECK_LEFT
        how = texts.say("consent.scan_again" if left else "consent.scan")
        blocks += [section(how), *_qr(files, texts)] if link else [section(texts.say("consent.no_page"))]
        if link and len(link) <= limits.BUTTON_URL:
            open_page = texts.say("button.open_page")
            buttons.append(button(open_page, ids.ACTION_CONSENT_OPEN, value, style="primary", url=link))
        if is_out_of_tries(request):
            buttons.append(_new_link(request, texts))
    elif not scan_due(request, profile):
        scope = scope_line(chosen_before(request), texts)
        blocks.append(section(texts.say("consent.scope", scope=scope)))
        approve, choose = texts.say("button.approve"), texts.say("button.choose")
        buttons.append(button(approve, ids.ACTION_CONSENT_APPROVE, value, style="primary"))
        buttons.append(button(choose, ids.ACTION_CONSENT_CHOOSE, value))
    if stage is ConsentStage.OPEN:
        ask = confirm(
            texts.say("consent.decline.title"),
            texts.say("consent.decline.text"),
            texts.say("button.decline"),
            texts.say("button.back"),
        )
        decline = texts.say("button.decline")
        buttons.append(button(decline, ids.ACTION_CONSENT_DECLINE, value, style="danger", confirm=ask))
    if buttons:
        blocks.append(actions(*buttons))
    return [*blocks, context(_until(request, stage, texts))]


def _new_link(request: RequestFacts, texts: Texts) -> Element:
    value = ids.ButtonValue(_invitation(request).id).encode()
    return button(texts.say("button.new_link"), ids.ACTION_CONSENT_RENEW, value)


def _qr(files: Files, texts: Texts) -> list[Block]:
    file = files.get(QR)
    return [picture_block(file, texts.plain.say("consent.qr.alt"))] if file else []


def _until(request: RequestFacts, stage: ConsentStage, texts: Texts) -> str:
    if stage is not ConsentStage.OPEN:
        return texts.say("consent.same_link")
    return texts.say("consent.until", until=texts.date(_invitation(request).expires_at))


def _outcome(request: RequestFacts, profile: Profile | None, stage: ConsentStage, texts: Texts) -> str:
    invitation = _invitation(request)
    return texts.say(
        _over_key("consent", request, stage, texts),
        at=texts.date(invitation.answered_at or invitation.created_at),
        requester=mention(request.request.requester_id),
        gateway=gateway_title(profile, request.request.provider),
    )


def _allowed(request: RequestFacts, texts: Texts) -> str:
    """What was chosen with the yes that stands, else with the last one."""
    consent = next((a.consent for a in request.assets if a.consent is not None), None)
    scope = read_scope(consent.scope) if consent else chosen_before(request)
    return texts.say("fact.scope", scope=scope_line(scope, texts))


def _over_key(card: str, request: RequestFacts, stage: ConsentStage, texts: Texts) -> str:
    """Where other gateways have the pictures already, a no leaves them there."""
    further = f"{card}.{stage}.further"
    return further if adds_gateway(request) and texts.has(further) else f"{card}.{stage}"


def _invitation(request: RequestFacts) -> Invitation:
    if request.invitation is None:
        raise ValueError(f"request {request.request.id} has no invitation")
    return request.invitation
