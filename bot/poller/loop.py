"""The loop that claims due jobs and runs their steps."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import NamedTuple

import structlog

from bot.poller.tools import GatewayOffError, Tools
from bot.poller.waiting import let_through
from storage.changes import Again, Change
from storage.errors import StorageError, StorageRefused
from storage.lanes import Lane
from storage.model import Job
from workflow.jobs import JobKind

LEASE_MS = 30_000
RENEW_MS = 10_000
CLAIM = 200
HOLD = 1_000
"""Jobs held at once, under way or waiting for their turn; the leases of all are kept."""
AT_ONCE = 8
"""Jobs of one kind at once where each is a task of its own, so that one slow kind cannot stop the others."""

_LONGEST_SLEEP_MS = 60_000
_STORAGE_PAUSE_MS = 2_000

log = structlog.get_logger(__name__)

LANE_SWEEPS = 2
"""Sweeps under way at one gateway account: while one is written, the next one asks."""

Step = Callable[[Tools, Sequence[Job]], Awaitable[list[Change]]]
"""Carries out jobs of one kind at one gateway account; the changes to write, each under its lease."""


Split = Callable[[Tools, Sequence[Job]], Awaitable[list[tuple[Job, ...]]]]
"""Parts a sweep of one gateway account into those jobs that are carried out and written together."""


class StepSpec(NamedTuple):
    """`together`: one step for all due jobs of a gateway account, or one task per job. With `split` the kind
    has lanes of its own: claimed account by account, and a little early where that fills a call.
    """

    run: Step
    together: bool
    split: Split | None = None


class Poller:
    """Runs until stopped; every claimed job ends in a change written under the lease that claimed it."""

    def __init__(self, tools: Tools, steps: Mapping[JobKind, StepSpec]) -> None:
        self._tools = tools
        self._steps = {str(kind): spec for kind, spec in steps.items()}
        self._turns = {kind: asyncio.Semaphore(AT_ONCE) for kind in self._steps}
        self._swept = [kind for kind, spec in self._steps.items() if spec.split is not None]
        self._others = [kind for kind in self._steps if kind not in self._swept]
        self._storage = tools.desk.storage
        self._wake = asyncio.Event()
        self._running: dict[asyncio.Task[None], tuple[Job, ...]] = {}
        self._renewed_at = 0
        self._stopping = False

    def wake(self) -> None:
        self._wake.set()

    async def run(self, stop: asyncio.Event, *, grace_seconds: float = 5) -> None:
        """Claim and run until `stop`; then wait for what is under way, within the grace."""
        stopped = asyncio.create_task(stop.wait(), name="poller-stop")
        try:
            while not stop.is_set():
                self._wake.clear()
                await self._sleep(stopped, await self._turn())
        finally:
            stopped.cancel()
            self._stopping = True
            await self._finish(grace_seconds)

    async def sweep(self) -> int:
        """Run everything that is due now to its end; how many jobs that was. For tests and the demo."""
        count = await self._claim()
        count += (await self._claim_lanes(early=False))[0]
        while self._running:
            await asyncio.wait(self._running)
        return count

    async def _turn(self) -> int:
        """Keep what is held, claim what is due; milliseconds until the next look."""
        try:
            await self._keep()
            await self._claim()
            _, lanes_due = await self._claim_lanes(early=True)
            return await self._gap(lanes_due)
        except StorageError as error:
            log.error("storage failed", error=str(error))  # noqa: TRY400  the next look tries again
            return _STORAGE_PAUSE_MS

    async def _keep(self) -> None:
        """Renew every lease in time; here and nowhere else, so that no claim overtakes its own renewal."""
        now = self._tools.desk.clock()
        if now - self._renewed_at >= RENEW_MS:
            self._renewed_at = now
            if held := self._held():
                await self._storage.renew_jobs(held, now + LEASE_MS)

    async def _claim(self) -> int:
        room = min(CLAIM, HOLD - self._holding())
        if room <= 0:
            return 0
        jobs = await self._storage.claim_jobs(self._tools.desk.clock(), LEASE_MS, room, self._swept)
        for group in self._groups(jobs):
            self._begin(group)
        return len(jobs)

    async def _claim_lanes(self, *, early: bool) -> tuple[int, int | None]:
        """Take up the looks that are due, and those that soon will be where others are due already.

        How many that was, and when the next lane is due that may be swept.
        """
        count, now, dues = 0, self._tools.desk.clock(), list[int]()
        smallest = self._tools.gaps.smallest
        for lane in await self._storage.lanes(self._swept) if self._swept else ():
            if self._sweeps(lane) >= LANE_SWEEPS:
                continue
            dues.append(lane.next_due)
            if lane.next_due > now:
                continue
            self._tools.plan.weigh(lane, smallest=smallest)
            until = now + smallest // 2 if early else now
            room = self._tools.plan.room(lane)
            jobs = await self._storage.claim_lane(lane, until, now, LEASE_MS, room)
            if jobs:
                self._begin(tuple(jobs))
            if self._sweeps(lane) >= LANE_SWEEPS or len(jobs) < room:
                dues.pop()  # its end wakes the loop
            count += len(jobs)
        return count, min(dues, default=None)

    def _sweeps(self, lane: Lane) -> int:
        named = (lane.kind, lane.provider, lane.account)
        return sum(
            (jobs[0].kind, jobs[0].provider, jobs[0].account) == named for jobs in self._running.values()
        )

    def _begin(self, jobs: tuple[Job, ...]) -> None:
        task = asyncio.create_task(self._carry_out(jobs), name=f"step-{jobs[0].kind}")
        self._running[task] = jobs
        task.add_done_callback(self._done)

    def _holding(self) -> int:
        """How many jobs are held besides the looks in lanes, which keep their own bounds."""
        return sum(len(jobs) for jobs in self._running.values() if jobs[0].kind not in self._swept)

    def _held(self) -> list[Job]:
        return [job for group in self._running.values() for job in group]

    def _groups(self, jobs: Sequence[Job]) -> list[tuple[Job, ...]]:
        def key(job: Job) -> tuple[str, str, str, str]:
            spec = self._steps.get(job.kind)
            alone = "" if spec and spec.together else job.id
            return (job.kind, job.provider or "", job.account or "", alone)

        return [tuple(group) for _, group in groupby(sorted(jobs, key=key), key)]

    def _done(self, task: asyncio.Task[None]) -> None:
        self._running.pop(task, None)
        self._wake.set()

    async def _carry_out(self, jobs: tuple[Job, ...]) -> None:
        kind = jobs[0].kind
        spec = self._steps.get(kind)
        try:
            if spec is None:
                log.error("no step for this kind of job", kind=kind)
                await self._put_back(jobs, "no_step")
            elif spec.split is not None:
                await self._if_called(jobs, partial(self._run_split, spec, spec.split))
            elif spec.together:
                await self._if_called(jobs, partial(self._run, spec))
            else:
                async with self._turns[kind]:
                    if not self._stopping:
                        await self._if_called(jobs, partial(self._run, spec))
        except StorageError:
            # Nothing can be written now, so nothing can be given back: the lease runs out.
            log.exception("storage failed", kind=kind, jobs=[job.id for job in jobs])

    async def _if_called(
        self, jobs: tuple[Job, ...], run: Callable[[tuple[Job, ...]], Awaitable[None]]
    ) -> None:
        """Run what its gateway account may be called for; the rest waits in its rows, not here."""
        with let_through(self._tools, jobs) as (allowed, back):
            if back:
                await self._storage.apply_all(back)
            if allowed:
                await run(allowed)

    async def _run_split(self, spec: StepSpec, split: Split, jobs: tuple[Job, ...]) -> None:
        try:
            chunks = await split(self._tools, jobs)
        except GatewayOffError as off:
            log.warning("gateway is off", kind=jobs[0].kind, gateway=off.name, jobs=len(jobs))
            await self._put_back(jobs, "gateway_off")
            return
        await asyncio.gather(*(self._run(spec, chunk) for chunk in chunks))

    async def _run(self, spec: StepSpec, jobs: tuple[Job, ...]) -> None:
        """One step; where it fails for many jobs at once each is tried alone, so that one spoils no other."""
        kind = jobs[0].kind
        try:
            guards = await self._storage.apply_all(await spec.run(self._tools, jobs))
        except GatewayOffError as off:
            if await self._one_by_one(spec, jobs):
                return
            log.warning("gateway is off", kind=kind, gateway=off.name, job=jobs[0].id)
            await self._put_back(jobs, "gateway_off")
        except Exception as error:
            if isinstance(error, StorageError) and not isinstance(error, StorageRefused):
                raise
            if await self._one_by_one(spec, jobs):
                return
            log.exception("step failed", kind=kind, job=jobs[0].id)
            await self._put_back(jobs, type(error).__name__)
        else:
            await self._settle(jobs, guards)

    async def _one_by_one(self, spec: StepSpec, jobs: tuple[Job, ...]) -> bool:
        if len(jobs) == 1:
            return False
        for job in jobs:
            await self._run(spec, (job,))
        return True

    async def _settle(self, jobs: tuple[Job, ...], guards: Sequence[str | None]) -> None:
        """A change that lost a race leaves its job held: give those back, to look at the facts afresh."""
        refused = [guard for guard in guards if guard is not None]
        for guard in refused:
            log.info("change refused", kind=jobs[0].kind, guard=guard)
        others = [guard for guard in refused if guard != "lease"]
        if others:
            await self._put_back(jobs, others[0])

    async def _put_back(self, jobs: Sequence[Job], error: str) -> None:
        """Give back whichever of these are still held, for later and later."""
        now, jitter, gap = self._tools.desk.clock(), self._tools.jitter, self._tools.gaps.retry
        await self._storage.apply_all(
            [
                Change((Again(job=job, due_at=now + gap(job.attempts, jitter()), error=error, failed=True),))
                for job in jobs
            ]
        )

    async def _gap(self, lanes_due: int | None) -> int:
        gap = RENEW_MS if self._running else _LONGEST_SLEEP_MS
        if self._holding() >= HOLD:
            return gap if lanes_due is None else min(max(lanes_due - self._tools.desk.clock(), 5), gap)
        at = await self._storage.next_job_at(self._others if self._swept else None)
        dues = [due for due in (at, lanes_due) if due is not None]
        return min(max(min(dues) - self._tools.desk.clock(), 5), gap) if dues else gap

    async def _sleep(self, stopped: asyncio.Task[bool], gap: int) -> None:
        waking = asyncio.create_task(self._wake.wait(), name="poller-wake")
        await asyncio.wait({waking, stopped}, timeout=gap / 1000, return_when=asyncio.FIRST_COMPLETED)
        waking.cancel()

    async def _finish(self, grace_seconds: float) -> None:
        if not self._running:
            return
        _, pending = await asyncio.wait(set(self._running), timeout=grace_seconds)
        for task in pending:
            task.cancel()
        if pending:
            await asyncio.wait(pending)
