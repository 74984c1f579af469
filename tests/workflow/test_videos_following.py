"""A video under way: looks that end nothing, results that count, a file brought in once."""

from __future__ import annotations

import pytest

from providers.errors import AnswerLost, NotFound, ProviderError, RateLimited, Unavailable, UnexpectedAnswer
from providers.face import Failure, VideoReading, VideoState
from storage.model import Depiction, VideoStatus
from tests.support import rows
from tests.workflow.studio import CHANNEL, GAPS, MAYA, RACHEL, TOM, TRUSTS, Studio, a_form
from workflow import videos
from workflow.failures import failure_key
from workflow.jobs import JobKind
from workflow.moment import HOUR, VIDEO_DEADLINE

HANDLE = {"task": "t-1"}
QUEUED = VideoReading(state=VideoState.QUEUED)
MADE = VideoReading(state=VideoState.SUCCEEDED, url="https://gateway.example.com/1.mp4")


async def _started(studio: Studio, facts):
    video = await studio.filmed(facts)
    job = await studio.claim(JobKind.START_VIDEO)
    await studio.write(videos.start_intent(video, job, studio.moment))
    await studio.write(videos.started(video, QUEUED, HANDLE, job, GAPS, studio.moment))
    return await studio.video(video.video.id)


@pytest.fixture(name="video")
async def _video(studio: Studio):
    studio.profile = TRUSTS
    return await _started(studio, await studio.ready())


async def _look(studio: Studio, video, reading: VideoReading | ProviderError):
    """One look when it is due."""
    studio.now = max(studio.now, studio.due(JobKind.READ_VIDEO)[0])
    job = await studio.claim(JobKind.READ_VIDEO)
    await studio.write(videos.read(video, reading, job, GAPS, 0.5, studio.moment))
    return await studio.video(video.video.id)


async def test_progress_is_shown_when_it_changes(studio: Studio, video):
    """And only then."""
    before = studio.revision("video_card", video.video.id)
    running = VideoReading(state=VideoState.RUNNING, progress=40)
    for _ in range(3):
        video = await _look(studio, video, running)
        assert (video.video.status, video.video.progress) == (VideoStatus.RUNNING, 40)
        assert studio.revision("video_card", video.video.id) == before + 1
    assert "read_video" in studio.jobs()


@pytest.mark.parametrize("kind", [Unavailable, RateLimited, NotFound, AnswerLost, UnexpectedAnswer])
async def test_a_failed_look_ends_nothing_and_is_shown_once(studio: Studio, video, kind):
    """Also a status word that nobody knows; what was paid for is followed on."""
    before = studio.revision("video_card", video.video.id)
    for _ in range(3):
        video = await _look(studio, video, kind("pomex", "status: dreaming"))
        assert video.video.status is VideoStatus.QUEUED
        assert video.video.failure == failure_key(kind("pomex"))
        assert studio.revision("video_card", video.video.id) == before + 1
    video = await _look(studio, video, QUEUED)
    assert video.video.failure is None


@pytest.mark.parametrize("reading", [QUEUED, UnexpectedAnswer("pomex", "dreaming")])
async def test_the_deadline_ends_what_is_not_decided(studio: Studio, video, reading):
    """The waiting has an end."""
    studio.now += VIDEO_DEADLINE
    video = await _look(studio, video, reading)
    assert (video.video.status, video.video.failure) == (VideoStatus.EXPIRED, "gave_up")
    assert "read_video" not in studio.jobs()
    assert ("video_ended", CHANNEL) in studio.messages()


async def test_what_was_made_counts_after_the_deadline(studio: Studio, video):
    """The bot was away; the paid video was not lost by that."""
    studio.now += VIDEO_DEADLINE + HOUR
    video = await _look(studio, video, MADE)
    assert video.video.status is VideoStatus.SUCCEEDED
    assert studio.due(JobKind.FETCH_VIDEO) == (studio.now, studio.now + VIDEO_DEADLINE)


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (VideoState.FAILED, VideoStatus.FAILED),
        (VideoState.CANCELLED, VideoStatus.CANCELLED),
        (VideoState.EXPIRED, VideoStatus.EXPIRED),
    ],
)
async def test_an_end_at_the_gateway_says_why(studio: Studio, video, state, status):
    """In its own words, or at least its code."""
    video = await _look(studio, video, VideoReading(state=state, failure=Failure(code="E7")))
    assert video.video.status is status
    assert (video.video.failure, video.video.failure_code) == ("failed_at_gateway", "E7")
    assert video.video.finished_at == studio.now
    assert "read_video" not in studio.jobs()


async def _result(studio: Studio):
    return rows.media(id=studio.new_id("m"), kind="video", content_type="video/mp4")


async def test_a_video_is_posted_once_and_everybody_is_told(studio: Studio, video):
    """The thread gets the file; requester, person and owner a private message."""
    video = await _look(studio, video, MADE)
    job = await studio.claim(JobKind.FETCH_VIDEO)
    result = await _result(studio)
    await studio.write(videos.fetched(video, result, job, studio.moment))
    told = [pair for pair in studio.messages() if pair[0].startswith("video_posted")]
    assert told == [
        ("video_posted", CHANNEL),
        ("video_posted_owner", MAYA),
        ("video_posted_person", RACHEL),
        ("video_posted_requester", TOM),
    ]
    video = await studio.video(video.video.id)
    assert video.result == result
    assert "fetch_video" not in studio.jobs()


async def test_a_result_is_kept_once(studio: Studio, video):
    """A late worker with a second copy writes nothing."""
    video = await _look(studio, video, MADE)
    job = await studio.claim(JobKind.FETCH_VIDEO)
    first, second = await _result(studio), await _result(studio)
    late = videos.fetched(video, second, job, studio.moment)
    await studio.write(videos.fetched(video, first, job, studio.moment))
    assert await studio.guard(late) == "already_decided"
    assert await studio.storage.media(second.id) is None


async def test_a_result_that_does_not_come_is_tried_until_its_link_is_dead(studio: Studio, video):
    """Shown once, and then told as gone."""
    video = await _look(studio, video, MADE)
    before = studio.revision("video_card", video.video.id)
    for _ in range(3):
        studio.now = studio.due(JobKind.FETCH_VIDEO)[0]
        job = await studio.claim(JobKind.FETCH_VIDEO)
        failed = videos.fetch_failed(video, "result_not_fetched", job, GAPS, 0.5, studio.moment)
        await studio.write(failed)
        video = await studio.video(video.video.id)
        assert video.video.failure == "result_not_fetched"
        assert studio.revision("video_card", video.video.id) == before + 1
    studio.now += VIDEO_DEADLINE
    job = await studio.claim(JobKind.FETCH_VIDEO)
    failed = videos.fetch_failed(video, "result_not_fetched", job, GAPS, 0.5, studio.moment)
    await studio.write(failed)
    video = await studio.video(video.video.id)
    assert (video.video.status, video.video.failure) == (VideoStatus.EXPIRED, "result_gone")
    assert "fetch_video" not in studio.jobs()


async def test_nobody_pictured_and_ones_own_asset_are_told_once(studio: Studio):
    """Requester and owner are the same reader, and nobody else is there."""
    studio.profile = TRUSTS
    facts = await studio.ready(a_form(Depiction.NOBODY, name="robot"))
    video = await _look(studio, await _started(studio, facts), MADE)
    job = await studio.claim(JobKind.FETCH_VIDEO)
    await studio.write(videos.fetched(video, await _result(studio), job, studio.moment))
    told = {pair for pair in studio.messages() if pair[0].startswith("video_posted")}
    assert told == {
        ("video_posted", CHANNEL),
        ("video_posted_owner", MAYA),
        ("video_posted_requester", TOM),
    }
