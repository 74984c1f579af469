"""The loop itself: claims, turns, and trouble of one job among many."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.poller import loop
from bot.poller.tools import GatewayOffError
from storage.changes import Change, Finish, Insert, Require
from storage.model import Member
from tests.bot.poller.recorder import ALONE, TOGETHER, Recorder, finish, open_jobs, poller
from tests.support import rows


async def test_jobs_of_one_kind_that_go_together_are_one_call(world):
    """One step, one transaction, for all that is due."""
    step = Recorder()
    for n in range(50):
        await world.schedule(TOGETHER, f"q_{n}")
    assert await poller(world, together=step).sweep() == 50
    assert len(step.calls) == 1
    assert len(step.calls[0]) == 50


async def test_each_gateway_account_has_a_call_of_its_own(world):
    """What is due at one gateway waits for no other."""
    step = Recorder()
    for n in range(6):
        await world.schedule(TOGETHER, f"q_{n}", provider=f"gateway-{n % 2}", account=f"account-{n % 3}")
    await poller(world, together=step).sweep()
    assert sorted(len(call) for call in step.calls) == [1] * 6


async def test_jobs_that_go_alone_cannot_flood(world):
    """So many at once and no more; the others wait, held, for their turn."""
    step = Recorder(lambda _: asyncio.sleep(0.01))
    for n in range(60):
        await world.schedule(ALONE, f"m_{n}")
    assert await poller(world, alone=step).sweep() == 60
    assert step.most == loop.AT_ONCE
    assert len(step.calls) == 60


async def test_a_slow_kind_does_not_stop_the_others(world):
    """Two hundred endless fetches, and still what is due elsewhere is done at once."""
    gate = asyncio.Event()
    slow, quick = Recorder(lambda _: gate.wait()), Recorder()
    for n in range(200):
        await world.schedule(ALONE, f"m_{n}")
    running = poller(world, alone=slow, together=quick)
    stop = asyncio.Event()
    task = asyncio.create_task(running.run(stop))
    world.storage.on_commit(lambda jobs, _: running.wake())
    try:
        async with asyncio.timeout(5):
            while slow.now < loop.AT_ONCE:
                await asyncio.sleep(0.005)
            await world.schedule(TOGETHER, "q_1")
            while not quick.calls:
                await asyncio.sleep(0.005)
    finally:
        gate.set()
        stop.set()
        await task


async def test_a_step_that_raises_is_put_back_for_later_and_later(world):
    """With the error's name, and a gap that grows."""

    async def broken(jobs):
        raise RuntimeError("secret words")

    running = poller(world, alone=Recorder(broken))
    await world.schedule(ALONE, "m_1")
    gaps = []
    for _ in range(6):
        assert await running.sweep() == 1
        at = await world.storage.next_job_at()
        gaps.append(at - world.clock.ms)
        world.clock.ms = at
    (job,) = await world.storage.claim_jobs(world.clock.ms, 1, 10)
    assert (job.attempts, job.last_error) == (6, "RuntimeError")
    assert min(gaps) >= world.tools.gaps.smallest // 2
    assert max(gaps) > 2 * gaps[0]


@pytest.mark.parametrize("bad", [RuntimeError("broken"), GatewayOffError("gone")])
async def test_one_bad_job_spoils_no_other_of_its_sweep(world, bad):
    """The rest of the batch is carried out; only the bad one comes back."""

    async def some(jobs):
        if any(job.subject == "q_3" for job in jobs):
            raise bad

    for n in range(8):
        await world.schedule(TOGETHER, f"q_{n}")
    await poller(world, together=Recorder(some)).sweep()
    (left,) = await world.storage.claim_jobs(world.clock.ms + 60_000, 1, 10)
    assert (left.subject, left.attempts) == ("q_3", 1)


async def test_a_change_that_breaks_a_rule_spoils_no_other_and_does_not_spin(world):
    """It comes back later and later, like a step that raises."""

    async def step(tools, jobs):
        broken = Insert(row=replace(rows.member(), user_id=None))
        return [finish(job) if job.subject != "q_1" else Change((broken, Finish(job=job))) for job in jobs]

    running = poller(world, together=step)
    for n in range(3):
        await world.schedule(TOGETHER, f"q_{n}")
    due = []
    for _ in range(5):
        await running.sweep()
        assert await open_jobs(world.storage) == 1
        at = await world.storage.next_job_at()
        due.append(at - world.clock.ms)
        world.clock.ms = at
    assert min(due) >= world.tools.gaps.smallest // 2
    (job,) = await world.storage.claim_jobs(world.clock.ms, 1, 1)
    assert (job.attempts, job.last_error) == (5, "broken:members")


async def test_a_change_overtaken_by_another_is_looked_at_afresh(world):
    """Its job is given back, not left held until its lease runs out."""

    async def step(tools, jobs):
        guard = Require(table=Member, where={"user_id": "U0NOBODY"}, guard="already_decided")
        return [Change((guard, Finish(job=job))) for job in jobs]

    await world.schedule(TOGETHER, "q_1")
    await poller(world, together=step).sweep()
    at = await world.storage.next_job_at()
    assert at - world.clock.ms <= 2 * world.tools.gaps.smallest


async def test_a_kind_of_job_that_nobody_knows_waits(world):
    """A newer version's job stops nothing, and is not thrown away."""
    step = Recorder()
    await world.schedule("of_tomorrow", "x_1")
    await world.schedule(TOGETHER, "q_1")
    await poller(world, together=step).sweep()
    assert step.calls == [["q_1"]]
    assert await open_jobs(world.storage) == 1
