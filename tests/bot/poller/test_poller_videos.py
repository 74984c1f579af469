"""Videos through the poller: followed, fetched, posted; and what may go wrong on the way."""

from __future__ import annotations

import asyncio
import hashlib

import pytest

from sandbox.providers import FaultRule
from storage.changes import Insert, Update
from storage.model import MediaStatus, VideoStatus
from tests.bot.poller.looks import VIDEOS, finished, paid
from tests.support import rows
from workflow.jobs import JobKind
from workflow.moment import DAY, HOUR


async def test_the_whole_way_of_a_video(world):
    """Started once, followed, fetched, kept with a poster, and told to requester, channel and person."""
    await world.ready_video()
    await finished(world)
    facts = await world.video()
    assert facts.video.status is VideoStatus.SUCCEEDED
    assert facts.result.status is MediaStatus.READY
    assert facts.result.seconds >= 2
    assert await world.tools.store.has(facts.result.id)
    for variant in ("thumbnail", "last_frame"):
        assert await world.tools.store.has(facts.result.id, variant)
    assert (facts.poster.kind, facts.poster.content_type) == ("image", "image/jpeg")
    for kept in (facts.result, facts.poster):
        whole = await asyncio.to_thread(world.tools.store.path(kept.id).read_bytes)
        assert (len(whole), hashlib.sha256(whole).hexdigest()) == (kept.bytes, kept.sha256)
    assert paid(world) == 1
    kinds = await world.messages()
    for kind in ("video_posted", "video_posted_requester", "video_posted_person"):
        assert kinds.count(kind) == 1


async def test_a_picture_of_nobody_real_goes_under_our_link(world):
    """Beside what is registered; the gateway takes both."""
    await world.ready_video()
    await world.add(
        Insert(row=rows.media(id="m_9")),
        Insert(row=rows.asset(id="a_9", request_id="q_1", person_id=None, media_id="m_9", name="robot")),
        Insert(row=rows.video_reference(position=1, asset_id="a_9", registration_id=None)),
    )
    provider, orders = world.tools.provider("pomex"), []
    start = provider.start_video

    async def noting(order):
        orders.append(order)
        return await start(order)

    provider.start_video = noting
    await finished(world)
    (order,) = orders
    registered, linked = order.references
    assert registered.uri == (await world.video()).assets[0].registrations[0].reference
    assert linked.uri == world.tools.media_url("m_9")
    assert (await world.video()).video.status is VideoStatus.SUCCEEDED


async def test_without_a_public_address_nothing_goes_by_link(world):
    """What is not registered refuses the video before anything is paid."""
    await world.ready_video()
    world.without_public_url()
    await world.add(
        Insert(row=rows.media(id="m_9")),
        Insert(row=rows.asset(id="a_9", request_id="q_1", person_id=None, media_id="m_9", name="robot")),
        Insert(row=rows.video_reference(position=1, asset_id="a_9", registration_id=None)),
    )
    await world.sweep()
    assert paid(world) == 0
    assert (await world.video()).video.failure == "deny_not_active"


@pytest.mark.parametrize(
    ("fault", "failure"),
    [
        ("401", "key_refused"),
        ("402", "no_credit"),
        ("404", "not_found_at_gateway"),
        ("429", "rate_limited"),
        ("503", "gateway_unavailable"),
        ("html", "unexpected_answer"),
        ("garbage", "unexpected_answer"),
        ("empty", "unexpected_answer"),
        ("unknown_status", "unexpected_answer"),
        ("lost", "answer_lost"),
    ],
)
async def test_a_failed_look_at_a_video_is_told_and_never_ends_what_is_paid(world, fault, failure):
    """Trouble shows while it lasts and is taken off when it ends."""
    await world.ready_video()
    await world.sweep()
    world.faults(FaultRule(fault=fault, method="GET", path=f"{VIDEOS}*", times=2))
    await world.sweep(ms=1_500)
    facts = await world.video()
    assert facts.video.status in (VideoStatus.QUEUED, VideoStatus.RUNNING)
    assert facts.video.failure == failure
    world.gateways.faults.rules.clear()
    await world.sweep(ms=9_000)
    assert (await world.video()).video.failure is None


async def test_many_videos_are_followed_in_one_sweep(world):
    """One transaction for all looks."""
    await world.ready_video()
    await world.sweep()
    handle = dict((await world.video()).video.handle)
    for n in range(20):
        video = rows.video(id=f"v_x{n}", status=VideoStatus.QUEUED, handle=handle, started_at=world.clock.ms)
        await world.add(Insert(row=video))
        await world.schedule(JobKind.READ_VIDEO, video.id, provider="pomex", account="main", after=1000)
    apply_all, batches = world.storage.apply_all, []

    async def counting(changes):
        batches.append(len(changes))
        return await apply_all(changes)

    world.storage.apply_all = counting
    await world.sweep(ms=1_500)
    assert 21 in batches


async def test_a_video_that_the_gateway_refuses_ends_with_its_words(world):
    """In the thread, for whoever asked."""
    await world.ready_video()
    await world.add(
        Update(
            table=type((await world.video()).video),
            where={"id": "v_1"},
            values={"order_prompt": "sandbox:fail"},
        )
    )
    await finished(world)
    facts = await world.video()
    assert (facts.video.status, facts.video.failure) == (VideoStatus.FAILED, "failed_at_gateway")
    assert "content review" in facts.video.failure_code
    assert "video_ended" in await world.messages()


@pytest.mark.parametrize("video_link_seconds", [5.0], indirect=True)
@pytest.mark.parametrize("away_ms", [0, 10_000, 2 * HOUR])
async def test_a_link_that_dies_at_once_costs_no_video(world, away_ms):
    """Each try asks for a new link; what is kept is what the gateway made, byte for byte."""
    await world.ready_video()
    fetch, first = world.tools.download, [1]

    async def download(url, destination):
        if first:
            first.pop()
            world.clock.ms += 6_000
        await fetch(url, destination)

    object.__setattr__(world.tools, "download", download)
    async with asyncio.timeout(20):
        while (await world.video()).video.status is not VideoStatus.SUCCEEDED:
            await world.sweep(ms=500)
            await asyncio.sleep(0.02)
    world.clock.ms += away_ms
    await finished(world)
    facts = await world.video()
    account = next(account for account in world.gateways.accounts.values() if account.videos)
    video = next(v for v in account.videos.values() if v.file is not None)
    sent = await asyncio.to_thread(video.file.read_bytes)
    assert not first
    assert await asyncio.to_thread(world.tools.store.path(facts.result.id).read_bytes) == sent
    assert facts.result.sha256 == hashlib.sha256(sent).hexdigest()


async def test_a_result_that_cannot_be_fetched_is_tried_again(world):
    """Until the gateway's link is surely dead."""
    await world.ready_video()
    fetch, broken = world.tools.download, [1, 2]

    async def download(url, destination):
        if broken:
            broken.pop()
            from bot.media.problem import UNREACHABLE, MediaProblem

            raise MediaProblem(UNREACHABLE, temporary=True, status=503)
        await fetch(url, destination)

    object.__setattr__(world.tools, "download", download)
    await finished(world)
    facts = await world.video()
    assert (facts.video.status, facts.video.failure) == (VideoStatus.SUCCEEDED, None)
    assert facts.result is not None


async def test_a_result_that_never_comes_ends_after_a_day(world):
    """The card says that it is gone."""
    await world.ready_video()

    async def download(url, destination):
        from bot.media.problem import UNREACHABLE, MediaProblem

        raise MediaProblem(UNREACHABLE, status=404)

    object.__setattr__(world.tools, "download", download)
    async with asyncio.timeout(20):
        while (await world.video()).video.failure != "result_not_fetched":
            await world.settle(within_ms=10_000)
            await asyncio.sleep(0.05)
    await world.sweep(ms=DAY + HOUR)
    facts = await world.video()
    assert (facts.video.status, facts.video.failure) == (VideoStatus.EXPIRED, "result_gone")
