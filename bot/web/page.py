"""What the phone page shows, worked out from facts alone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from providers.profile import Profile
from storage.facts import RequestFacts
from storage.model import Depiction, InvitationStatus, MediaStatus, VerificationStatus
from workflow.asset_requests import needs_scan


class Screen(StrEnum):
    ASK = "ask"  # the picture, the purpose, the question
    SCAN = "scan"  # said yes, the face check is due (again)
    WAITING = "waiting"  # back from the face check, whose result the gateway has not told yet
    DONE = "done"
    DECLINED = "declined"
    LAPSED = "lapsed"
    ENDED = "ended"  # the link is over
    UNKNOWN = "unknown"  # not a link of ours
    PAUSED = "paused"  # the gateway is switched off at this moment
    BROKEN = "broken"  # a mistake of ours, told with a reference


@dataclass(frozen=True, kw_only=True)
class Picture:
    """One file that the person is asked about."""

    media_id: str
    name: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class Page:
    """`trouble` is a catalogue key of what went wrong last; `reference` finds a mistake in the log."""

    screen: Screen
    depiction: Depiction = Depiction.MEMBER
    requester: str = ""
    workspace: str = ""
    person: str = ""
    purpose: str = ""
    gateway: str = ""
    can_delete: bool = False
    scan: bool = False
    pictures: tuple[Picture, ...] = ()
    trouble: str | None = None
    expires_at: int = 0
    locale: str | None = None
    reference: str = ""

    @property
    def kind(self) -> str:
        """The one kind of all its files, or `mixed`."""
        kinds = {picture.kind for picture in self.pictures}
        return kinds.pop() if len(kinds) == 1 else "mixed"


_TROUBLES = {
    "verification_failed": "verification_failed",
    "verification_expired": "verification_expired",
    "verification_other_person": "verification_other_person",
    "gateway_unavailable": "gateway_unavailable",
    "answer_lost": "gateway_unavailable",
    "unexpected_answer": "gateway_unavailable",
    "rate_limited": "rate_limited",
    "key_refused": "not_set_up",
    "no_credit": "not_set_up",
}


def build_page(
    facts: RequestFacts,
    profile: Profile | None,
    *,
    requester: str,
    workspace: str,
    screen: Screen | None = None,
) -> Page:
    """The page for an invitation as everything stands now, or with a screen that only a visit knows of.

    Without a profile the gateway is switched off.
    """
    invitation = facts.invitation
    if invitation is None:
        return Page(screen=Screen.UNKNOWN)
    return Page(
        screen=screen or _screen(facts, profile),
        depiction=facts.request.depiction,
        requester=requester,
        workspace=workspace,
        person=facts.person.display_name if facts.person else "",
        purpose=facts.request.purpose.strip(),
        gateway=profile.title if profile else facts.request.provider,
        can_delete=profile is not None and profile.can_delete,
        scan=profile is not None and needs_scan(facts, profile),
        pictures=tuple(
            Picture(media_id=a.media.id, name=a.asset.name, kind=a.media.kind)
            for a in facts.assets
            if a.media.status is MediaStatus.READY
        ),
        trouble=_trouble(facts),
        expires_at=invitation.expires_at,
        locale=invitation.locale,
    )


def _screen(facts: RequestFacts, profile: Profile | None) -> Screen:
    match facts.invitation.status if facts.invitation else None:
        case InvitationStatus.DECLINED:
            return Screen.DECLINED
        case InvitationStatus.LAPSED:
            return Screen.LAPSED
        case _ if profile is None:
            return Screen.PAUSED
        case InvitationStatus.OPEN:
            return Screen.ASK
        case InvitationStatus.ACCEPTED:
            return Screen.SCAN if needs_scan(facts, profile) else Screen.DONE
    return Screen.UNKNOWN


def _trouble(facts: RequestFacts) -> str | None:
    verification = facts.verification
    if verification is None or facts.group is not None:
        return None
    if verification.status in (VerificationStatus.FAILED, VerificationStatus.EXPIRED):
        return _TROUBLES.get(verification.failure or "", "verification_failed")
    return None
