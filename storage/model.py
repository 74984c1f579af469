"""Every row as a frozen dataclass, and every closed set of states.

Times are integer milliseconds UTC. Ids are a prefix and 12 base32 characters. Each dataclass is one table
(`storage.tables.TABLES`); fields annotated `Json` are stored as JSON text.
"""

from __future__ import annotations

from dataclasses import dataclass

from storage.rights import (
    AssetUse,
    Channel,
    Endorsement,
    Phone,
    Report,
    RequestAsset,
    Setting,
    Withdrawal,
)
from storage.states import (
    ApprovalStatus,
    AssetStatus,
    Depiction,
    EndorsementKind,
    EndorsementStatus,
    InvitationStatus,
    Json,
    MediaStatus,
    MessageForm,
    MessageStatus,
    Millis,
    RegistrationStatus,
    ReportStatus,
    SubmissionStatus,
    VerificationStatus,
    VideoStatus,
    WithdrawalStatus,
)
from storage.videos import (
    Allowance,
    Approval,
    Video,
    VideoReference,
)
from storage.work import (
    DecisionTimes,
    Job,
    LedgerEntry,
    Message,
)

__all__ = [
    "Allowance",
    "Approval",
    "ApprovalStatus",
    "Asset",
    "AssetRequest",
    "AssetStatus",
    "AssetUse",
    "Channel",
    "Consent",
    "DecisionTimes",
    "Depiction",
    "Endorsement",
    "EndorsementKind",
    "EndorsementStatus",
    "Invitation",
    "InvitationStatus",
    "Job",
    "Json",
    "LedgerEntry",
    "Media",
    "MediaStatus",
    "Member",
    "Message",
    "MessageForm",
    "MessageStatus",
    "Millis",
    "Person",
    "PersonGroup",
    "Phone",
    "Registration",
    "RegistrationStatus",
    "Report",
    "ReportStatus",
    "RequestAsset",
    "Row",
    "Setting",
    "Submission",
    "SubmissionStatus",
    "Verification",
    "VerificationStatus",
    "Video",
    "VideoReference",
    "VideoStatus",
    "Withdrawal",
    "WithdrawalStatus",
    "Workspace",
]


@dataclass(frozen=True, kw_only=True)
class Workspace:
    team_id: str
    name: str
    bot_user_id: str
    created_at: Millis


@dataclass(frozen=True, kw_only=True)
class Member:
    """What Slack last told about a user; key (team_id, user_id)."""

    team_id: str
    user_id: str
    name: str
    locale: str
    is_admin: bool
    is_guest: bool
    is_foreign: bool
    is_deactivated: bool
    fetched_at: Millis


@dataclass(frozen=True, kw_only=True)
class Person:
    id: str
    team_id: str
    slack_user_id: str | None
    display_name: str
    created_by: str
    created_at: Millis


@dataclass(frozen=True, kw_only=True)
class AssetRequest:
    """One `/asset` submission: up to ten assets with one person, purpose, gateway and card."""

    id: str
    team_id: str
    requester_id: str
    person_id: str | None
    depiction: Depiction
    purpose: str
    provider: str
    account: str
    channel: str  # where the card lives: a channel, or the requester's user id for "only me"
    form_sealed: str  # the form as typed, encrypted, for *Fix*
    created_at: Millis


@dataclass(frozen=True, kw_only=True)
class Asset:
    """`name_key`: the name after NFKC and case folding; unique per workspace among assets that live."""

    id: str
    team_id: str
    request_id: str
    owner_id: str
    person_id: str | None
    media_id: str
    name: str
    name_key: str
    purpose: str
    status: AssetStatus
    created_at: Millis


@dataclass(frozen=True, kw_only=True)
class Media:
    """A file of ours; `sha256` is of the bytes as kept, `problem` a catalogue key of why it was refused."""

    id: str
    team_id: str
    kind: str
    status: MediaStatus
    source_sealed: str
    slack_file_id: str | None = None
    content_type: str | None = None
    bytes: int | None = None
    sha256: str | None = None
    width: int | None = None
    height: int | None = None
    seconds: float | None = None
    problem: str | None = None
    created_at: Millis


@dataclass(frozen=True, kw_only=True)
class Registration:
    id: str
    team_id: str
    asset_id: str
    provider: str
    account: str
    status: RegistrationStatus
    handle: Json | None = None
    reference: str | None = None
    submission_id: str | None = None
    failure: str | None = None
    failure_code: str | None = None
    submitted_at: Millis | None = None
    decided_at: Millis | None = None
    created_at: Millis


@dataclass(frozen=True, kw_only=True)
class Submission:
    id: str
    team_id: str
    request_id: str
    provider: str
    account: str
    status: SubmissionStatus
    registration_ids: Json
    started_at: Millis
    answered_at: Millis | None = None


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """Asks one person for one request's yes.

    `locale` is what the page was last read in, `scope` what was chosen with the last press of the yes.
    """

    id: str
    team_id: str
    request_id: str
    person_id: str
    status: InvitationStatus
    expires_at: Millis
    answered_at: Millis | None = None
    via: str | None = None  # page · dm · declaration
    locale: str | None = None
    text_version: str | None = None
    created_at: Millis
    scope: Json | None = None


@dataclass(frozen=True, kw_only=True)
class Verification:
    """One run of a face check; `state_hash` is SHA-256 of the one-time state in our callback address."""

    id: str
    team_id: str
    invitation_id: str
    person_id: str
    provider: str
    account: str
    status: VerificationStatus
    state_hash: str
    handle_sealed: str | None = None
    group_id: str | None = None
    billed: bool | None = None
    failure: str | None = None
    expires_at: Millis
    created_at: Millis
    decided_at: Millis | None = None


@dataclass(frozen=True, kw_only=True)
class PersonGroup:
    """A verified person's group at a gateway account; key (provider, account, group_id), one per person."""

    provider: str
    account: str
    group_id: str
    team_id: str
    person_id: str
    verification_id: str
    created_at: Millis


@dataclass(frozen=True, kw_only=True)
class Consent:
    """A person's yes to one asset; ended consents stay for the record. `scope`: {"who", "how", "until"}."""

    id: str
    team_id: str
    person_id: str
    asset_id: str
    providers: Json
    scope: Json
    text_version: str
    locale: str
    via: str
    given_at: Millis
    ended_at: Millis | None = None
    end_reason: str | None = None


Row = (
    Workspace
    | Member
    | Person
    | AssetRequest
    | Asset
    | Media
    | Registration
    | Submission
    | Invitation
    | Verification
    | PersonGroup
    | Consent
    | Video
    | VideoReference
    | Approval
    | Allowance
    | RequestAsset
    | AssetUse
    | Phone
    | Endorsement
    | Withdrawal
    | Report
    | Setting
    | Channel
    | DecisionTimes
    | Job
    | Message
)
