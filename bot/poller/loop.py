"""The loop that claims due jobs and runs their steps."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

import structlog

from bot.poller.tools import Tools
from storage.changes import Again, Change
from storage.model import Job
from workflow.jobs import JobKind

LEASE_MS = 30_000
_RENEW_SECONDS = 10
_CLAIM = 200
_AT_ONCE = 32
_LONGEST_SLEEP_SECONDS = 60.0

log = structlog.get_logger(__name__)

Step = Callable[[Tools, Sequence[Job]], Awaitable[list[Change]]]
"""Carries out jobs of one kind at one gateway account; the changes to write, each under its lease."""


class StepSpec(NamedTuple):
    run: Step
    together: bool  # one call for all due jobs of a gateway account, or one task per job


class Poller:
    """Runs until stopped; every claimed job ends in a change written under the lease that claimed it."""

    def __init__(self, tools: Tools, steps: Mapping[JobKind, StepSpec]) -> None:
        self._tools = tools
        self._steps = steps
        self._storage = tools.desk.storage
        self._wake = asyncio.Event()
        self._running: dict[asyncio.Task[None], tuple[Job, ...]] = {}

    def wake(self) -> None:
        self._wake.set()

    async def run(self, stop: asyncio.Event, *, grace_seconds: float = 8) -> None:
        """Claim and run until `stop`; then wait for what is under way, within the grace."""
        renewing = asyncio.create_task(self._renew(), name="poller-renew")
        stopped = asyncio.create_task(stop.wait(), name="poller-stop")
        try:
            while not stop.is_set():
                self._wake.clear()
                await self._claim()
                await self._sleep(stopped)
        finally:
            renewing.cancel()
            stopped.cancel()
            await self._finish(grace_seconds)

    async def sweep(self) -> int:
        """Run everything that is due now to its end; how many jobs that was. For tests and the demo."""
        count = await self._claim()
        while self._running:
            await asyncio.wait(self._running)
        return count

    async def _claim(self) -> int:
        room = _AT_ONCE - len(self._running)
        if room <= 0:
            return 0
        jobs = await self._storage.claim_jobs(self._tools.desk.clock(), LEASE_MS, _CLAIM)
        for group in self._groups(jobs):
            task = asyncio.create_task(self._carry_out(group), name=f"step-{group[0].kind}")
            self._running[task] = group
            task.add_done_callback(self._done)
        return len(jobs)

    def _groups(self, jobs: Sequence[Job]) -> list[tuple[Job, ...]]:
        def key(job: Job) -> tuple[str, str, str, str]:
            spec = self._steps.get(JobKind(job.kind))
            alone = "" if spec and spec.together else job.id
            return (job.kind, job.provider or "", job.account or "", alone)

        return [tuple(group) for _, group in groupby(sorted(jobs, key=key), key)]

    def _done(self, task: asyncio.Task[None]) -> None:
        self._running.pop(task, None)
        self._wake.set()

    async def _carry_out(self, jobs: tuple[Job, ...]) -> None:
        kind = JobKind(jobs[0].kind)
        try:
            changes = await self._steps[kind].run(self._tools, jobs)
            guards = await self._storage.apply_all(changes)
        except Exception as error:
            log.exception("step failed", kind=kind, jobs=[job.id for job in jobs])
            guards = await self._put_back(jobs, type(error).__name__)
        else:
            await self._settle_refused(jobs, guards)
        for guard in filter(None, guards):
            log.info("change refused", kind=kind, guard=guard)

    async def _settle_refused(self, jobs: Sequence[Job], guards: Sequence[str | None]) -> None:
        """A change that lost a race leaves its job leased: give those back, to look at the facts afresh."""
        if any(guard not in (None, "lease") for guard in guards):
            await self._put_back(jobs, "overtaken")

    async def _put_back(self, jobs: Sequence[Job], error: str) -> list[str | None]:
        now = self._tools.desk.clock()
        gap = self._tools.gaps.retry
        changes = [
            Change(
                (
                    Again(
                        job=job,
                        due_at=now + gap(job.attempts, self._tools.jitter()),
                        error=error,
                        failed=True,
                    ),
                )
            )
            for job in jobs
        ]
        return await self._storage.apply_all(changes)

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(_RENEW_SECONDS)
            jobs = [job for group in self._running.values() for job in group]
            if jobs:
                await self._storage.renew_jobs(jobs, self._tools.desk.clock() + LEASE_MS)

    async def _sleep(self, stopped: asyncio.Task[bool]) -> None:
        at = await self._storage.next_job_at()
        wait = _LONGEST_SLEEP_SECONDS
        if at is not None and len(self._running) < _AT_ONCE:
            wait = min(max((at - self._tools.desk.clock()) / 1000, 0.005), wait)
        waking = asyncio.create_task(self._wake.wait(), name="poller-wake")
        await asyncio.wait({waking, stopped}, timeout=wait, return_when=asyncio.FIRST_COMPLETED)
        waking.cancel()

    async def _finish(self, grace_seconds: float) -> None:
        if not self._running:
            return
        _, pending = await asyncio.wait(set(self._running), timeout=grace_seconds)
        for task in pending:
            task.cancel()
        if pending:
            await asyncio.wait(pending)
