"""What one member's Home tab shows, read in one snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from storage.facts import AssetFacts, RequestFacts, VideoFacts
from storage.model import Approval, Endorsement, Person, Report

HOME_KIND = "home"
"""The kind of the card that stands for a member's Home tab."""


def home_key(user_id: str) -> str:
    """The dedupe key of a member's Home tab."""
    return f"{HOME_KIND}:{user_id}"


class Shelf(StrEnum):
    """Which assets the library shows."""

    MINE = "mine"
    READY = "ready"  # mine, and some gateway takes it in a video now
    WAITING = "waiting"  # mine, for a yes, a file or a gateway
    REFUSED = "refused"  # mine, not accepted at some gateway
    EVERYBODY = "everybody"  # all that live in the workspace
    OF_ME = "of_me"  # that picture the reader


@dataclass(frozen=True, kw_only=True)
class HomeWish:
    """Whose Home, and which part of the library: `person_id` and `text` narrow it, pages count from 0."""

    team_id: str
    user_id: str
    shelf: Shelf = Shelf.MINE
    text: str = ""
    person_id: str | None = None
    page: int = 0
    page_size: int = 10
    people_page: int = 0
    people_size: int = 8
    waiting_most: int = 5
    videos_most: int = 5
    refused_since: int = 0  # files refused before are no news
    is_admin: bool = False


@dataclass(frozen=True, kw_only=True)
class PersonStanding:
    """Somebody pictured: how many living assets, for how many of them the yes stands."""

    person: Person
    assets: int
    agreed: int


@dataclass(frozen=True, kw_only=True)
class HomeFacts:
    """`asked`, `approvals`, `endorsements`, `reports` and `refused` wait for the reader."""

    asked: tuple[RequestFacts, ...]
    approvals: tuple[tuple[VideoFacts, Approval], ...]
    endorsements: tuple[tuple[RequestFacts, Endorsement], ...]
    reports: tuple[tuple[VideoFacts, Report], ...]
    refused: tuple[AssetFacts, ...]
    waiting: int  # how many of all these there are, shown or not; at most 100 of each are counted
    library: tuple[AssetFacts, ...]
    library_size: int
    owns_anything: bool
    people: tuple[PersonStanding, ...]
    people_size: int
    videos: tuple[VideoFacts, ...]


class HomeFace(Protocol):
    """The part of the storage's face that is about Home tabs."""

    async def home(self, wish: HomeWish) -> HomeFacts:
        """What one member's Home tab shows.

        A message about something that concerns somebody (he gets it, asked for it, or owns it) also wants
        one more revision of his Home card, if he has one.
        """
        ...

    async def home_library(self, wish: HomeWish) -> tuple[tuple[AssetFacts, ...], int]:
        """The page of the library alone, and how many assets there are on all pages."""
        ...

    async def people_named(self, team_id: str, text: str, limit: int) -> list[Person]:
        """People pictured in living assets whose name holds the folded text, by name."""
        ...
