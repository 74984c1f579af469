"""The database file: who may read it, how it is opened, closed, and what happens when it fails."""

# ruff: noqa: ASYNC240  a test's own loop may wait for a file

from __future__ import annotations

import asyncio
import sqlite3
import stat
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from storage import SqliteStorage, StorageError, StorageFull, StorageReadOnly, open_storage
from storage.changes import Erase, Insert, Update, change
from storage.model import Media
from tests.support import rows


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _write(n: int = 1) -> Any:
    return change(Insert(row=rows.media(id=f"m_{n}")))


async def test_only_its_owner_can_read_it(storage: SqliteStorage, path: Path) -> None:
    """The file, its log and its folder."""
    await storage.apply(_write())
    assert _mode(path.parent) == 0o700
    modes = {file.name: _mode(file) for file in path.parent.iterdir()}
    assert modes == dict.fromkeys(["likeness.db", "likeness.db-shm", "likeness.db-wal"], 0o600)


async def test_a_file_open_to_others_is_closed_to_them(path: Path) -> None:
    """A file copied back from somewhere else has the wrong mode."""
    path.parent.mkdir()
    path.touch(0o644)
    await (await open_storage(path)).close()
    assert _mode(path) == 0o600


async def test_every_connection_is_set_for_safety(storage: SqliteStorage) -> None:
    """Durable, with foreign keys, erasing what is deleted, and patient with other processes."""
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 5000,
    }
    for workers, query_only in ((storage._writer, 0), (storage._readers, 1)):

        def settings(connection: sqlite3.Connection) -> dict[str, Any]:
            names = [*wanted, "query_only"]
            return {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names}

        assert await workers.run(settings) == {**wanted, "query_only": query_only}


async def test_what_was_written_is_there_after_reopening(path: Path) -> None:
    """And closing leaves no log behind."""
    storage = await open_storage(path)
    await storage.apply(_write())
    await storage.close()
    assert [file.name for file in path.parent.iterdir()] == ["likeness.db"]
    again = await open_storage(path)
    assert await again.media("m_1") == rows.media()
    await again.close()


async def test_closing_finishes_what_was_handed_over(path: Path) -> None:
    """Then ends the threads, and refuses more; closing twice is closing once."""
    storage = await open_storage(path)
    writes = [asyncio.ensure_future(storage.apply(_write(n))) for n in range(50)]
    await asyncio.sleep(0)
    await asyncio.gather(storage.close(), storage.close())
    assert await asyncio.gather(*writes) == [None] * 50
    with pytest.raises(StorageError):
        await storage.media("m_1")
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("storage-")]


async def test_a_cancelled_writer_has_written(storage: SqliteStorage) -> None:
    """A write that was handed over is finished, and calls back, even when nobody waits for it."""
    heard: list[tuple[bool, bool]] = []
    storage.on_commit(lambda jobs, messages: heard.append((jobs, messages)))
    task = asyncio.ensure_future(storage.apply(change(Insert(row=rows.media()), Insert(row=rows.job()))))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    await storage.apply(_write(2))
    assert task.cancelled()
    assert await storage.media("m_1") is not None
    assert heard == [(True, False)]


async def test_two_processes_may_open_it_at_once(path: Path) -> None:
    """The schema is made once; both write."""
    first, second = await asyncio.gather(open_storage(path), open_storage(path))
    await asyncio.gather(*(each.apply(_write(n)) for n in range(40) for each in (first, second)))
    assert await first.media("m_39") == await second.media("m_39") == rows.media(id="m_39")
    await first.close()
    await second.close()


async def test_readers_do_not_wait_for_the_writer(storage: SqliteStorage) -> None:
    """A page can be shown while a long write is under way, and shows what was there before."""
    await storage.apply(_write())
    gate = threading.Event()

    def hold(connection: sqlite3.Connection) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("DELETE FROM media")
        gate.wait(5)
        connection.execute("ROLLBACK")

    holding = storage._writer.run(hold)
    assert await asyncio.wait_for(storage.media("m_1"), 1) is not None
    gate.set()
    await holding


async def test_a_full_disk_is_told_and_survived(storage: SqliteStorage) -> None:
    """The change is not written, and the next one is when there is room."""

    def limit(pages: int) -> Callable[[sqlite3.Connection], object]:
        return lambda connection: connection.execute(f"PRAGMA max_page_count = {pages}").fetchall()

    await storage._writer.run(limit(1))
    big = change(*(Insert(row=rows.media(id=f"m_{n}", source_sealed="x" * 4_000)) for n in range(99)))
    with pytest.raises(StorageFull) as caught:
        await storage.apply(big)
    assert caught.value.retry
    assert await storage.media("m_1") is None
    await storage._writer.run(limit(100_000))
    assert await storage.apply(big) is None


async def test_a_file_that_cannot_be_written_is_told(storage: SqliteStorage) -> None:
    """Trying again does not help."""
    await storage._writer.run(lambda connection: connection.execute("PRAGMA query_only = ON").fetchall())
    with pytest.raises(StorageReadOnly) as caught:
        await storage.apply(_write())
    assert not caught.value.retry


async def test_a_folder_in_the_way_is_told(path: Path) -> None:
    """Nothing is opened, nothing is left open."""
    path.mkdir(parents=True)
    with pytest.raises(StorageReadOnly, match="cannot write"):
        await open_storage(path)


async def test_another_kind_of_file_is_told(path: Path) -> None:
    """It is left as it is."""
    path.parent.mkdir()
    path.write_text("these are not the bytes of a database " * 40)
    with pytest.raises(StorageError):
        await open_storage(path)
    assert path.read_text().startswith("these")


async def test_a_database_of_a_newer_version_is_left_alone(path: Path) -> None:
    """An older bot does not know what its tables mean."""
    await (await open_storage(path)).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('likeness', 'm999_future', '')"
        )
    with pytest.raises(StorageError, match="newer version"):
        await open_storage(path)


async def test_erased_words_are_in_no_file(storage: SqliteStorage, path: Path) -> None:
    """Blanked and removed rows leave nothing behind in the database, nor in its log once that is cut."""
    secret = "the launch of the summer film in Lisbon, with Rachel"
    await storage.apply(change(Insert(row=rows.media(source_sealed=secret))))
    await storage.apply(change(Insert(row=rows.media(id="m_2", source_sealed=secret * 50))))
    assert await storage.shred()
    await storage.apply(change(Update(table=Media, where={"id": "m_1"}, values={"source_sealed": ""})))
    await storage.apply(change(Erase(table=Media, where={"id": "m_2"})))
    assert await storage.shred()
    assert path.with_name("likeness.db-wal").stat().st_size == 0
    for file in path.parent.iterdir():
        assert secret.encode() not in file.read_bytes(), file.name


async def test_a_reader_in_the_way_is_said_and_waited_for_only_a_moment(
    storage: SqliteStorage, path: Path
) -> None:
    """Every write waits behind it."""
    await storage.apply(_write(1))
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM media").fetchone()
        await storage.apply(_write(2))
        async with asyncio.timeout(2):
            assert not await storage.shred()
        reader.execute("COMMIT")
        assert await storage.shred()
    assert await storage.media("m_2") is not None
