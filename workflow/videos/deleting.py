"""A posted video that its requester, or an admin, removes."""

from __future__ import annotations

from collections.abc import Sequence

from storage.changes import Change, Once, Record, Update
from storage.facts import VideoFacts
from storage.model import Message, Video, VideoStatus
from workflow.jobs import JobKind, schedule
from workflow.messages import video_cards
from workflow.moment import Moment

DELETED = "deleted"
"""The failure of a video that was made and posted, and was deleted since."""


def delete(facts: VideoFacts, posts: Sequence[Message], actor: str, moment: Moment, key: str) -> Change:
    """The posts go, our copy goes, and the card says so; `posts` are the video's own."""
    video = facts.video
    where = {"id": video.id, "status": VideoStatus.SUCCEEDED, "failure": None}
    media = [media_id for media_id in (video.result_media_id, video.poster_media_id) if media_id]
    return Change(
        (
            Once(team_id=video.team_id, key=key, at=moment.now),
            Update(table=Video, where=where, values={"failure": DELETED}, guard="already_deleted"),
            *(schedule(moment, video.team_id, JobKind.REMOVE_POST, post.id) for post in posts),
            *(schedule(moment, video.team_id, JobKind.ERASE_MEDIA, media_id) for media_id in media),
            Record(
                team_id=video.team_id,
                at=moment.now,
                kind="video_deleted",
                actor=actor,
                subject=video.id,
                body={},
            ),
            *video_cards(moment, facts),
        )
    )
