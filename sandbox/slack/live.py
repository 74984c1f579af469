"""Live events to the open pages, and the journal of what happened."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

JOURNAL_SIZE = 5000
QUEUE_SIZE = 2000
_SECRET = frozenset({"token", "authorization"})


class Hub:
    """The open pages, each of one person; a page that does not read loses its place, not our memory."""

    def __init__(self) -> None:
        self._pages: dict[asyncio.Queue[dict[str, Any] | None], str] = {}

    def join(self, user: str) -> asyncio.Queue[dict[str, Any] | None]:
        """A queue of events for one page; `None` in it means that the page must reconnect."""
        queue: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue(QUEUE_SIZE)
        self._pages[queue] = user
        return queue

    def leave(self, queue: asyncio.Queue[dict[str, Any] | None]) -> None:
        self._pages.pop(queue, None)

    def send(self, users: Iterable[str], event: dict[str, Any]) -> None:
        """The same event to every page of these people."""
        wanted = set(users)
        self.each(lambda user: event if user in wanted else None)

    def each(self, make: Callable[[str], dict[str, Any] | None]) -> None:
        """An event made for each page's person; `None` sends nothing."""
        for queue, user in list(self._pages.items()):
            event = make(user)
            if event is None:
                continue
            try:
                queue.put_nowait(event)
            except asyncio.QueueFull:
                self._dismiss(queue)

    def close(self) -> None:
        """Tell every page to go."""
        for queue in list(self._pages):
            self._dismiss(queue)

    def _dismiss(self, queue: asyncio.Queue[dict[str, Any] | None]) -> None:
        self.leave(queue)
        while not queue.empty():
            queue.get_nowait()
        queue.put_nowait(None)


def _redacted(args: Any) -> Any:
    if not isinstance(args, dict):
        return args
    return {key: "…" if key.lower() in _SECRET else value for key, value in args.items()}


class Journal:
    """What was called, delivered and clicked, numbered; the oldest entries fall off."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._entries: deque[dict[str, Any]] = deque(maxlen=JOURNAL_SIZE)
        self._count = 0

    def add(self, kind: str, method: str, args: Any, answer: Any, **more: Any) -> None:
        """One entry; tokens are left out."""
        self._count += 1
        entry = {"n": self._count, "at": self._now(), "kind": kind, "method": method}
        self._entries.append(entry | {"args": _redacted(args), "answer": answer} | more)

    def after(self, number: int) -> list[dict[str, Any]]:
        return [entry for entry in self._entries if entry["n"] > number]
