"""Where an asset or an invitation stands, as one word each: pure, from rows alone."""

from __future__ import annotations

from enum import StrEnum

from providers.profile import Profile
from storage.facts import AssetFacts, RequestFacts
from storage.model import (
    AssetStatus,
    EndorsementKind,
    EndorsementStatus,
    InvitationStatus,
    MediaStatus,
    Registration,
    RegistrationStatus,
    VerificationStatus,
)
from workflow.asked import is_asked, is_further
from workflow.asset_requests import needs_scan
from workflow.scans import answer_waits


class AssetStage(StrEnum):
    CHECKING = "checking"  # the file is being fetched and looked at
    FILE_REFUSED = "file_refused"
    WAITING_WORD = "waiting_word"  # for an admin's second look at what was declared
    WAITING_RELEASE = "waiting_release"  # for an admin to attach a signed release
    WORD_REFUSED = "word_refused"  # an admin said no
    WORD_LAPSED = "word_lapsed"  # no admin answered in time
    WAITING_YES = "waiting_yes"
    WAITING_FACE_CHECK = "waiting_face_check"
    FACE_CHECK_FAILED = "face_check_failed"  # and may be made again with the same link
    SENDING = "sending"
    TROUBLE = "trouble"  # the gateway does not take it now; tried again
    UNPROVED = "unproved"  # the create call's answer was lost
    IN_REVIEW = "in_review"
    REVIEW_TROUBLE = "review_trouble"  # in review, but the gateway does not tell
    READY = "ready"
    REFUSED = "refused"
    DECLINED = "declined"
    LAPSED = "lapsed"
    CONSENT_OVER = "consent_over"  # the yes was dated, and its date has come
    WITHDRAWN = "withdrawn"
    DELETED = "deleted"
    DELETING = "deleting"  # here it is gone, at the gateway not yet
    KEPT = "kept"  # gone here; the gateway keeps a copy


class ConsentStage(StrEnum):
    OPEN = "open"
    FACE_CHECK_LEFT = "face_check_left"  # a yes, and the face check still due
    DONE = "done"
    GONE = "gone"  # its owner deleted everything that was asked about
    WITHDRAWN = "withdrawn"  # the person took the yes back
    DECLINED = "declined"
    LAPSED = "lapsed"


_ENDED_ASSETS = {
    AssetStatus.DECLINED: AssetStage.DECLINED,
    AssetStatus.LAPSED: AssetStage.LAPSED,
    AssetStatus.WITHDRAWN: AssetStage.WITHDRAWN,
    AssetStatus.DELETED: AssetStage.DELETED,
}
_WORDS = {
    EndorsementStatus.REFUSED: AssetStage.WORD_REFUSED,
    EndorsementStatus.LAPSED: AssetStage.WORD_LAPSED,
}
_REGISTRATIONS = {
    RegistrationStatus.WAITING: AssetStage.SENDING,
    RegistrationStatus.SUBMITTING: AssetStage.SENDING,
    RegistrationStatus.UNKNOWN: AssetStage.UNPROVED,
    RegistrationStatus.IN_REVIEW: AssetStage.IN_REVIEW,
    RegistrationStatus.ACTIVE: AssetStage.READY,
    RegistrationStatus.FAILED: AssetStage.REFUSED,
    RegistrationStatus.DELETING: AssetStage.DELETING,
    RegistrationStatus.DELETED: AssetStage.DELETED,
    RegistrationStatus.KEPT_BY_GATEWAY: AssetStage.KEPT,
}
_NOTHING_LEFT = (RegistrationStatus.WAITING, RegistrationStatus.FAILED, RegistrationStatus.DELETED)
_IN_TROUBLE = {
    AssetStage.SENDING: AssetStage.TROUBLE,
    AssetStage.IN_REVIEW: AssetStage.REVIEW_TROUBLE,
}
_FAILED_CHECKS = (VerificationStatus.FAILED, VerificationStatus.EXPIRED)


def asset_stage(request: RequestFacts, asset: AssetFacts, profile: Profile | None) -> AssetStage:
    """Where one asset of a request stands at the request's gateway."""
    if (known := _asset_over(request, asset) or _before_question(request, asset)) is not None:
        return known
    if is_asked(request, asset):
        return _before_consent(request, profile)
    registration = asset.registration(request.request.provider, request.request.account)
    if registration is not None and registration.status is not RegistrationStatus.WAITING:
        return registration_stage(registration)
    if scan_due(request, profile):
        return _face_check(request)
    return registration_stage(registration) if registration is not None else AssetStage.SENDING


def consent_over(asset: AssetFacts) -> bool:
    """Whether somebody is pictured whose yes has ended while the asset itself lives on."""
    usable = asset.asset.status is AssetStatus.USABLE
    return usable and asset.asset.person_id is not None and asset.consent is None


def _asset_over(request: RequestFacts, asset: AssetFacts) -> AssetStage | None:
    if asset.media.status is MediaStatus.REFUSED:
        return AssetStage.FILE_REFUSED
    if consent_over(asset):
        return AssetStage.CONSENT_OVER
    ended = _ENDED_ASSETS.get(asset.asset.status)
    if ended is not AssetStage.DELETED:
        return ended
    word = _word(request, EndorsementStatus.REFUSED, EndorsementStatus.LAPSED)
    if word is not None and not is_further(request, asset):
        return word
    return deleted_stage(asset.registration(request.request.provider, request.request.account))


def deleted_stage(registration: Registration | None) -> AssetStage:
    """Where an asset that its owner deleted stands at one gateway."""
    if registration is None or registration.status in _NOTHING_LEFT:
        return AssetStage.DELETED
    kept = registration.status is RegistrationStatus.KEPT_BY_GATEWAY
    return AssetStage.KEPT if kept else AssetStage.DELETING


def _word(request: RequestFacts, *wanted: EndorsementStatus) -> AssetStage | None:
    """Where an admin's word for this request stands, when it stands like that."""
    found = next((e for e in request.endorsements if e.status in wanted), None)
    if found is None or found.status is not EndorsementStatus.PENDING:
        return _WORDS[found.status] if found else None
    is_release = found.kind is EndorsementKind.RELEASE
    return AssetStage.WAITING_RELEASE if is_release else AssetStage.WAITING_WORD


def _before_question(request: RequestFacts, asset: AssetFacts) -> AssetStage | None:
    if asset.media.status is MediaStatus.FETCHING:
        return AssetStage.CHECKING
    return _word(request, EndorsementStatus.PENDING) if is_asked(request, asset) else None


def _before_consent(request: RequestFacts, profile: Profile | None) -> AssetStage:
    invitation = request.invitation
    if invitation is None:
        return AssetStage.CHECKING
    if invitation.status is InvitationStatus.ACCEPTED and scan_due(request, profile):
        return _face_check(request)
    return AssetStage.WAITING_YES


def scan_due(request: RequestFacts, profile: Profile | None) -> bool:
    return profile is not None and needs_scan(request, profile)


def _face_check(request: RequestFacts) -> AssetStage:
    failed = request.verification is not None and request.verification.status in _FAILED_CHECKS
    return AssetStage.FACE_CHECK_FAILED if failed else AssetStage.WAITING_FACE_CHECK


def registration_stage(registration: Registration) -> AssetStage:
    """Where a registration stands, told without its request."""
    stage = _REGISTRATIONS[registration.status]
    return _IN_TROUBLE.get(stage, stage) if registration.failure is not None else stage


def consent_stage(request: RequestFacts, profile: Profile | None) -> ConsentStage:
    """Where the invitation of a request stands."""
    if request.assets and all(a.asset.status is AssetStatus.DELETED for a in request.assets):
        return ConsentStage.GONE
    if _is_withdrawn(request):
        return ConsentStage.WITHDRAWN
    status = request.invitation.status if request.invitation else InvitationStatus.LAPSED
    if status is InvitationStatus.ACCEPTED:
        # The yes of somebody outside is none until his phone is back from the face check.
        left = (scan_due(request, profile) or answer_waits(request)) and _still_lives(request)
        return ConsentStage.FACE_CHECK_LEFT if left else ConsentStage.DONE
    return {
        InvitationStatus.OPEN: ConsentStage.OPEN,
        InvitationStatus.DECLINED: ConsentStage.DECLINED,
    }.get(status, ConsentStage.LAPSED)


def _is_withdrawn(request: RequestFacts) -> bool:
    """Whether a yes was taken back and nothing else of the request lives on."""
    taken = any(a.asset.status is AssetStatus.WITHDRAWN for a in request.assets)
    return taken and not _still_lives(request)


def _still_lives(request: RequestFacts) -> bool:
    return any(a.asset.status in (AssetStatus.AWAITING_CONSENT, AssetStatus.USABLE) for a in request.assets)


def wants_page(request: RequestFacts, profile: Profile | None) -> bool:
    """Whether only the page on a phone will do now: for a face check, or for somebody without Slack."""
    asked = consent_stage(request, profile) in (ConsentStage.OPEN, ConsentStage.FACE_CHECK_LEFT)
    outside = request.person is not None and request.person.slack_user_id is None
    return asked and (outside or scan_due(request, profile))
