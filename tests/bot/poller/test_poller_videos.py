"""Videos through the poller: the paid call made once, followed, fetched; and what may go wrong between."""

from __future__ import annotations

import asyncio

import pytest

from providers.errors import UnexpectedAnswer
from providers.face import VideoReading, VideoState
from sandbox.providers import FaultRule
from storage.changes import Insert, Update
from storage.model import ApprovalStatus, Asset, AssetStatus, Consent, MediaStatus, VideoStatus
from tests.support import rows
from workflow import videos
from workflow.jobs import JobKind
from workflow.moment import DAY, HOUR

VIDEOS = "/v1/video/generations"


def paid(world):
    """How many generations the gateway began."""
    return sum(1 for entry in world.calls("POST", VIDEOS) if entry.made)


async def finished(world):
    """Let the gateway make its film, which takes real time."""
    async with asyncio.timeout(20):
        while not (await world.video()).video.finished_at:
            await world.settle(within_ms=30_000)
            await asyncio.sleep(0.05)


async def test_the_whole_way_of_a_video(world):
    """Started once, followed, fetched, kept with a poster, and told to requester, channel and person."""
    await world.ready_video()
    await finished(world)
    facts = await world.video()
    assert facts.video.status is VideoStatus.SUCCEEDED
    assert facts.result.status is MediaStatus.READY
    assert facts.result.seconds >= 2
    assert await world.tools.store.has(facts.result.id)
    assert await world.tools.store.has(facts.result.id, "thumbnail")
    assert paid(world) == 1
    kinds = await world.messages()
    for kind in ("video_posted", "video_posted_requester", "video_posted_person"):
        assert kinds.count(kind) == 1


@pytest.mark.parametrize("fault", ["lost", "html", "garbage", "empty", "500", "reset"])
async def test_a_lost_paid_answer_asks_a_person(world, fault):
    """Nobody can tell whether it was begun, so nothing is begun again by itself."""
    await world.ready_video()
    world.faults(FaultRule(fault=fault, method="POST", path=VIDEOS))
    await world.settle(within_ms=HOUR)
    facts = await world.video()
    assert facts.video.status is VideoStatus.UNKNOWN
    assert len(world.calls("POST", VIDEOS)) == 1
    assert "video_unknown" in await world.messages()


async def test_a_lost_paid_answer_that_can_be_proved_asks_nobody(world):
    """Where the gateway can say that it was begun, it goes on."""
    await world.ready_video()
    provider, handles = world.tools.providers["pomex"], []
    start = provider.start_video

    async def lost(order):
        handles.append((await start(order)).handle)
        raise UnexpectedAnswer("pomex", "cut off")

    async def find(order):
        return handles[0]

    provider.start_video, provider.find_video = lost, find
    await world.sweep()
    assert (await world.video()).video.status is VideoStatus.QUEUED
    assert paid(world) == 1


async def test_an_answer_that_names_the_video_is_no_loss(world):
    """The rest of it is strange, its id is not: the video is followed by it, and nobody is asked."""
    await world.ready_video()
    world.faults(FaultRule(fault="unknown_status", method="POST", path=VIDEOS))
    await world.sweep()
    facts = await world.video()
    assert facts.video.status is VideoStatus.QUEUED
    assert facts.video.handle["id"]
    await world.settle(within_ms=4_000)
    assert (await world.video()).video.status is not VideoStatus.UNKNOWN
    assert paid(world) == 1


async def test_a_crash_after_the_intent_asks_a_person(world):
    """The intent stands, no answer does: the next start of the bot does not pay again."""
    facts = await world.ready_video()
    (job,) = await world.storage.claim_jobs(world.clock.ms, 1, 1)
    assert await world.storage.apply(videos.start_intent(facts, job, world.desk.moment())) is None
    await world.storage.reclaim()
    await world.settle()
    assert (await world.video()).video.status is VideoStatus.UNKNOWN
    assert paid(world) == 0


async def test_an_adapter_that_breaks_inside_the_paid_call_asks_a_person(world):
    """Whatever was raised, it may have been paid."""
    await world.ready_video()
    calls = []

    async def broken(order):
        calls.append(order)
        raise KeyError("id")

    world.tools.providers["pomex"].start_video = broken
    await world.settle(within_ms=HOUR)
    assert (await world.video()).video.status is VideoStatus.UNKNOWN
    assert len(calls) == 1


async def test_a_start_without_a_handle_asks_a_person(world):
    """An answer that names nothing cannot be followed."""
    await world.ready_video()

    async def empty(order):
        return VideoReading(state=VideoState.QUEUED)

    world.tools.providers["pomex"].start_video = empty
    await world.settle()
    assert (await world.video()).video.status is VideoStatus.UNKNOWN


async def test_two_workers_pay_once(world):
    """The second one finds that it was begun, and looks again later."""
    await world.ready_video()
    await world.schedule(JobKind.START_VIDEO, "v_1", provider="pomex", account="main")
    other = world.with_steps(__import__("bot.poller.steps", fromlist=["STEPS"]).STEPS)
    await asyncio.gather(world.poller.sweep(), other.sweep())
    await world.sweep()
    assert paid(world) == 1


@pytest.mark.parametrize(
    ("fault", "failure", "status"),
    [
        ("401", "key_refused", VideoStatus.FAILED),
        ("402", "no_credit", VideoStatus.FAILED),
        ("422", "refused_by_gateway", VideoStatus.FAILED),
        ("429", "rate_limited", VideoStatus.STARTING),
        ("503", "gateway_unavailable", VideoStatus.STARTING),
    ],
)
async def test_a_refused_start_is_told_and_repeated_only_where_nothing_was_paid(
    world, fault, failure, status
):
    """The card says why; a busy gateway is asked again."""
    await world.ready_video()
    world.faults(FaultRule(fault=fault, method="POST", path=VIDEOS))
    await world.sweep()
    facts = await world.video()
    assert (facts.video.status, facts.video.failure) == (status, failure)
    await world.settle(within_ms=2_000)
    again = status is VideoStatus.STARTING
    assert paid(world) == (1 if again else 0)
    assert ("video_ended" in await world.messages()) is not again


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


async def approvals(world, *statuses):
    await world.ready_video(status=VideoStatus.AWAITING_APPROVAL)
    for n, status in enumerate(statuses):
        await world.add(
            Insert(row=rows.approval(id=f"o_{n}", approver_id=f"U{n}", as_person=n == 0, status=status))
        )


async def test_nothing_starts_before_everybody_said_yes(world):
    """One of two is not enough."""
    await approvals(world, ApprovalStatus.ALLOWED_ONCE, ApprovalStatus.PENDING)
    await world.settle()
    assert (await world.video()).video.status is VideoStatus.AWAITING_APPROVAL
    assert paid(world) == 0


async def test_no_answer_in_time_is_a_no(world):
    """The approver's silence ends the use."""
    await approvals(world, ApprovalStatus.PENDING)
    await world.schedule(JobKind.LAPSE_APPROVAL, "o_0", after=2 * DAY)
    await world.sweep(ms=2 * DAY)
    await world.settle()
    assert (await world.video()).video.status is VideoStatus.REFUSED
    assert (await world.storage.approval("o_0")).status is ApprovalStatus.LAPSED
    assert paid(world) == 0


@pytest.mark.parametrize(
    ("table", "where", "values", "failure"),
    [
        (Consent, {"id": "c_1"}, {"ended_at": rows.NOW}, "deny_no_consent"),
        (Asset, {"id": "a_1"}, {"status": AssetStatus.WITHDRAWN}, "deny_asset_not_usable"),
    ],
)
async def test_what_was_allowed_and_is_not_any_more_is_not_begun(world, table, where, values, failure):
    """Asked again in the transaction that writes the intent."""
    await world.ready_video()
    await world.add(Update(table=table, where=where, values=values))
    await world.settle()
    facts = await world.video()
    assert (facts.video.status, facts.video.failure) == (VideoStatus.REFUSED, failure)
    assert paid(world) == 0
    assert "video_ended" in await world.messages()
