"""The ledger: appended under the writer's lock, read in order, proved from its first line."""

# ruff: noqa: S608  what is put into statements are constants of ours, values are bound

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from storage.chain import GENESIS, canonical, line_hash
from storage.changes import Record
from storage.errors import StorageRefused
from storage.model import LedgerEntry

_COLUMNS = "seq, team_id, at, kind, actor, subject, body, previous, hash"


def append(connection: sqlite3.Connection, record: Record) -> None:
    last = connection.execute("SELECT seq, hash FROM ledger ORDER BY seq DESC LIMIT 1").fetchone()
    seq, previous = (last[0] + 1, last[1]) if last else (1, GENESIS)
    try:
        body = canonical(record.body)
        line = (seq, record.team_id, record.at, record.kind, record.actor, record.subject, body, previous)
        values = (*line, line_hash(*line))
    except (TypeError, ValueError) as error:
        raise StorageRefused("ledger", "a body that is not JSON") from error
    connection.execute(f"INSERT INTO ledger ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)


def page(connection: sqlite3.Connection, team_id: str | None, after: int, limit: int) -> list[LedgerEntry]:
    """The next entries after a seq, of one workspace or of all."""
    select = f"SELECT {_COLUMNS} FROM ledger"
    if team_id is None:
        found = connection.execute(f"{select} WHERE seq > ? ORDER BY seq LIMIT ?", (after, limit))
    else:
        rest = "WHERE team_id = ? AND seq > ? ORDER BY seq LIMIT ?"
        found = connection.execute(f"{select} {rest}", (team_id, after, limit))
    return [_entry(values) for values in found]


def first_broken(connection: sqlite3.Connection) -> int | None:
    """The first seq that is missing or does not follow from the line before; None when all hold."""
    seq, previous = 0, GENESIS
    for line in connection.execute(f"SELECT {_COLUMNS} FROM ledger ORDER BY seq"):
        seq += 1
        if line[0] != seq or line[7] != previous or line[8] != line_hash(*line[:8]):
            return seq
        previous = line[8]
    # SQLite remembers the highest seq ever given, so lines cut off the end are missed too.
    given = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'ledger'").fetchone()
    return seq + 1 if given and given[0] > seq else None


def _entry(values: Sequence[object]) -> LedgerEntry:
    seq, team_id, at, kind, actor, subject, body, previous, own = values
    assert isinstance(seq, int)
    assert isinstance(at, int)
    parsed = json.loads(str(body))
    return LedgerEntry(
        seq=seq,
        team_id=str(team_id),
        at=at,
        kind=str(kind),
        actor=str(actor),
        subject=str(subject),
        body=tuple(parsed) if isinstance(parsed, list) else parsed,
        previous=str(previous),
        hash=str(own),
    )
