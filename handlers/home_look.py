"""Which part of the library a Home tab shows, as its card's parameters hold it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from storage.home import HomeWish, Shelf
from workflow.moment import DAY

PAGE = 10
PEOPLE = 8
WAITING = 5
VIDEOS = 5
_NEWS_MS = 14 * DAY


@dataclass(frozen=True, kw_only=True)
class Look:
    """Pages count from 0; `text` is folded, `person_id` one person's."""

    shelf: Shelf = Shelf.MINE
    text: str = ""
    person_id: str | None = None
    page: int = 0
    people_page: int = 0

    @property
    def is_narrowed(self) -> bool:
        return bool(self.text) or self.person_id is not None


def read_look(params: Any) -> Look:
    """The look that parameters describe; whatever they do not say well is as at the start."""
    said = params if isinstance(params, Mapping) else {}
    shelf = str(said.get("shelf"))
    person = said.get("person_id")
    return Look(
        shelf=Shelf(shelf) if shelf in set(Shelf) else Shelf.MINE,
        text=str(said.get("text") or ""),
        person_id=str(person) if person else None,
        page=_page(said.get("page")),
        people_page=_page(said.get("people_page")),
    )


def wish_of(look: Look, team_id: str, user_id: str, *, is_admin: bool, now: int) -> HomeWish:
    """What to ask the storage for this look; `now` in milliseconds."""
    return HomeWish(
        team_id=team_id,
        user_id=user_id,
        shelf=look.shelf,
        text=look.text,
        person_id=look.person_id,
        page=look.page,
        page_size=PAGE,
        people_page=look.people_page,
        people_size=PEOPLE,
        waiting_most=WAITING,
        videos_most=VIDEOS,
        refused_since=now - _NEWS_MS,
        is_admin=is_admin,
    )


def _page(value: Any) -> int:
    return max(0, value) if isinstance(value, int) else 0
