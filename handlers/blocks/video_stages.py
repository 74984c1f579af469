"""Where an approval or a video stands, as one word each: pure, from rows alone."""

from __future__ import annotations

from enum import StrEnum

from storage.facts import VideoFacts
from storage.model import Approval, ApprovalStatus, VideoStatus
from workflow.reports.deciding import TAKEN_DOWN
from workflow.videos.deleting import DELETED
from workflow.videos.taken_back import WITHDRAWN


class ApprovalStage(StrEnum):
    OPEN = "open"
    ALLOWED_ONCE = "allowed_once"
    ALLOWED_ALWAYS = "allowed_always"
    OVERRIDDEN = "overridden"  # an admin spoke in the owner's place
    REFUSED = "refused"
    LAPSED = "lapsed"
    NOT_NEEDED = "not_needed"  # the video ended before this answer


class VideoStage(StrEnum):
    AWAITING_APPROVAL = "awaiting_approval"
    STARTING = "starting"
    START_TROUBLE = "start_trouble"
    QUEUED = "queued"
    RUNNING = "running"
    LOOK_TROUBLE = "look_trouble"  # started, but the gateway does not tell
    FETCHING = "fetching"
    FETCH_TROUBLE = "fetch_trouble"
    POSTED = "posted"
    DELETED = "deleted"  # posted, and removed by its requester or an admin
    TAKEN_DOWN = "taken_down"  # posted, and removed after a report
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    REFUSED = "refused"  # an approver said no
    UNANSWERED = "unanswered"  # an approver did not answer in time
    TAKEN_BACK = "taken_back"  # somebody pictured took the yes back: not posted, or removed
    NOT_ALLOWED = "not_allowed"  # it was allowed when asked for and is not any more
    UNKNOWN = "unknown"


VIDEO_ENDS = frozenset(
    {
        VideoStage.POSTED,
        VideoStage.FAILED,
        VideoStage.CANCELLED,
        VideoStage.EXPIRED,
        VideoStage.REFUSED,
        VideoStage.UNANSWERED,
        VideoStage.TAKEN_BACK,
        VideoStage.NOT_ALLOWED,
    }
)

_APPROVALS = {
    ApprovalStatus.ALLOWED_ONCE: ApprovalStage.ALLOWED_ONCE,
    ApprovalStatus.ALLOWED_ALWAYS: ApprovalStage.ALLOWED_ALWAYS,
    ApprovalStatus.REFUSED: ApprovalStage.REFUSED,
    ApprovalStatus.LAPSED: ApprovalStage.LAPSED,
}
_VIDEOS = {
    VideoStatus.AWAITING_APPROVAL: VideoStage.AWAITING_APPROVAL,
    VideoStatus.STARTING: VideoStage.STARTING,
    VideoStatus.QUEUED: VideoStage.QUEUED,
    VideoStatus.RUNNING: VideoStage.RUNNING,
    VideoStatus.SUCCEEDED: VideoStage.FETCHING,
    VideoStatus.FAILED: VideoStage.FAILED,
    VideoStatus.CANCELLED: VideoStage.CANCELLED,
    VideoStatus.EXPIRED: VideoStage.EXPIRED,
    VideoStatus.UNKNOWN: VideoStage.UNKNOWN,
}
_VIDEOS_IN_TROUBLE = {
    VideoStage.STARTING: VideoStage.START_TROUBLE,
    VideoStage.QUEUED: VideoStage.LOOK_TROUBLE,
    VideoStage.RUNNING: VideoStage.LOOK_TROUBLE,
    VideoStage.FETCHING: VideoStage.FETCH_TROUBLE,
}
_REMOVED = {TAKEN_DOWN: VideoStage.TAKEN_DOWN, DELETED: VideoStage.DELETED}
_TAKEN_BACK = (VideoStatus.REFUSED, VideoStatus.CANCELLED, VideoStatus.SUCCEEDED)


def approval_stage(video: VideoFacts, approval: Approval) -> ApprovalStage:
    if approval.status is not ApprovalStatus.PENDING:
        by_another = approval.decided_by not in (None, approval.approver_id)
        return ApprovalStage.OVERRIDDEN if by_another else _APPROVALS[approval.status]
    waits = video.video.status is VideoStatus.AWAITING_APPROVAL
    return ApprovalStage.OPEN if waits else ApprovalStage.NOT_NEEDED


def video_stage(facts: VideoFacts) -> VideoStage:
    video = facts.video
    if video.failure == WITHDRAWN and video.status in _TAKEN_BACK:
        return VideoStage.TAKEN_BACK
    if video.status is VideoStatus.REFUSED:
        return _refused(facts)
    if video.status is VideoStatus.SUCCEEDED and video.result_media_id is not None:
        return _REMOVED.get(video.failure or "", VideoStage.POSTED)
    stage = _VIDEOS[video.status]
    return _VIDEOS_IN_TROUBLE.get(stage, stage) if video.failure is not None else stage


def _refused(facts: VideoFacts) -> VideoStage:
    answers = {approval.status for approval in facts.approvals}
    if facts.video.failure is not None:
        return VideoStage.NOT_ALLOWED
    if ApprovalStatus.REFUSED in answers:
        return VideoStage.REFUSED
    return VideoStage.UNANSWERED if ApprovalStatus.LAPSED in answers else VideoStage.NOT_ALLOWED
