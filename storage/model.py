"""Every row as a frozen dataclass, and every closed set of states.

Times are integer milliseconds UTC. Ids are a prefix and 12 base32 characters. Each dataclass is one table
(`storage.tables.TABLES`); fields annotated `Json` are stored as JSON text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Json = Mapping[str, Any] | tuple[Any, ...]
Millis = int


class Depiction(StrEnum):
    """Who is pictured, as the requester declared it."""

    NOBODY = "nobody"  # nobody real
    SELF = "self"  # the requester
    MEMBER = "member"  # somebody in this workspace
    OUTSIDER = "outsider"  # somebody without an account here


class AssetStatus(StrEnum):
    AWAITING_CONSENT = "awaiting_consent"  # the person has not answered, or the media are not checked yet
    USABLE = "usable"  # consent holds, or nobody real is pictured
    DECLINED = "declined"  # the person said no
    LAPSED = "lapsed"  # nobody answered in time
    WITHDRAWN = "withdrawn"  # the person took the yes back
    DELETED = "deleted"  # by its owner, or its media were refused


class MediaStatus(StrEnum):
    FETCHING = "fetching"  # not here yet
    READY = "ready"  # checked, normalised, on disk
    REFUSED = "refused"  # looked at and not usable; `problem` says why
    ERASED = "erased"  # was here, is gone


class RegistrationStatus(StrEnum):
    WAITING = "waiting"  # for media, consent or the person's group
    SUBMITTING = "submitting"  # a create call is being made
    UNKNOWN = "unknown"  # the create call's answer was lost and nothing is proved yet
    IN_REVIEW = "in_review"  # accepted, the gateway is looking
    ACTIVE = "active"  # usable in videos
    FAILED = "failed"  # refused by the gateway; `failure` says why
    DELETING = "deleting"  # a delete call is due
    DELETED = "deleted"  # the gateway confirmed
    KEPT_BY_GATEWAY = "kept_by_gateway"  # the gateway has no delete


class SubmissionStatus(StrEnum):
    CALLING = "calling"
    ANSWERED = "answered"
    UNKNOWN = "unknown"


class VerificationStatus(StrEnum):
    OPENING = "opening"  # the session call is being made
    OPEN = "open"  # the phone was sent to the gateway
    PASSED = "passed"
    FAILED = "failed"
    EXPIRED = "expired"


class InvitationStatus(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"  # the person said yes; a face check may still be due
    DECLINED = "declined"
    LAPSED = "lapsed"


class VideoStatus(StrEnum):
    AWAITING_APPROVAL = "awaiting_approval"
    STARTING = "starting"  # approved; the paid call is due or under way
    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"  # made; fetched when `result_media_id` is set
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    REFUSED = "refused"  # an approver said no, or nobody answered in time
    UNKNOWN = "unknown"  # the paid call's answer was lost; a person decides


class ApprovalStatus(StrEnum):
    PENDING = "pending"
    ALLOWED_ONCE = "allowed_once"
    ALLOWED_ALWAYS = "allowed_always"  # for this channel
    REFUSED = "refused"
    LAPSED = "lapsed"


class MessageForm(StrEnum):
    CARD = "card"  # edited in place to its newest wanted revision
    NOTICE = "notice"  # sent once


class MessageStatus(StrEnum):
    PENDING = "pending"
    SENDING = "sending"  # a call is being made; after a crash it counts as indeterminate
    SENT = "sent"
    INDETERMINATE = "indeterminate"  # the answer was lost; looked for before it is sent again
    FAILED = "failed"  # Slack refused it for good; `last_error` says why


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
    """Asks one person for one request's yes; `locale` is what the page was last read in."""

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


@dataclass(frozen=True, kw_only=True)
class Video:
    """One generation. `prompt` as typed with @names, `order_prompt` with positions; `intent_at` is set in the
    transaction before the paid call.
    """

    id: str
    team_id: str
    requester_id: str
    channel: str
    provider: str
    account: str
    model: str
    prompt: str
    order_prompt: str
    seconds: int
    ratio: str
    resolution: str | None
    status: VideoStatus
    intent_at: Millis | None = None
    handle: Json | None = None
    progress: int | None = None
    failure: str | None = None
    failure_code: str | None = None
    result_media_id: str | None = None
    poster_media_id: str | None = None
    created_at: Millis
    started_at: Millis | None = None
    finished_at: Millis | None = None


@dataclass(frozen=True, kw_only=True)
class VideoReference:
    """One asset in a video, in order; key (video_id, position)."""

    video_id: str
    position: int
    team_id: str
    asset_id: str
    registration_id: str | None
    kind: str
    role: str


@dataclass(frozen=True, kw_only=True)
class Approval:
    """One approver's yes or no to one video; `as_person`: asked as the person, else as the owner."""

    id: str
    team_id: str
    video_id: str
    approver_id: str
    as_person: bool
    status: ApprovalStatus
    deadline_at: Millis
    decided_at: Millis | None = None
    reason: str | None = None
    created_at: Millis


@dataclass(frozen=True, kw_only=True)
class Allowance:
    """A standing yes: `approver_id` lets `asset_id` be used for videos in `channel`."""

    id: str
    team_id: str
    asset_id: str
    approver_id: str
    channel: str
    approval_id: str
    created_at: Millis
    ended_at: Millis | None = None


@dataclass(frozen=True, kw_only=True)
class Job:
    """One durable step; one open job per (kind, subject). `fence` grows with each claim, guards results."""

    id: str
    team_id: str
    kind: str
    subject: str
    due_at: Millis
    deadline_at: Millis | None = None
    provider: str | None = None
    account: str | None = None
    attempts: int = 0
    fence: int = 0
    lease_until: Millis | None = None
    last_error: str | None = None
    created_at: Millis


@dataclass(frozen=True, kw_only=True)
class Message:
    """A Slack message to be: kind, ids and parameters, rendered when it is sent.

    `dedupe` is unique per workspace. `thread` names the card (a message id) in whose thread a notice goes;
    it waits until that card was sent and until all earlier notices of that thread are. `files` maps a slot
    (`qr`, `picture`, `video`, …) to the Slack file already uploaded for it.
    """

    id: str
    team_id: str
    form: MessageForm
    kind: str
    subject: str
    channel: str
    dedupe: str
    params: Json
    thread: str | None = None
    status: MessageStatus = MessageStatus.PENDING
    wanted_revision: int = 1
    sent_revision: int = 0
    sent_channel: str | None = None
    sent_ts: str | None = None
    files: Json
    attempts: int = 0
    due_at: Millis
    fence: int = 0
    lease_until: Millis | None = None
    last_error: str | None = None
    position: int = 0
    created_at: Millis


@dataclass(frozen=True, kw_only=True)
class LedgerEntry:
    """One line of the ledger as read back; `hash` covers `previous` and everything before it in the line."""

    seq: int
    team_id: str
    at: Millis
    kind: str
    actor: str
    subject: str
    body: Json
    previous: str
    hash: str


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
    | Job
    | Message
)
