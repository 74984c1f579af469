"""The card of an `/asset` request: one line per asset, where it stands and what to do."""

from __future__ import annotations

from collections.abc import Mapping

from handlers import ids
from handlers.blocks import limits
from handlers.blocks.gateways import gateway_title
from handlers.blocks.kit import Block, Element, button, context, message_text, picture, section
from handlers.blocks.people import at_name, at_names, person_name, pictured
from handlers.blocks.scope_words import scope_words
from handlers.blocks.stages import AssetStage, asset_stage
from handlers.catalogue import Texts, reason_text
from handlers.catalogue.markup import bold, clamp, join, mention, quote
from handlers.composed import Composed, SlackFile
from providers.profile import Profile
from storage.facts import AssetFacts, RequestFacts
from storage.model import AssetStatus, Registration, Verification, VerificationStatus
from workflow.registrations import may_retry

THUMBNAIL = "picture_1"

EMOJI = {
    AssetStage.CHECKING: ":hourglass_flowing_sand:",
    AssetStage.FILE_REFUSED: ":no_entry:",
    AssetStage.WAITING_WORD: ":eyes:",
    AssetStage.WAITING_RELEASE: ":page_facing_up:",
    AssetStage.WORD_REFUSED: ":raised_hand:",
    AssetStage.WORD_LAPSED: ":hourglass:",
    AssetStage.WAITING_YES: ":envelope:",
    AssetStage.WAITING_FACE_CHECK: ":iphone:",
    AssetStage.FACE_CHECK_FAILED: ":iphone:",
    AssetStage.SENDING: ":outbox_tray:",
    AssetStage.TROUBLE: ":warning:",
    AssetStage.UNPROVED: ":grey_question:",
    AssetStage.IN_REVIEW: ":mag:",
    AssetStage.REVIEW_TROUBLE: ":warning:",
    AssetStage.READY: ":white_check_mark:",
    AssetStage.REFUSED: ":x:",
    AssetStage.DECLINED: ":raised_hand:",
    AssetStage.LAPSED: ":hourglass:",
    AssetStage.CONSENT_OVER: ":hourglass:",
    AssetStage.WITHDRAWN: ":raised_hand:",
    AssetStage.DELETED: ":wastebasket:",
    AssetStage.DELETING: ":wastebasket:",
    AssetStage.KEPT: ":wastebasket:",
}


def asset_card(
    request: RequestFacts, *, profile: Profile | None, files: Mapping[str, SlackFile], texts: Texts
) -> Composed:
    """The request as it stands now; `files` may hold the first picture."""
    lines = {a.asset.id: asset_line(request, a, profile, texts) for a in request.assets}
    blocks: list[Block] = [section(_title(request, texts), _thumbnail(request, files, texts))]
    blocks += [section(lines[a.asset.id], _way_on(request, a, profile, texts)) for a in request.assets]
    blocks.append(context(*_small_print(request, profile, texts)))
    text = message_text([_title(request, texts), *lines.values()])
    return Composed(text=text, blocks=blocks)


def _title(request: RequestFacts, texts: Texts) -> str:
    names = at_names(request.assets, texts)
    return texts.count(
        "asset_card.title", len(request.assets), who=mention(request.request.requester_id), names=names
    )


def _thumbnail(request: RequestFacts, files: Mapping[str, SlackFile], texts: Texts) -> Element | None:
    """The first picture, shown in a channel only while nobody's yes is missing."""
    file, first = files.get(THUMBNAIL), request.assets[0]
    if file is None or first.asset.status is not AssetStatus.USABLE:
        return None
    return picture(file, picture_alt(first, texts))


def picture_alt(asset: AssetFacts, texts: Texts) -> str:
    """What a picture shows, for those who do not see it."""
    plain = texts.plain
    if asset.person is None:
        return plain.say("picture.alt.nobody", name=asset.asset.name)
    return plain.say("picture.alt.person", name=asset.asset.name, person=asset.person.display_name)


def _way_on(
    request: RequestFacts, asset: AssetFacts, profile: Profile | None, texts: Texts
) -> Element | None:
    """A first video once it is ready; another try where the picture was not at fault."""
    stage = asset_stage(request, asset, profile)
    if stage is AssetStage.READY:
        return make_button(asset, texts)
    registration = asset.registration(request.request.provider, request.request.account)
    if stage is AssetStage.REFUSED and registration is not None and may_retry(registration):
        return retry_button(registration, texts.say("button.retry"))
    return None


def retry_button(registration: Registration, text: str) -> Element:
    return button(text, ids.ACTION_ASSET_RETRY, ids.ButtonValue(registration.id).encode())


def make_button(asset: AssetFacts, texts: Texts) -> Element:
    return button(
        texts.say("button.make_video"),
        ids.ACTION_VIDEO_WITH_ASSET,
        ids.ButtonValue(asset.asset.id).encode(),
    )


def asset_line(request: RequestFacts, asset: AssetFacts, profile: Profile | None, texts: Texts) -> str:
    """An asset's name and where it stands, with why and what to do where it went wrong."""
    stage = asset_stage(request, asset, profile)
    title = gateway_title(profile, request.request.provider)
    registration = asset.registration(request.request.provider, request.request.account)
    said = texts.say(
        f"asset.stage.{stage}",
        gateway=title,
        name=at_name(asset),
        person=person_name(asset.person) if asset.person else "",
        requester=mention(request.request.requester_id),
        since=texts.date(_since(registration)),
        why=_why(request, asset, stage, registration, texts),
    )
    line = join(" ", [EMOJI[stage], bold(at_name(asset)), "·", said])
    foreign = foreign_words(registration) if stage is AssetStage.REFUSED else ""
    return join("\n", [line, foreign])


def _since(registration: Registration | None) -> int:
    return (registration.submitted_at or registration.created_at) if registration else 0


def _why(
    request: RequestFacts,
    asset: AssetFacts,
    stage: AssetStage,
    registration: Registration | None,
    texts: Texts,
) -> str:
    if stage is AssetStage.FILE_REFUSED:
        return reason_text(texts, asset.media.problem or "media_broken")
    if stage is AssetStage.FACE_CHECK_FAILED and request.verification is not None:
        return face_check_failure(request.verification, texts)
    failure = registration.failure if registration else None
    return reason_text(texts, failure or "unexplained")


def face_check_failure(verification: Verification, texts: Texts) -> str:
    """Why a face check did not succeed."""
    expired = verification.status is VerificationStatus.EXPIRED
    known = "verification_expired" if expired else "verification_failed"
    return reason_text(texts, verification.failure or known, about="check")


def foreign_words(registration: Registration | None) -> str:
    """What the gateway itself said, as a quotation."""
    said = registration.failure_code if registration else None
    return quote(clamp(said, limits.FOREIGN_TEXT)) if said else ""


def _small_print(request: RequestFacts, profile: Profile | None, texts: Texts) -> list[str]:
    owner = mention(request.request.requester_id)
    parts = [
        texts.say("fact.owner", owner=owner),
        texts.say("fact.pictured", who=pictured(request.person, texts)),
    ]
    if request.request.purpose:
        parts.append(
            texts.say("fact.purpose", purpose=clamp(request.request.purpose.strip(), limits.PURPOSE_EXCERPT))
        )
    parts.append(texts.say("fact.gateway", gateway=gateway_title(profile, request.request.provider)))
    consent = next((a.consent for a in request.assets if a.consent is not None), None)
    if consent is not None:
        parts.append(texts.say("fact.scope", scope=scope_words(consent, texts)))
    return parts
