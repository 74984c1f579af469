"""A paid call whose answer was lost: nothing proves either way, so a person decides."""

from __future__ import annotations

from collections.abc import Mapping

from storage.changes import Change, Finish, Record, Update
from storage.facts import VideoFacts
from storage.model import Job, Video, VideoStatus
from workflow.messages import MessageKind, notice, video_cards
from workflow.moment import Moment
from workflow.videos.shared import start_job


def start_lost(facts: VideoFacts) -> bool:
    """Whether a paid call was begun and its answer never written."""
    video = facts.video
    return video.status is VideoStatus.STARTING and video.intent_at is not None and video.handle is None


def start_unknown(facts: VideoFacts, job: Job, moment: Moment) -> Change:
    """The paid call's answer was lost and nothing proves either way: a person decides."""
    video = facts.video
    return Change(
        (
            Update(
                table=Video,
                where={"id": video.id, "status": VideoStatus.STARTING},
                values={"status": VideoStatus.UNKNOWN, "failure": "answer_lost"},
                guard="already_decided",
            ),
            Finish(job=job),
            notice(
                moment,
                video.team_id,
                MessageKind.VIDEO_UNKNOWN,
                video.id,
                video.requester_id,
                once=str(video.intent_at),
            ),
            *video_cards(moment, facts),
        )
    )


def try_again(facts: VideoFacts, moment: Moment, *, actor: str) -> Change:
    """The requester looked and says that it was not started: it is due once more."""
    values = {"status": VideoStatus.STARTING, "intent_at": None}
    said = _from_unknown(facts, values, "not_started", actor, moment)
    return Change((*said.steps, start_job(facts.video, moment)))


def forget(facts: VideoFacts, moment: Moment, *, actor: str) -> Change:
    """The requester lets it go."""
    values = {"status": VideoStatus.CANCELLED, "finished_at": moment.now}
    return _from_unknown(facts, values, "forgotten", actor, moment)


def _from_unknown(
    facts: VideoFacts, values: Mapping[str, object], answer: str, actor: str, moment: Moment
) -> Change:
    video = facts.video
    update = Update(
        table=Video,
        where={"id": video.id, "status": VideoStatus.UNKNOWN},
        values={**values, "failure": None},
        guard="already_decided",
    )
    said = Record(
        team_id=video.team_id,
        at=moment.now,
        kind="video_settled",
        actor=actor,
        subject=video.id,
        body={"answer": answer},
    )
    return Change((update, said, *video_cards(moment, facts)))
