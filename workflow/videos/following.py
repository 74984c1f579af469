"""A video under way: each look at it, and bringing in what was made."""

from __future__ import annotations

from providers.errors import ProviderError
from providers.face import VideoReading
from storage.changes import Again, Change, Finish, Insert, Update
from storage.facts import AssetFacts, VideoFacts
from storage.model import Job, Media, Video, VideoStatus
from workflow.failures import failure_key
from workflow.jobs import Gaps, JobKind, is_past, schedule
from workflow.messages import MessageKind, notice, video_cards
from workflow.moment import SECOND, VIDEO_DEADLINE, Moment
from workflow.videos.shared import STATUS, UNDER_WAY, over
from workflow.videos.taken_back import dropped, is_taken_back, still_given


def read(
    facts: VideoFacts,
    reading: VideoReading | ProviderError,
    job: Job,
    gaps: Gaps,
    jitter: float,
    moment: Moment,
) -> Change:
    """Write what one look at a generation gave; a failed look never ends a paid job.

    What the gateway decided counts also after the deadline: the bot may have been away.
    """
    if isinstance(reading, VideoReading) and STATUS[reading.state] not in UNDER_WAY:
        return _decided(facts, reading, job, moment)
    if is_past(job, moment.now):
        return over(facts, VideoStatus.EXPIRED, "gave_up", None, job, moment)
    if isinstance(reading, ProviderError):
        return _look_failed(facts, reading, job, gaps, jitter, moment)
    return _goes_on(facts, reading, job, gaps, jitter, moment)


def _decided(facts: VideoFacts, reading: VideoReading, job: Job, moment: Moment) -> Change:
    if is_taken_back(facts):
        return dropped(facts, job, moment)
    status = STATUS[reading.state]
    if status is VideoStatus.SUCCEEDED:
        return _made(facts, job, moment)
    failure = reading.failure
    text = (failure.text or failure.code) if failure else None
    return over(facts, status, "failed_at_gateway", text, job, moment)


def _goes_on(
    facts: VideoFacts, reading: VideoReading, job: Job, gaps: Gaps, jitter: float, moment: Moment
) -> Change:
    video, status = facts.video, STATUS[reading.state]
    waited = moment.now - (video.started_at or moment.now)
    again = Again(job=job, due_at=moment.now + gaps.poll(waited, jitter))
    if (video.status, video.progress, video.failure) == (status, reading.progress, None):
        return Change((again,))
    values = {"status": status, "progress": reading.progress, "failure": None}
    shown = Update(table=Video, where={"id": video.id, "status": UNDER_WAY}, values=values)
    return Change((shown, again, *video_cards(moment, facts)))


def _look_failed(
    facts: VideoFacts, error: ProviderError, job: Job, gaps: Gaps, jitter: float, moment: Moment
) -> Change:
    key = failure_key(error)
    due = moment.now + gaps.retry(job.attempts, jitter, error.retry_after_ms)
    again = Again(job=job, due_at=due, error=key, failed=True)
    if facts.video.failure == key:
        return Change((again,))
    shown = Update(table=Video, where={"id": facts.video.id, "status": UNDER_WAY}, values={"failure": key})
    return Change((again, shown, *video_cards(moment, facts)))


def _made(facts: VideoFacts, job: Job, moment: Moment) -> Change:
    video = facts.video
    return Change(
        (
            *still_given(facts),
            Update(
                table=Video,
                where={"id": video.id, "status": UNDER_WAY},
                values={"status": VideoStatus.SUCCEEDED, "progress": 100, "failure": None},
                guard="already_decided",
            ),
            Finish(job=job),
            schedule(
                moment,
                video.team_id,
                JobKind.FETCH_VIDEO,
                video.id,
                deadline=VIDEO_DEADLINE,
                provider=video.provider,
                account=video.account,
            ),
            *video_cards(moment, facts),
        )
    )


def fetched(
    facts: VideoFacts, result: Media, job: Job, moment: Moment, poster: Media | None = None
) -> Change:
    """The file is ours, and a still of it: post it; tell the requester, everybody pictured, every owner."""
    video = facts.video
    team = video.team_id
    people = {user for a in facts.assets if (user := _pictured_user(a))} - {video.requester_id}
    owners = {a.asset.owner_id for a in facts.assets} - people - {video.requester_id}
    told = [
        *(notice(moment, team, MessageKind.VIDEO_POSTED_PERSON, video.id, user) for user in sorted(people)),
        *(notice(moment, team, MessageKind.VIDEO_POSTED_OWNER, video.id, user) for user in sorted(owners)),
    ]
    return Change(
        (
            *still_given(facts),
            Insert(row=result),
            *([Insert(row=poster)] if poster else []),
            Update(
                table=Video,
                where={"id": video.id, "status": VideoStatus.SUCCEEDED, "result_media_id": None},
                values={
                    "result_media_id": result.id,
                    "poster_media_id": poster.id if poster else None,
                    "finished_at": moment.now,
                    "failure": None,
                },
                guard="already_decided",
            ),
            Finish(job=job),
            notice(
                moment,
                team,
                MessageKind.VIDEO_POSTED,
                video.id,
                video.channel,
                thread=facts.card,
                otherwise_to=video.requester_id,
            ),
            notice(moment, team, MessageKind.VIDEO_POSTED_REQUESTER, video.id, video.requester_id),
            *told,
            *video_cards(moment, facts),
        )
    )


def _pictured_user(asset: AssetFacts) -> str | None:
    return asset.person.slack_user_id if asset.person else None


def fetch_failed(facts: VideoFacts, key: str, job: Job, gaps: Gaps, jitter: float, moment: Moment) -> Change:
    """The result could not be brought in; it is tried again until the gateway's link is surely dead."""
    video = facts.video
    if is_taken_back(facts):
        return dropped(facts, job, moment)
    if is_past(job, moment.now):
        return over(facts, VideoStatus.EXPIRED, "result_gone", None, job, moment)
    due = moment.now + max(gaps.retry(job.attempts, jitter), SECOND)
    again = Again(job=job, due_at=due, error=key, failed=True)
    if video.failure == key:
        return Change((again,))
    made = {"id": video.id, "status": VideoStatus.SUCCEEDED, "result_media_id": None}
    shown = Update(table=Video, where=made, values={"failure": key})
    return Change((again, shown, *video_cards(moment, facts)))
