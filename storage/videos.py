"""Rows of videos, what they refer to, and who allows them; see `storage.model`."""

from __future__ import annotations

from dataclasses import dataclass

from storage.states import ApprovalStatus, Json, Millis, VideoStatus


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
    decided_by: str | None = None  # who pressed: the approver, or an admin who spoke for an owner


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
