"""Threads that each own one connection, so that no query runs in the event loop."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar

from storage.errors import StorageError

T = TypeVar("T")
Unit = Callable[[sqlite3.Connection], T]


class Workers:
    """Run units of work in the order they came, each on one of these connections."""

    def __init__(self, name: str, connections: Sequence[sqlite3.Connection]) -> None:
        self._queue: SimpleQueue[tuple[Future[Any], Unit[Any]] | None] = SimpleQueue()
        self._closed = False
        self._threads = [
            Thread(target=self._serve, args=(connection,), name=f"{name}-{number}", daemon=True)
            for number, connection in enumerate(connections)
        ]
        for thread in self._threads:
            thread.start()

    def run(self, unit: Unit[T]) -> asyncio.Future[T]:
        """Hand a unit over; StorageError after close."""
        if self._closed:
            raise StorageError("the storage is closed")
        future: Future[T] = Future()
        self._queue.put((future, unit))
        return asyncio.wrap_future(future)

    async def close(self) -> None:
        """Finish what was handed over, then end the threads and their connections."""
        if not self._closed:
            self._closed = True
            for _ in self._threads:
                self._queue.put(None)
        for thread in self._threads:
            await asyncio.to_thread(thread.join)

    def _serve(self, connection: sqlite3.Connection) -> None:
        while (item := self._queue.get()) is not None:
            future, unit = item
            if not future.set_running_or_notify_cancel():
                continue
            try:
                result = unit(connection)
            except BaseException as error:  # noqa: BLE001  the waiter gets it, the thread lives on
                future.set_exception(error)
            else:
                future.set_result(result)
            del future, unit, item
        connection.close()
