"""The ledger proved from its first line to its signed head, one line in memory at a time."""

# ruff: noqa: S608  what is put into statements are constants of ours, values are bound

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from typing import Any

from storage.chain import GENESIS, Head, LedgerFault, LedgerProblem, digest, line_hash
from storage.sqlite.ledger import COLUMNS, hash_of, head, last

IsOurs = Callable[[Head], bool]


def first_fault(connection: sqlite3.Connection, is_ours: IsOurs | None) -> LedgerFault | None:
    """The first thing that does not hold, None when all does; without `is_ours` no signature is asked for."""
    return _chain_fault(connection) or _head_fault(connection, is_ours) or _text_fault(connection)


def _chain_fault(connection: sqlite3.Connection) -> LedgerFault | None:
    seq, previous = 0, GENESIS
    for line in connection.execute(f"SELECT {COLUMNS} FROM ledger ORDER BY seq"):
        seq += 1
        if line[0] != seq:
            return LedgerFault(problem=LedgerProblem.MISSING, seq=seq)
        if line[8] != line_hash(*line[:8]):
            return LedgerFault(problem=LedgerProblem.CHANGED, seq=seq)
        if line[7] != previous:
            return LedgerFault(problem=LedgerProblem.OUT_OF_PLACE, seq=seq)
        previous = line[8]
    # SQLite remembers the highest seq ever given, so lines cut off the end are missed too.
    given = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'ledger'").fetchone()
    if given and given[0] > seq:
        return LedgerFault(problem=LedgerProblem.MISSING, seq=seq + 1)
    return None


def _head_fault(connection: sqlite3.Connection, is_ours: IsOurs | None) -> LedgerFault | None:
    signed, (lines, _, _) = head(connection), last(connection)
    if signed is None:
        return LedgerFault(problem=LedgerProblem.NO_HEAD) if lines and is_ours else None
    if is_ours is not None and not is_ours(signed):
        return LedgerFault(problem=LedgerProblem.NOT_OURS)
    if lines < signed.lines:
        return LedgerFault(problem=LedgerProblem.MISSING, seq=lines + 1)
    if hash_of(connection, signed.lines) != signed.hash:
        return LedgerFault(problem=LedgerProblem.REWRITTEN)
    if lines > signed.lines:
        return LedgerFault(problem=LedgerProblem.UNSIGNED, seq=signed.lines + 1)
    return None


def _text_fault(connection: sqlite3.Connection) -> LedgerFault | None:
    """A text that is gone was erased, which is allowed; one that is there must be the one that was given."""
    kept = """SELECT ledger_texts.seq, field, salt, text, body FROM ledger_texts
        LEFT JOIN ledger ON ledger.seq = ledger_texts.seq ORDER BY ledger_texts.seq"""
    for seq, field, salt, text, body in connection.execute(kept):
        if body is None or not _stands_for(json.loads(body), field, salt, text):
            return LedgerFault(problem=LedgerProblem.TEXT_CHANGED, seq=seq)
    return None


def _stands_for(body: Any, field: str, salt: str, text: str) -> bool:
    value = body
    try:
        for key in field.split("."):
            value = value[int(key) if isinstance(value, list) else key]
        return bool(value == digest(salt, text))
    except (KeyError, IndexError, TypeError, ValueError):
        return False
