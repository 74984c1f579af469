"""Jobs: one open per kind and subject, claimed under a lease and a fence."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace

import pytest

from storage.changes import Again, Cancel, Finish, Insert, Schedule, Step, change
from storage.face import Storage
from storage.model import Job
from tests.support import rows

NOW = rows.NOW
LEASE = 30_000


async def _claim(storage: Storage, now: int = NOW) -> Job:
    (job,) = await storage.claim_jobs(now, LEASE, 10)
    return job


class JobsContract:
    async def test_a_job_waits_for_its_time(self, storage: Storage) -> None:
        """Not a millisecond before it is due."""
        await storage.apply(change(Schedule(job=rows.job(due_at=NOW + 5))))
        assert await storage.next_job_at() == NOW + 5
        assert await storage.claim_jobs(NOW + 4, LEASE, 10) == []
        job = await _claim(storage, NOW + 5)
        assert job == rows.job(due_at=NOW + 5, fence=1, lease_until=NOW + 5 + LEASE)

    async def test_the_oldest_go_first(self, storage: Storage) -> None:
        """A limit leaves the youngest for the next claim."""
        due = [3, 1, 2]
        await storage.apply(
            change(*(Schedule(job=rows.job(id=f"j_{n}", subject=f"r_{n}", due_at=n)) for n in due))
        )
        assert [job.due_at for job in await storage.claim_jobs(NOW, LEASE, 2)] == [1, 2]
        assert [job.due_at for job in await storage.claim_jobs(NOW, LEASE, 2)] == [3]

    async def test_two_claimers_never_hold_the_same_job(self, storage: Storage) -> None:
        """Claims at the same time share the jobs between them."""
        jobs = (rows.job(id=f"j_{n}", subject=f"r_{n}") for n in range(200))
        await storage.apply(change(*(Schedule(job=job) for job in jobs)))
        claims = await asyncio.gather(*(storage.claim_jobs(NOW, LEASE, 7) for _ in range(40)))
        held = Counter(job.id for claimed in claims for job in claimed)
        assert len(held) == 200
        assert set(held.values()) == {1}

    async def test_wanting_an_open_job_again_only_hastens_it(self, storage: Storage) -> None:
        """The earlier time counts, and the deadline given first."""
        await storage.apply(change(Schedule(job=rows.job(due_at=NOW + 50, deadline_at=NOW + 100))))
        await storage.apply(change(Schedule(job=rows.job(id="j_2", due_at=NOW + 70, deadline_at=NOW + 999))))
        assert await storage.next_job_at() == NOW + 50
        await storage.apply(change(Schedule(job=rows.job(id="j_2", due_at=NOW))))
        job = await _claim(storage)
        assert (job.id, job.deadline_at) == ("j_1", NOW + 100)

    async def test_a_claimed_job_can_be_hastened(self, storage: Storage) -> None:
        """Its worker, who read the state before the wish, cannot delay it beyond the wish."""
        await storage.apply(change(Schedule(job=rows.job())))
        job = await _claim(storage)
        await storage.apply(change(Schedule(job=rows.job(id="j_2", due_at=NOW + 1))))
        assert await storage.claim_jobs(NOW + 1, LEASE, 10) == []
        await storage.apply(change(Again(job=job, due_at=NOW + 60_000)))
        assert await storage.next_job_at() == NOW + 1

    async def test_a_wish_during_the_last_run_is_not_lost(self, storage: Storage) -> None:
        """Finishing a job that was wanted again leaves it open, once."""
        await storage.apply(change(Schedule(job=rows.job())))
        job = await _claim(storage)
        await storage.apply(change(Schedule(job=rows.job(id="j_2", due_at=NOW + 1))))
        assert await storage.apply(change(Finish(job=job))) is None
        second = await _claim(storage, NOW + 1)
        assert await storage.apply(change(Finish(job=second))) is None
        assert await storage.next_job_at() is None

    async def test_a_finished_job_may_be_opened_anew(self, storage: Storage) -> None:
        """Also in the very change that closes it."""
        await storage.apply(change(Schedule(job=rows.job())))
        job = await _claim(storage)
        anew = Schedule(job=rows.job(id="j_2", due_at=NOW + 9))
        assert await storage.apply(change(Finish(job=job), anew)) is None
        assert await storage.next_job_at() == NOW + 9

    async def test_giving_back_counts_failures(self, storage: Storage) -> None:
        """An attempt that did not fail sets the count back."""
        await storage.apply(change(Schedule(job=rows.job())))
        seen = []
        for failed in (True, True, False, True):
            job = await _claim(storage)
            seen.append((job.attempts, job.last_error))
            error = "the gateway is away" if failed else None
            await storage.apply(change(Again(job=job, due_at=NOW, error=error, failed=failed)))
        away = "the gateway is away"
        assert seen == [(0, None), (1, away), (2, away), (0, None)]

    async def test_a_lapsed_lease_makes_a_job_claimable(self, storage: Storage) -> None:
        """Not before it ran out, and with a new fence."""
        await storage.apply(change(Schedule(job=rows.job())))
        first = await _claim(storage)
        assert await storage.next_job_at() == NOW + LEASE
        assert await storage.claim_jobs(NOW + LEASE - 1, LEASE, 10) == []
        second = await _claim(storage, NOW + LEASE)
        assert second.fence == first.fence + 1

    @pytest.mark.parametrize("late", ["finish", "again"])
    @pytest.mark.parametrize("how", ["lapsed", "finished", "given_back", "cancelled", "reclaimed"])
    async def test_a_late_worker_changes_nothing(self, storage: Storage, late: str, how: str) -> None:
        """Whoever lost the job, in whatever way, gets `lease` and none of its change is written."""
        await storage.apply(change(Schedule(job=rows.job())))
        job = await _claim(storage)
        await _lose(storage, job, how)
        step: Step = Finish(job=job) if late == "finish" else Again(job=job, due_at=NOW)
        before = await storage.next_job_at()
        assert await storage.apply(change(Insert(row=rows.media()), step)) == "lease"
        assert await storage.media("m_1") is None
        assert await storage.next_job_at() == before

    async def test_a_renewed_lease_holds_longer(self, storage: Storage) -> None:
        """Only for whom still holds the job."""
        await storage.apply(change(Schedule(job=rows.job())))
        job = await _claim(storage)
        await storage.renew_jobs([job], NOW + 2 * LEASE)
        assert await storage.claim_jobs(NOW + LEASE, LEASE, 10) == []
        newer = await _claim(storage, NOW + 2 * LEASE)
        await storage.renew_jobs([job], NOW + 99 * LEASE)
        assert await storage.next_job_at() == newer.lease_until

    async def test_cancelling_closes_whoever_holds_it(self, storage: Storage) -> None:
        """The kind and the subject both count."""
        others = [rows.job(id="j_2", subject="r_2"), rows.job(id="j_3", kind="submit")]
        await storage.apply(change(*(Schedule(job=job) for job in [rows.job(), *others])))
        await storage.apply(change(Cancel(kind="advance_request", subject="r_1")))
        assert {job.id for job in await storage.claim_jobs(NOW, LEASE, 10)} == {"j_2", "j_3"}

    async def test_a_start_frees_every_lease(self, storage: Storage) -> None:
        """What the process before held is due at once."""
        await storage.apply(change(Schedule(job=rows.job())))
        first = await _claim(storage)
        await storage.reclaim()
        assert await storage.next_job_at() == NOW
        assert (await _claim(storage)).fence == first.fence + 1

    async def test_open_jobs_are_counted(self, storage: Storage) -> None:
        """By kind, claimed or not."""
        jobs = [rows.job(), rows.job(id="j_2", subject="r_2"), rows.job(id="j_3", kind="submit")]
        await storage.apply(change(*(Schedule(job=job) for job in jobs)))
        await storage.claim_jobs(NOW, LEASE, 1)
        assert (await storage.counts())["jobs"] == {"advance_request": 2, "submit": 1}


async def _lose(storage: Storage, job: Job, how: str) -> None:
    if how == "lapsed":
        await storage.claim_jobs(NOW + LEASE, LEASE, 10)
    elif how == "reclaimed":
        await storage.reclaim()
    else:
        steps: dict[str, Step] = {
            "finished": Finish(job=replace(job)),
            "given_back": Again(job=job, due_at=NOW + 7),
            "cancelled": Cancel(kind=job.kind, subject=job.subject),
        }
        await storage.apply(change(steps[how]))
