"""Rows of who vouches, withdraws, reports and decides, and where; see `storage.model`."""

from __future__ import annotations

from dataclasses import dataclass

from storage.states import (
    EndorsementKind,
    EndorsementStatus,
    Json,
    Millis,
    ReportStatus,
    VideoStatus,
    WithdrawalStatus,
)


@dataclass(frozen=True, kw_only=True)
class Phone:
    """A phone that passed a face check: `token_hash` is SHA-256 of its cookie."""

    token_hash: str
    team_id: str
    person_id: str
    verification_id: str
    created_at: Millis
    ended_at: Millis | None = None


@dataclass(frozen=True, kw_only=True)
class Endorsement:
    """An admin's word for a request: a second look at a declaration, or somebody's signed release."""

    id: str
    team_id: str
    request_id: str
    kind: EndorsementKind
    status: EndorsementStatus
    deadline_at: Millis
    decided_by: str | None = None
    decided_at: Millis | None = None
    media_id: str | None = None
    reason: str | None = None
    created_at: Millis


@dataclass(frozen=True, kw_only=True)
class Withdrawal:
    """A person takes every yes back; `asset_ids` and `video_ids` are what that reached."""

    id: str
    team_id: str
    person_id: str
    via: str  # dm · command · page, or the user id of the admin who did it for somebody outside
    locale: str
    removes_videos: bool
    status: WithdrawalStatus
    asset_ids: Json
    video_ids: Json
    created_at: Millis
    done_at: Millis | None = None


@dataclass(frozen=True, kw_only=True)
class Report:
    """Somebody objects to a posted video; `as_person`: he is pictured in it."""

    id: str
    team_id: str
    video_id: str
    reporter_id: str
    as_person: bool
    reason: str | None = None
    status: ReportStatus
    deadline_at: Millis
    decided_by: str | None = None
    decided_at: Millis | None = None
    decision_reason: str | None = None
    created_at: Millis


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One of a workspace's settings; `value` is {"value": …}; key (team_id, name)."""

    team_id: str
    name: str
    value: Json
    changed_by: str
    changed_at: Millis


@dataclass(frozen=True, kw_only=True)
class Channel:
    """What Slack last told about a channel; `is_shared`: people of other workspaces are in it."""

    team_id: str
    channel_id: str
    is_shared: bool
    fetched_at: Millis


@dataclass(frozen=True, kw_only=True)
class RequestAsset:
    """A request for a further gateway is about this asset, which an earlier request brought in."""

    request_id: str
    asset_id: str
    team_id: str


@dataclass(frozen=True, kw_only=True)
class AssetUse:
    """A view, read only: an asset in a video, and where that video stands."""

    asset_id: str
    video_id: str
    team_id: str
    status: VideoStatus
