"""The part of the face that is about the Home tab."""

from __future__ import annotations

from abc import abstractmethod
from typing import TypeVar

from storage.facts import AssetFacts
from storage.home import HomeFacts, HomeWish
from storage.model import Person
from storage.sqlite import home
from storage.sqlite.workers import Unit

T = TypeVar("T")


class HomeStorage:
    """See `storage.face.Storage`."""

    @abstractmethod
    async def _read(self, unit: Unit[T]) -> T: ...

    async def home(self, wish: HomeWish) -> HomeFacts:
        return await self._read(lambda connection: home.home_facts(connection, wish))

    async def home_library(self, wish: HomeWish) -> tuple[tuple[AssetFacts, ...], int]:
        return await self._read(lambda connection: home.home_library(connection, wish))

    async def people_named(self, team_id: str, text: str, limit: int) -> list[Person]:
        return await self._read(lambda connection: home.people_named(connection, team_id, text, limit))
