"""Whoever changes the ledger behind the storage's back is found out."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from storage import SqliteStorage
from storage.changes import change
from tests.storage.contract.ledger import record

LINES = 9


@pytest.fixture(name="raw")
def _raw(path: Path, storage: SqliteStorage) -> Iterator[sqlite3.Connection]:
    assert storage
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


def _disarm(raw: sqlite3.Connection) -> None:
    for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        raw.execute(f"DROP TRIGGER {name}")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger SET actor = 'p_2' WHERE seq = 4",
        "DELETE FROM ledger WHERE seq = 4",
        "DELETE FROM ledger",
        "INSERT OR REPLACE INTO ledger SELECT 4, team_id, at, kind, 'p_2', subject, body, previous, 'x' FROM ledger WHERE seq = 4",
    ],
)
async def test_the_ledger_refuses_to_be_changed(
    storage: SqliteStorage, raw: sqlite3.Connection, statement: str
) -> None:
    """Triggers stop any client of the file, not only this one."""
    await storage.apply(change(*(record(n) for n in range(LINES))))
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        raw.execute(statement)
    assert await storage.verify_ledger() is None


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE ledger SET actor = 'p_2' WHERE seq = 4", 4),
        ("UPDATE ledger SET at = at + 1 WHERE seq = 1", 1),
        ("UPDATE ledger SET body = replace(body, '3', '4') WHERE seq = 4", 4),
        ("UPDATE ledger SET body = ' ' || body WHERE seq = 4", 4),
        ("UPDATE ledger SET hash = 'x' WHERE seq = 9", 9),
        ("UPDATE ledger SET previous = hash WHERE seq = 5", 5),
        ("UPDATE ledger SET team_id = 'T0OTHER' WHERE seq = 7", 7),
        ("DELETE FROM ledger WHERE seq = 4", 4),
        ("DELETE FROM ledger WHERE seq = 1", 1),
        ("DELETE FROM ledger WHERE seq >= 8", 8),
        ("DELETE FROM ledger", 1),
        ("UPDATE ledger SET seq = seq + 100 WHERE seq = 9", 9),
    ],
)
async def test_the_first_line_that_does_not_hold_is_named(
    storage: SqliteStorage, raw: sqlite3.Connection, statement: str, broken: int
) -> None:
    """Also when the triggers were removed first, and when lines are missing from either end."""
    await storage.apply(change(*(record(n) for n in range(LINES))))
    _disarm(raw)
    raw.execute(statement)
    assert await storage.verify_ledger() == broken
