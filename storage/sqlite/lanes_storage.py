"""The part of the face that is about looks at gateways."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import TypeVar

from storage.lanes import Lane, ReviewFacts
from storage.model import DecisionTimes, Job
from storage.sqlite import lanes
from storage.sqlite.workers import Unit

T = TypeVar("T")


class LanesStorage:
    """See `storage.face.Storage`."""

    @abstractmethod
    async def _read(self, unit: Unit[T]) -> T: ...

    @abstractmethod
    async def _write(self, unit: Unit[T]) -> T: ...

    async def lanes(self, kinds: Sequence[str]) -> list[Lane]:
        return await self._read(lambda connection: lanes.lanes(connection, kinds))

    async def claim_lane(self, lane: Lane, until: int, now: int, lease_ms: int, limit: int) -> list[Job]:
        return await self._write(
            lambda connection: lanes.claim_lane(connection, lane, until, now, lease_ms, limit)
        )

    async def reviews(self, registration_ids: Sequence[str]) -> Mapping[str, ReviewFacts]:
        return await self._read(lambda connection: lanes.reviews(connection, registration_ids))

    async def decision_times(self) -> list[DecisionTimes]:
        return await self._read(lanes.decision_times)
