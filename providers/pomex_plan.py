"""Which look-ups PomexAI is asked for: each asset by itself, or what of a group was decided lately."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

from providers.base import batched
from providers.face import Handle

PAGE = 100
# The account may list 10 times and get 100 times a second: a list costs as much as ten gets.
WORTH_A_LIST = 10
DECIDED = "active,failed"
DECIDED_PAGES = 5
DOUBTED = 20


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


def chunks(handles: Sequence[Handle], size: int) -> list[tuple[int, ...]]:
    """Each listed group by itself, the others in handfuls of `size`."""
    listed = [group.indexes for group in groups_to_list(handles)]
    known = {index for indexes in listed for index in indexes}
    singles = [index for index in range(len(handles)) if index not in known]
    return [*listed, *batched(singles, size)]


def reads_per_second(handles: Sequence[Handle], *, lists: float, singles: float) -> float:
    """How many look-ups like these the account's two rates allow together."""
    listed = [len(group.indexes) for group in groups_to_list(handles)]
    alone = len(handles) - sum(listed) + sum(listed) / DOUBTED
    seconds = max(len(listed) / lists, alone / singles)
    return len(handles) / seconds if seconds else singles


def is_doubted(handle: Handle, turn: int) -> bool:
    """Whether this one is asked for by itself this time: every handle comes up once in ten turns."""
    return (crc32(str(handle.get("id")).encode()) + turn) % DOUBTED == 0
