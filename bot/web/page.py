"""What the phone page shows, worked out from facts alone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from providers.profile import Profile, Verification
from storage.facts import RequestFacts
from storage.model import InvitationStatus, MediaStatus, VerificationStatus
from workflow.asset_requests import needs_scan


class Screen(StrEnum):
    ASK = "ask"  # the picture, the purpose, the question
    SCAN = "scan"  # said yes, the face check is due (again)
    DONE = "done"
    DECLINED = "declined"
    LAPSED = "lapsed"
    ENDED = "ended"  # the link is over
    UNKNOWN = "unknown"  # not a link of ours


@dataclass(frozen=True, kw_only=True)
class Page:
    """`pictures` are media ids with their asset's name; `trouble` a catalogue key of what went wrong last."""

    screen: Screen
    requester: str = ""
    workspace: str = ""
    person: str = ""
    purpose: str = ""
    gateway: str = ""
    can_delete: bool = False
    scan: bool = False
    pictures: tuple[tuple[str, str, str], ...] = ()
    trouble: str | None = None
    expires_at: int = 0


def build_page(facts: RequestFacts, profile: Profile, *, requester: str, workspace: str) -> Page:
    """The page for an invitation as everything stands now."""
    invitation = facts.invitation
    if invitation is None:
        return Page(screen=Screen.UNKNOWN)
    return Page(
        screen=_screen(facts, profile),
        requester=requester,
        workspace=workspace,
        person=facts.person.display_name if facts.person else "",
        purpose=facts.request.purpose,
        gateway=profile.title,
        can_delete=profile.can_delete,
        scan=profile.verification is not Verification.NONE and facts.group is None,
        pictures=tuple(
            (a.media.id, a.asset.name, a.media.kind)
            for a in facts.assets
            if a.media.status is MediaStatus.READY
        ),
        trouble=_trouble(facts),
        expires_at=invitation.expires_at,
    )


def _screen(facts: RequestFacts, profile: Profile) -> Screen:
    match facts.invitation.status if facts.invitation else None:
        case InvitationStatus.OPEN:
            return Screen.ASK
        case InvitationStatus.ACCEPTED:
            return Screen.SCAN if needs_scan(facts, profile) else Screen.DONE
        case InvitationStatus.DECLINED:
            return Screen.DECLINED
        case InvitationStatus.LAPSED:
            return Screen.LAPSED
    return Screen.UNKNOWN


def _trouble(facts: RequestFacts) -> str | None:
    verification = facts.verification
    if verification is None or facts.group is not None:
        return None
    if verification.status in (VerificationStatus.FAILED, VerificationStatus.EXPIRED):
        return verification.failure or "verification_failed"
    return None
