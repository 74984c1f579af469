"""Leases kept and lost, a storage in trouble, rest, and the end."""

from __future__ import annotations

import asyncio
import time

from structlog.testing import capture_logs

from bot.poller import loop
from storage.changes import Again, Change, Finish, Insert
from storage.errors import StorageError
from storage.model import Job
from tests.bot.poller.recorder import ALONE, TOGETHER, Recorder, finish, open_jobs, poller
from tests.support import rows


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
