"""An event loop whose clock jumps to the next moment at which anything happens."""

from __future__ import annotations

import asyncio
import selectors
import sqlite3
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

from storage import SqliteStorage
from storage.sqlite.connection import connect, create_file
from storage.sqlite.migrations import migrate
from storage.sqlite.workers import Unit, Workers

T = TypeVar("T")


class VirtualLoop(asyncio.SelectorEventLoop):
    """Nothing is waited for but work that other threads have in hand (`busy`)."""

    def __init__(self) -> None:
        super().__init__(_JumpingSelector(self))
        self.now = 0.0
        self.busy = 0

    def time(self) -> float:
        return self.now


class _JumpingSelector(selectors.DefaultSelector):  # type: ignore[misc, valid-type]  chosen at run time
    def __init__(self, loop: VirtualLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> Any:
        if timeout is not None and timeout <= 0:
            return super().select(0)
        if self._loop.busy or timeout is None:
            return super().select(1.0)
        ready = super().select(0)
        if not ready:
            self._loop.now += timeout
        return ready


class VirtualWorkers(Workers):
    """Workers that a virtual loop waits for."""

    def __init__(self, loop: VirtualLoop, name: str, connections: list[sqlite3.Connection]) -> None:
        super().__init__(name, connections)
        self._loop = loop

    def run(self, unit: Unit[T]) -> asyncio.Future[T]:
        future = super().run(unit)
        self._loop.busy += 1
        future.add_done_callback(self._done)
        return future

    def _done(self, _future: asyncio.Future[Any]) -> None:
        self._loop.busy -= 1


def open_virtual(loop: VirtualLoop, path: Path) -> SqliteStorage:
    """The real storage, durable as ever, under a virtual loop."""
    create_file(path)
    writer = connect(path, writes=True)
    migrate(writer)
    readers = [connect(path, writes=False)]
    return SqliteStorage(
        VirtualWorkers(loop, "writer", [writer]), VirtualWorkers(loop, "reader", readers), None
    )


def run_virtual(main: Coroutine[Any, Any, T], loop: VirtualLoop) -> T:
    """Run to the end on virtual time."""
    asyncio.set_event_loop(loop)
    try:
        return loop.run_until_complete(main)
    finally:
        loop.close()
        asyncio.set_event_loop(None)
