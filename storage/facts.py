"""What a decision or a message needs to know, read in one snapshot."""

from __future__ import annotations

from dataclasses import dataclass

from storage.model import (
    Approval,
    Asset,
    AssetRequest,
    Consent,
    Endorsement,
    Invitation,
    Media,
    Message,
    Person,
    PersonGroup,
    Registration,
    Submission,
    Verification,
    Video,
    VideoReference,
)


@dataclass(frozen=True, kw_only=True)
class AssetFacts:
    """One asset with its file, person, the consent that holds now (or None) and its registrations."""

    asset: Asset
    media: Media
    person: Person | None
    consent: Consent | None
    registrations: tuple[Registration, ...]
    person_left: bool = False  # the person pictured was a member and is deactivated
    owner_left: bool = False

    def registration(self, provider: str, account: str = "main") -> Registration | None:
        return next((r for r in self.registrations if r.provider == provider and r.account == account), None)


@dataclass(frozen=True, kw_only=True)
class RequestFacts:
    """One `/asset` request whole; `verification` is the newest, `group` the person's at this gateway,
    `card` its message in the channel.
    """

    request: AssetRequest
    person: Person | None
    assets: tuple[AssetFacts, ...]
    invitation: Invitation | None
    verification: Verification | None
    group: PersonGroup | None
    submissions: tuple[Submission, ...]
    endorsements: tuple[Endorsement, ...] = ()
    card: Message | None


@dataclass(frozen=True, kw_only=True)
class VideoFacts:
    """One video whole; `assets` in the order of `references`, `result` and `poster` once fetched."""

    video: Video
    references: tuple[VideoReference, ...]
    assets: tuple[AssetFacts, ...]
    approvals: tuple[Approval, ...]
    result: Media | None
    poster: Media | None
    card: Message | None
