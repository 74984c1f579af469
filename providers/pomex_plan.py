"""Which look-ups PomexAI is asked for: each asset by itself, or the newest page of a group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from providers.face import Handle

PAGE = 100
# The account may list 10 times and get 100 times a second: a list costs as much as ten gets.
WORTH_A_LIST = 10


@dataclass(frozen=True, kw_only=True)
class ListGroup:
    """One list call for the handles at `indexes`; `group_id` None is the account's virtual group."""

    group_id: str | None
    indexes: tuple[int, ...]


def groups_to_list(handles: Sequence[Handle]) -> tuple[ListGroup, ...]:
    """Choose the groups of which so many wait that one list call is cheaper; all others are asked singly."""
    waiting: dict[str | None, list[int]] = {}
    for index, handle in enumerate(handles):
        group_id = handle.get("group_id")
        if isinstance(group_id, str | None):
            waiting.setdefault(group_id, []).append(index)
    return tuple(
        ListGroup(group_id=group_id, indexes=tuple(indexes))
        for group_id, indexes in waiting.items()
        if len(indexes) > WORTH_A_LIST
    )
