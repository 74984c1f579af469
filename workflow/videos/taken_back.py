"""A video whose person takes the yes back: it is not started, not fetched and not posted any more."""

from __future__ import annotations

from storage.changes import Cancel, Change, Forbid, Step, Update, Where
from storage.facts import VideoFacts
from storage.model import ApprovalStatus, Asset, AssetStatus, Job, Video, VideoStatus
from workflow.jobs import JobKind, schedule
from workflow.messages import video_cards
from workflow.moment import Moment
from workflow.videos.shared import ended, over

WITHDRAWN = "withdrawn"
"""Why a video ended, and the guard that says so."""

_NOT_STARTED = (VideoStatus.AWAITING_APPROVAL, VideoStatus.STARTING)
_UNDER_WAY = (VideoStatus.STARTING, VideoStatus.QUEUED, VideoStatus.RUNNING)


def is_taken_back(facts: VideoFacts) -> bool:
    """Whether somebody pictured in it took the yes back."""
    return any(asset.asset.status is AssetStatus.WITHDRAWN for asset in facts.assets)


def still_given(facts: VideoFacts) -> tuple[Step, ...]:
    """What must hold in the transaction that takes this video a step nearer to being seen."""
    pictured = tuple(dict.fromkeys(a.asset.id for a in facts.assets if a.asset.person_id is not None))
    if not pictured:
        return ()
    where = {"id": pictured, "status": AssetStatus.WITHDRAWN}
    return (Forbid(table=Asset, where=where, guard=WITHDRAWN),)


def dropped(facts: VideoFacts, job: Job, moment: Moment) -> Change:
    """What the gateway made is left where it is."""
    return over(facts, VideoStatus.CANCELLED, WITHDRAWN, None, job, moment)


def take_back(facts: VideoFacts, moment: Moment, *, can_cancel: bool) -> list[Step]:
    """What becomes of one video when its person takes the yes back; guard `overtaken` when it moved on.

    One that the gateway was asked for is left to end, or is cancelled there where that can be.
    """
    video = facts.video
    match video.status:
        case VideoStatus.AWAITING_APPROVAL | VideoStatus.STARTING if video.intent_at is None:
            return _not_started(facts, moment)
        case VideoStatus.UNKNOWN:
            return _ends(facts, {"status": VideoStatus.UNKNOWN}, VideoStatus.CANCELLED, moment)
        case VideoStatus.SUCCEEDED if video.result_media_id is None:
            made = {"status": VideoStatus.SUCCEEDED, "result_media_id": None}
            return _ends(facts, made, VideoStatus.CANCELLED, moment)
        case status if status in _UNDER_WAY and can_cancel:
            return [_cancel_job(video, moment)]
    return []


def _not_started(facts: VideoFacts, moment: Moment) -> list[Step]:
    before = {"status": _NOT_STARTED, "intent_at": None}
    waiting = (a for a in facts.approvals if a.status is ApprovalStatus.PENDING)
    return [
        *_ends(facts, before, VideoStatus.REFUSED, moment),
        *(Cancel(kind=JobKind.LAPSE_APPROVAL, subject=approval.id) for approval in waiting),
    ]


def _ends(facts: VideoFacts, before: Where, status: VideoStatus, moment: Moment) -> list[Step]:
    values = {"status": status, "failure": WITHDRAWN, "failure_code": None, "finished_at": moment.now}
    where = {**before, "id": facts.video.id}
    return [
        Update(table=Video, where=where, values=values, guard="overtaken"),
        ended(facts, moment),
        *video_cards(moment, facts),
    ]


def _cancel_job(video: Video, moment: Moment) -> Step:
    return schedule(
        moment,
        video.team_id,
        JobKind.CANCEL_VIDEO,
        video.id,
        provider=video.provider,
        account=video.account,
    )
