"""Steps of a video: the paid call, following it, bringing the result in."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import replace

import structlog

from bot.media.inspect import Poster, poster
from bot.media.problem import MediaProblem
from bot.media.store import LAST_FRAME, THUMBNAIL
from bot.poller.media_steps import CHILDREN
from bot.poller.plan import MADE
from bot.poller.tools import Tools, as_handle
from providers.errors import ProviderError, UnexpectedAnswer
from providers.face import Handle, Provider, VideoOrder, VideoReading, VideoState
from storage.changes import Again, Change, Finish
from storage.facts import VideoFacts
from storage.model import ApprovalStatus, Job, Media, MediaStatus, VideoStatus
from workflow import videos
from workflow.access import Allow, Deny
from workflow.use_cases.approvers import decide_start

log = structlog.get_logger(__name__)

_UNDER_WAY = (VideoStatus.QUEUED, VideoStatus.RUNNING)


async def lapse_approval(tools: Tools, jobs: Sequence[Job]) -> list[Change]:
    return [await _lapse(tools, job) for job in jobs]


async def _lapse(tools: Tools, job: Job) -> Change:
    storage = tools.desk.storage
    approval = await storage.approval(job.subject)
    facts = await storage.video(approval.video_id) if approval else None
    if approval is None or facts is None or approval.status is not ApprovalStatus.PENDING:
        return Change((Finish(job=job),))
    return Change((Finish(job=job),)) + videos.decide_approval(
        facts, approval, ApprovalStatus.LAPSED, reason=None, moment=tools.desk.moment()
    )


async def start_video(tools: Tools, jobs: Sequence[Job]) -> list[Change]:
    return [change for job in jobs for change in await _start(tools, job)]


async def _start(tools: Tools, job: Job) -> list[Change]:
    storage = tools.desk.storage
    facts = await storage.video(job.subject)
    if facts is None:
        return [Change((Finish(job=job),))]
    provider = tools.provider(facts.video.provider)
    if videos.start_lost(facts):
        return [await _prove(tools, provider, facts, job)]
    if not videos.may_start(facts):
        return [Change((Finish(job=job),))]
    order, links, moment = _order(tools, facts), tools.desk.has_public_url, tools.desk.moment()
    decision = await decide_start(tools.desk, facts, moment.now)
    if not isinstance(decision, Allow):
        reason = decision.reason if isinstance(decision, Deny) else "not_approved"
        return [videos.no_longer_allowed(facts, reason, job, moment)]
    guard = await storage.apply(videos.start_intent(facts, job, moment, links=links, allowed=decision))
    if guard is not None:
        return [_not_begun(tools, facts, guard, job)]
    return [await _pay(tools, provider, facts, order, job)]


def _order(tools: Tools, facts: VideoFacts) -> VideoOrder:
    return videos.order(facts, tools.media_url if tools.desk.has_public_url else None)


def _not_begun(tools: Tools, facts: VideoFacts, guard: str, job: Job) -> Change:
    """The intent was not written: it may not be made any more, or something overtook us and is looked at."""
    if guard in ("lease", "already_started", *videos.CHANGED):
        return Change((Again(job=job, due_at=tools.desk.clock()),))
    return videos.no_longer_allowed(facts, guard, job, tools.desk.moment())


async def _pay(tools: Tools, provider: Provider, facts: VideoFacts, order: VideoOrder, job: Job) -> Change:
    log.info("starting video", video=facts.video.id, job=job.id)
    try:
        reading = await provider.start_video(order)
    except UnexpectedAnswer as error:
        # An answer that names what was made is no loss, however strange the rest of it is.
        return await _prove(tools, provider, facts, job, error.handle)
    except ProviderError as error:
        if error.may_have_taken_effect:
            return await _prove(tools, provider, facts, job)
        return videos.start_failed(facts, error, job, tools.gaps, tools.jitter(), tools.desk.moment())
    if reading.handle is None:
        return await _prove(tools, provider, facts, job)
    return videos.started(facts, reading, reading.handle, job, tools.gaps, tools.desk.moment())


async def _prove(
    tools: Tools, provider: Provider, facts: VideoFacts, job: Job, handle: Handle | None = None
) -> Change:
    """A paid call whose answer was lost: proved at the gateway where it can be, else a person decides."""
    if handle is None:
        with contextlib.suppress(ProviderError):
            handle = await provider.find_video(_order(tools, facts))
    moment = tools.desk.moment()
    if handle is None:
        return videos.start_unknown(facts, job, moment)
    queued = VideoReading(state=VideoState.QUEUED)
    return videos.started(facts, queued, handle, job, tools.gaps, moment)


async def read_videos(tools: Tools, jobs: Sequence[Job]) -> list[Change]:
    """One sweep over every generation under way at one gateway account."""
    found = await tools.desk.storage.videos([job.subject for job in jobs])
    return list(await asyncio.gather(*(_read(tools, found.get(job.subject), job) for job in jobs)))


async def _read(tools: Tools, facts: VideoFacts | None, job: Job) -> Change:
    if facts is None or facts.video.status not in _UNDER_WAY or facts.video.handle is None:
        return Change((Finish(job=job),))
    provider = tools.provider(facts.video.provider)
    reading: VideoReading | ProviderError
    try:
        reading = await provider.read_video(as_handle(facts.video.handle))
    except ProviderError as error:
        reading = error
    video, moment = facts.video, tools.desk.moment()
    account = (video.provider, video.account)
    if isinstance(reading, VideoReading) and reading.state is VideoState.SUCCEEDED:
        tools.plan.decided(account, MADE, moment.now - (video.started_at or moment.now))
    gaps = tools.plan.gaps(tools.gaps, job.kind, account, video.team_id, MADE)
    return videos.read(facts, reading, job, gaps, tools.jitter(), moment) + tools.plan.learned(moment.now)


async def fetch_video(tools: Tools, jobs: Sequence[Job]) -> list[Change]:
    return [change for job in jobs for change in await _fetch(tools, job)]


async def _fetch(tools: Tools, job: Job) -> list[Change]:
    facts = await tools.desk.storage.video(job.subject)
    if facts is None or not _is_to_fetch(facts):
        return [Change((Finish(job=job),))]
    if videos.is_taken_back(facts):
        return [videos.dropped(facts, job, tools.desk.moment())]
    try:
        reading = await tools.provider(facts.video.provider).read_video(as_handle(facts.video.handle))
        result, still = await _keep(tools, facts, reading.url or "")
    except (ProviderError, MediaProblem) as problem:
        log.warning("result not fetched", video=facts.video.id, problem=str(problem))
        failed = videos.fetch_failed(
            facts, "result_not_fetched", job, tools.gaps, tools.jitter(), tools.desk.moment()
        )
        return [failed]
    guard = await tools.desk.storage.apply(videos.fetched(facts, result, job, tools.desk.moment(), still))
    if guard is None:
        return []
    # Somebody was faster, or took the yes back: nobody knows of these files, so nobody would erase them.
    for media in (result, still):
        await tools.store.erase(media.id)
    return [Change((Again(job=job, due_at=tools.desk.clock(), error=guard, failed=True),))]


def _is_to_fetch(facts: VideoFacts) -> bool:
    video = facts.video
    made = video.status is VideoStatus.SUCCEEDED and video.result_media_id is None
    return made and video.handle is not None


async def _keep(tools: Tools, facts: VideoFacts, url: str) -> tuple[Media, Media]:
    """Fetch, look at and keep a finished video; its media row and its poster's."""
    video_id, poster_id = tools.desk.new_id("m"), tools.desk.new_id("m")
    async with tools.store.staging() as folder:
        raw = folder / "result"
        await tools.download(url, raw)
        async with CHILDREN:
            still = await poster(raw, folder)
        await tools.store.place(poster_id, still.path)
        await tools.store.place(video_id, still.thumbnail, THUMBNAIL)
        await tools.store.place(video_id, still.last_frame, LAST_FRAME)
        await tools.store.place(video_id, raw)
    return _media(video_id, poster_id, facts, still, tools.desk.clock())


def _media(video_id: str, poster_id: str, facts: VideoFacts, still: Poster, now: int) -> tuple[Media, Media]:
    video = Media(
        id=video_id,
        team_id=facts.video.team_id,
        kind="video",
        status=MediaStatus.READY,
        source_sealed="",
        content_type=still.video_content_type,
        bytes=still.video_bytes,
        sha256=still.video_sha256,
        width=still.width,
        height=still.height,
        seconds=still.seconds,
        created_at=now,
    )
    picture = replace(
        video,
        id=poster_id,
        kind="image",
        content_type="image/jpeg",
        bytes=still.bytes,
        sha256=still.sha256,
        seconds=None,
    )
    return video, picture
