"""The paid call: made once, only when everybody said yes, and never again by itself when its answer is lost."""

from __future__ import annotations

import asyncio

import pytest

from providers.errors import UnexpectedAnswer
from providers.face import VideoReading, VideoState
from sandbox.providers import FaultRule
from storage.changes import Insert, Update
from storage.model import ApprovalStatus, Asset, AssetStatus, Consent, VideoStatus
from tests.bot.poller.looks import VIDEOS, paid
from tests.support import rows
from workflow import videos
from workflow.jobs import JobKind
from workflow.moment import DAY, HOUR


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


async def approvals(world, *statuses):
    await world.ready_video(status=VideoStatus.AWAITING_APPROVAL)
    for n, status in enumerate(statuses):
        await world.add(
            Insert(row=rows.approval(id=f"o_{n + 2}", approver_id=f"U{n}", as_person=n == 0, status=status))
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
    await world.schedule(JobKind.LAPSE_APPROVAL, "o_2", after=2 * DAY)
    await world.sweep(ms=2 * DAY)
    await world.settle()
    assert (await world.video()).video.status is VideoStatus.REFUSED
    assert (await world.storage.approval("o_2")).status is ApprovalStatus.LAPSED
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
