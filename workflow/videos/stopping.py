"""A video that was asked for and is not started any more."""

from __future__ import annotations

from storage.changes import Cancel, Step, Update
from storage.facts import VideoFacts
from storage.model import ApprovalStatus, Video, VideoStatus
from workflow.jobs import JobKind
from workflow.messages import video_cards
from workflow.moment import Moment
from workflow.videos.shared import ended

_BEFORE = (VideoStatus.AWAITING_APPROVAL, VideoStatus.STARTING)


def not_started(facts: VideoFacts, why: str, moment: Moment, guard: str | None = None) -> list[Step]:
    """End a video whose start was not begun, and stop asking for it; nothing for any other.

    With a guard the change fails by that name when the start was begun meanwhile.
    """
    video = facts.video
    if video.status not in _BEFORE or video.intent_at is not None:
        return []
    values = {"status": VideoStatus.REFUSED, "failure": why, "failure_code": None, "finished_at": moment.now}
    waiting = [approval for approval in facts.approvals if approval.status is ApprovalStatus.PENDING]
    return [
        Update(
            table=Video,
            where={"id": video.id, "status": _BEFORE, "intent_at": None},
            values=values,
            guard=guard,
        ),
        *(
            Cancel(kind=kind, subject=approval.id)
            for approval in waiting
            for kind in (JobKind.LAPSE_APPROVAL, JobKind.REMIND_APPROVAL)
        ),
        ended(facts, moment),
        *video_cards(moment, facts),
    ]
