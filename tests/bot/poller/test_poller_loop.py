"""The loop itself: claims, turns, trouble of one job among many, leases, and the end."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from bot.poller import loop
from bot.poller.loop import StepSpec
from bot.poller.tools import GatewayOffError
from storage.changes import Again, Change, Finish, Insert, Require
from storage.errors import StorageError
from storage.model import Job, Member
from tests.support import rows
from workflow.jobs import JobKind

ALONE, TOGETHER = JobKind.FETCH_MEDIA, JobKind.ADVANCE_REQUEST


def finish(job):
    return Change((Finish(job=job),))


async def open_jobs(storage):
    return sum((await storage.counts())["jobs"].values())


class Recorder:
    """A step that notes what it was given and how many ran at once."""

    def __init__(self, work=None):
        self.calls, self.now, self.most, self.work = [], 0, 0, work

    async def __call__(self, tools, jobs):
        self.calls.append([job.subject for job in jobs])
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            if self.work:
                await self.work(jobs)
        finally:
            self.now -= 1
        return [finish(job) for job in jobs]


def poller(world, alone=None, together=None):
    steps = {}
    if alone:
        steps[ALONE] = StepSpec(alone, together=False)
    if together:
        steps[TOGETHER] = StepSpec(together, together=True)
    return world.with_steps(steps)


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


async def test_claimed_jobs_that_wait_keep_their_lease(world, monkeypatch):
    """Whoever waits longer than a lease lasts is still carried out once."""
    gate = asyncio.Event()
    step = Recorder(lambda _: gate.wait())
    for n in range(30):
        await world.schedule(ALONE, f"m_{n}")
    running = poller(world, alone=step)
    stop = asyncio.Event()
    task = asyncio.create_task(running.run(stop))
    try:
        async with asyncio.timeout(5):
            while step.now < loop.AT_ONCE:
                await asyncio.sleep(0.005)
            for _ in range(10):
                world.clock.ms += loop.LEASE_MS // 3
                running.wake()
                await asyncio.sleep(0.02)
            gate.set()
            while await open_jobs(world.storage):
                await asyncio.sleep(0.005)
    finally:
        stop.set()
        await task
    assert sorted(call[0] for call in step.calls) == sorted(f"m_{n}" for n in range(30))


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


async def test_a_result_is_not_written_once_the_lease_is_lost(world):
    """Somebody else took the job over meanwhile: his result counts."""
    taken = []

    async def lose(jobs):
        taken.extend(await world.storage.claim_jobs(world.clock.ms + loop.LEASE_MS, 60_000, 10))

    async def step(tools, jobs):
        await lose(jobs)
        return [Change((Insert(row=rows.member()), Finish(job=job))) for job in jobs]

    await world.schedule(TOGETHER, "q_1")
    with capture_logs() as logs:
        await poller(world, together=step).sweep()
    assert [entry["guard"] for entry in logs if entry["event"] == "change refused"] == ["lease"]
    assert await world.storage.member(rows.TEAM, rows.MAYA) is None
    assert await world.storage.apply(finish(taken[0])) is None


async def test_a_kind_of_job_that_nobody_knows_waits(world):
    """A newer version's job stops nothing, and is not thrown away."""
    step = Recorder()
    await world.schedule("of_tomorrow", "x_1")
    await world.schedule(TOGETHER, "q_1")
    await poller(world, together=step).sweep()
    assert step.calls == [["q_1"]]
    assert await open_jobs(world.storage) == 1


async def test_a_storage_in_trouble_is_tried_again(world, monkeypatch):
    """The disk is full for a while: the loop stays, and goes on when there is room."""
    step = Recorder()
    running = poller(world, alone=step)
    await world.schedule(ALONE, "m_1")
    monkeypatch.setattr(loop, "_STORAGE_PAUSE_MS", 10)
    claim, failures = world.storage.claim_jobs, [StorageError("full")] * 3

    async def failing(*args):
        if failures:
            raise failures.pop()
        return await claim(*args)

    monkeypatch.setattr(world.storage, "claim_jobs", failing)
    stop = asyncio.Event()
    task = asyncio.create_task(running.run(stop))
    async with asyncio.timeout(5):
        while not step.calls:
            await asyncio.sleep(0.005)
    stop.set()
    await task


async def test_the_end_waits_for_what_is_under_way(world):
    """Within the grace, and its result is written."""
    begun = asyncio.Event()

    async def work(jobs):
        begun.set()
        await asyncio.sleep(0.1)

    await world.schedule(ALONE, "m_1")
    stop = asyncio.Event()
    task = asyncio.create_task(poller(world, alone=Recorder(work)).run(stop))
    await begun.wait()
    stop.set()
    await task
    assert await open_jobs(world.storage) == 0


async def test_the_end_comes_within_the_grace(world):
    """What does not end is cut off and is taken up at the next start; what waits is not begun."""
    step = Recorder(lambda _: asyncio.sleep(60))
    for n in range(30):
        await world.schedule(ALONE, f"m_{n}")
    stop = asyncio.Event()
    task = asyncio.create_task(poller(world, alone=step).run(stop, grace_seconds=0.2))
    while step.now < loop.AT_ONCE:
        await asyncio.sleep(0.005)
    stop.set()
    began = time.monotonic()
    await task
    assert time.monotonic() - began < 1
    assert len(step.calls) == loop.AT_ONCE
    await world.storage.reclaim()
    assert len(await world.storage.claim_jobs(world.clock.ms, 1, 100)) == 30


async def test_the_loop_rests_when_nothing_is_due(world):
    """No spinning: a job due in an hour is looked at in an hour."""
    looks = 0
    look = world.storage.claim_jobs

    async def counting(*args):
        nonlocal looks
        looks += 1
        return await look(*args)

    world.storage.claim_jobs = counting
    await world.schedule(ALONE, "m_1", after=3_600_000)
    stop = asyncio.Event()
    task = asyncio.create_task(poller(world, alone=Recorder()).run(stop))
    await asyncio.sleep(0.2)
    stop.set()
    await task
    assert looks <= 2


async def test_an_again_without_failure_starts_counting_anew(world):
    """A look that went well is no attempt."""

    async def step(tools, jobs):
        return [Change((Again(job=job, due_at=world.clock.ms + 1000),)) for job in jobs]

    await world.add(Insert(row=Job(**vars(rows.job(subject="q_1")) | {"attempts": 4})))
    await poller(world, together=step).sweep()
    (job,) = await world.storage.claim_jobs(world.clock.ms + 1000, 1, 1)
    assert job.attempts == 0
