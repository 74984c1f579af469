"""Copies go: at gateways, in our folder, in Slack. Asked for again, it adds nothing."""

from __future__ import annotations

from storage.changes import Step, Update
from storage.model import Video, VideoStatus
from workflow.jobs import JobKind, schedule
from workflow.messages import video_cards
from workflow.moment import Moment
from workflow.registrations import begin_deletion
from workflow.videos.taken_back import WITHDRAWN
from workflow.withdrawals.reach import Reach, is_posted, to_remove


def copies_go(reach: Reach, *, removes_videos: bool, moment: Moment) -> list[Step]:
    """Whatever still has to be deleted, erased or removed, as jobs."""
    team = reach.person.team_id
    going = to_remove(reach, removes_videos=removes_videos)
    taken = {m.subject for m in reach.posts if removes_videos or not is_posted(m)}
    return [
        *(step for asset in reach.assets for step in begin_deletion(asset, moment)),
        *(schedule(moment, team, JobKind.ERASE_MEDIA, media_id) for media_id in reach.kept_files()),
        *(schedule(moment, team, JobKind.REMOVE_POST, message.id) for message in going),
        *(step for video_id in sorted(taken) for step in _taken_down(reach, video_id, moment)),
    ]


def _taken_down(reach: Reach, video_id: str, moment: Moment) -> list[Step]:
    """The card of a video whose post goes says so."""
    facts = next((v for v in reach.videos if v.video.id == video_id), None)
    if facts is None or facts.video.status is not VideoStatus.SUCCEEDED or facts.video.failure is not None:
        return []
    where = {"id": video_id, "status": VideoStatus.SUCCEEDED}
    return [
        Update(table=Video, where=where, values={"failure": WITHDRAWN}),
        *video_cards(moment, facts),
    ]
