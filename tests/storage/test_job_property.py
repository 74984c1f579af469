"""Whatever happens to jobs in whatever order, storage and a plain model of it agree."""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import SqliteStorage, open_storage
from storage.changes import Again, Cancel, Finish, Schedule, change
from storage.model import Job
from tests.support import rows

LEASE = 10


@dataclass
class Open:
    """What the model knows of one open job."""

    id: str
    due: int
    fence: int = 0
    lease: int | None = None
    hasten: int | None = None
    attempts: int = 0

    def claimable_at(self) -> int:
        return self.due if self.lease is None else self.lease


@dataclass
class Model:
    """The rules of jobs in a few lines of Python."""

    now: int = 0
    made: int = 0
    open: dict[str, Open] = field(default_factory=dict)
    claims: list[Job] = field(default_factory=list)

    def schedule(self, subject: str, due: int) -> Job:
        self.made += 1
        job = rows.job(id=f"j_{self.made}", subject=subject, due_at=due, created_at=self.made)
        known = self.open.get(subject)
        if known is None:
            self.open[subject] = Open(id=job.id, due=due)
        elif known.lease is None:
            known.due = min(known.due, due)
        else:
            known.hasten = due if known.hasten is None else min(known.hasten, due)
        return job

    def held(self, job: Job) -> Open | None:
        known = self.open.get(job.subject)
        if known is None or known.lease is None or (known.id, known.fence) != (job.id, job.fence):
            return None
        return known

    def finish(self, job: Job) -> str | None:
        if (known := self.held(job)) is None:
            return "lease"
        if known.hasten is None:
            del self.open[job.subject]
        else:
            known.due, known.hasten, known.lease, known.attempts = known.hasten, None, None, 0
        return None

    def again(self, job: Job, due: int, *, failed: bool) -> str | None:
        if (known := self.held(job)) is None:
            return "lease"
        known.due = due if known.hasten is None else min(due, known.hasten)
        known.hasten = known.lease = None
        known.attempts = known.attempts + 1 if failed else 0
        return None

    def claimed(self, jobs: list[Job], limit: int) -> None:
        ready = {one.id: one for one in self.open.values() if one.claimable_at() <= self.now}
        assert len(jobs) == min(limit, len(ready))
        left = [one.due for key, one in ready.items() if key not in {job.id for job in jobs}]
        assert [job.due_at for job in jobs] == sorted(job.due_at for job in jobs)
        assert not left or not jobs or jobs[-1].due_at <= min(left)
        for job in jobs:
            one = ready.pop(job.id)  # a second claim of the same job would find nothing here
            one.fence, one.lease, one.hasten = one.fence + 1, self.now + LEASE, None
            assert (job.due_at, job.fence, job.lease_until) == (one.due, one.fence, one.lease)
            assert job.attempts == one.attempts
        self.claims += jobs


subjects = st.sampled_from(["r_1", "r_2", "r_3"])
times = st.integers(0, 40)
picks = st.integers(0, 50)
operations = st.one_of(
    st.tuples(st.just("schedule"), subjects, times),
    st.tuples(st.just("claim"), st.integers(1, 3)),
    st.tuples(st.just("finish"), picks),
    st.tuples(st.just("again"), picks, times, st.booleans()),
    st.tuples(st.just("pass"), st.integers(1, 15)),
    st.tuples(st.just("cancel"), subjects),
    st.tuples(st.just("reclaim")),
    st.tuples(st.just("renew"), picks),
)


async def _step(storage: SqliteStorage, model: Model, operation: tuple) -> None:
    match operation:
        case "schedule", subject, due:
            job = model.schedule(subject, due)
            assert await storage.apply(change(Schedule(job=job))) is None
        case "claim", limit:
            model.claimed(await storage.claim_jobs(model.now, LEASE, limit), limit)
        case "finish", pick if model.claims:
            job = model.claims[pick % len(model.claims)]
            assert await storage.apply(change(Finish(job=job))) == model.finish(job)
        case "again", pick, due, failed if model.claims:
            job = model.claims[pick % len(model.claims)]
            guard = await storage.apply(change(Again(job=job, due_at=due, failed=failed)))
            assert guard == model.again(job, due, failed=failed)
        case "pass", span:
            model.now += span
        case "cancel", subject:
            await storage.apply(change(Cancel(kind="advance_request", subject=subject)))
            model.open.pop(subject, None)
        case "renew", pick if model.claims:
            job = model.claims[pick % len(model.claims)]
            await storage.renew_jobs([job], model.now + LEASE)
            if (known := model.held(job)) is not None:
                known.lease = model.now + LEASE
        case ("reclaim",):
            await storage.reclaim()
            for one in model.open.values():
                one.lease = None if one.lease is not None else one.lease
    assert await storage.next_job_at() == min(
        (one.claimable_at() for one in model.open.values()), default=None
    )


async def _run(blank: bytes, steps: list[tuple]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "likeness.db"
        path.write_bytes(blank)
        storage = await open_storage(path)
        model = Model()
        try:
            for step in steps:
                await _step(storage, model, step)
        finally:
            await storage.close()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(operations, min_size=5, max_size=40))
def test_jobs_follow_their_model(blank: bytes, steps: list[tuple]) -> None:
    """No run of wishes, claims, results, late results and restarts makes the two differ."""
    asyncio.run(_run(blank, steps))
