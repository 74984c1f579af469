"""Lanes: looks counted, claimed and planned account by account."""

from __future__ import annotations

from storage.changes import Insert, Put, Schedule, change
from storage.face import Storage
from storage.model import DecisionTimes, RegistrationStatus
from tests.support import rows

NOW = rows.NOW
LEASE = 30_000
LOOK = "read_registration"


async def _looks(storage: Storage, *names: str, **more: object) -> None:
    for n, name in enumerate(names):
        job = rows.job(
            **{"id": f"j_{name}", "kind": LOOK, "subject": name, "provider": "pomex", "account": "main"}
            | {"due_at": NOW + n}
            | more
        )
        await storage.apply(change(Schedule(job=job)))


class LanesContract:
    async def test_a_lane_counts_what_waits_by_team(self, storage: Storage) -> None:
        """And tells when the first of it is due."""
        await _looks(storage, "g_1", "g_2")
        await _looks(storage, "g_3", team_id="T0OTHER", due_at=NOW - 5)
        await _looks(storage, "v_1", kind="read_video")
        (lane,) = await storage.lanes([LOOK])
        assert (lane.provider, lane.account) == ("pomex", "main")
        assert lane.waiting == {rows.TEAM: 2, "T0OTHER": 1}
        assert lane.next_due == NOW - 5
        assert len(await storage.lanes([LOOK, "read_video"])) == 2

    async def test_a_lane_is_claimed_a_little_early_and_oldest_first(self, storage: Storage) -> None:
        """As far as there is room; what is held is due again when its lease runs out."""
        await _looks(storage, "g_1", "g_2", "g_3")
        (lane,) = await storage.lanes([LOOK])
        jobs = await storage.claim_lane(lane, NOW + 1, NOW, LEASE, 10)
        assert [job.subject for job in jobs] == ["g_1", "g_2"]
        assert all(job.lease_until == NOW + LEASE for job in jobs)
        (lane,) = await storage.lanes([LOOK])
        assert lane.next_due == NOW + 2
        assert [j.subject for j in await storage.claim_lane(lane, NOW + 9, NOW + LEASE, LEASE, 2)] == [
            "g_1",
            "g_2",
        ]

    async def test_other_claims_leave_lanes_alone(self, storage: Storage) -> None:
        """Kinds that have lanes are named, and neither claimed nor waited for."""
        await _looks(storage, "g_1")
        assert await storage.claim_jobs(NOW, LEASE, 10, [LOOK]) == []
        assert await storage.next_job_at(["submit"]) is None
        assert await storage.next_job_at() == NOW

    async def test_a_look_needs_the_registration_and_the_kind_of_file(self, storage: Storage) -> None:
        """Nothing else is read for what is still in review."""
        await storage.apply(
            change(
                *(Insert(row=row) for row in (rows.person(), rows.asset_request(), rows.media(kind="video"))),
                Insert(row=rows.asset()),
                Insert(row=rows.registration(status=RegistrationStatus.IN_REVIEW)),
            )
        )
        found = await storage.reviews(["g_1", "g_nobody"])
        assert found["g_1"].registration.status is RegistrationStatus.IN_REVIEW
        assert (list(found), found["g_1"].media_kind) == (["g_1"], "video")

    async def test_the_times_of_decisions_are_kept(self, storage: Storage) -> None:
        """The newest for each account and kind."""
        for weights in ((1.0, 2.0), (3.0, 4.5)):
            row = DecisionTimes(
                provider="pomex", account="main", subject="image", weights=weights, changed_at=NOW
            )
            await storage.apply(change(Put(row=row)))
        assert await storage.decision_times() == [row]
