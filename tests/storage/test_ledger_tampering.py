"""Whoever changes the ledger behind the storage's back is found out."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.crypto.keys import derive_keys
from bot.crypto.signing import LedgerSigner
from storage import SqliteStorage, open_storage
from storage.chain import GENESIS, LedgerFault, LedgerProblem, line_hash
from storage.changes import Digested, Forget, Record, change
from storage.sqlite.ledger import COLUMNS
from tests.storage.contract.ledger import record
from tests.support import rows

LINES = 9
OURS = LedgerSigner(derive_keys("the secret of this test"))
THEIRS = LedgerSigner(derive_keys("another secret than that"))


@pytest.fixture(name="signed")
async def _signed(path: Path, blank: bytes) -> AsyncIterator[SqliteStorage]:
    """Nine lines, of which line 4 holds a text, under a signed head."""
    storage = await open_storage(_copied(path, blank), signer=OURS)
    lines = [record(n) for n in range(1, LINES + 1)]
    lines[3] = replace(lines[3], body={"why": {"purpose": Digested("launch")}, "list": [1, Digested("x")]})
    await storage.apply(change(*lines[:5]))
    await storage.apply(change(*lines[5:]))
    yield storage
    await storage.close()


def _copied(path: Path, blank: bytes) -> Path:
    path.parent.mkdir(mode=0o700)
    path.write_bytes(blank)
    return path


@pytest.fixture(name="raw")
def _raw(path: Path, signed: SqliteStorage) -> Iterator[sqlite3.Connection]:
    assert signed
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
    signed: SqliteStorage, raw: sqlite3.Connection, statement: str
) -> None:
    """Triggers stop any client of the file, not only this one."""
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        raw.execute(statement)
    assert await signed.verify_ledger(OURS.is_ours) is None


COLUMN_VALUES = {
    "team_id": "'T0OTHER'",
    "at": "at + 1",
    "kind": "'consent_ended'",
    "actor": "'p_2'",
    "subject": "'a_77'",
    "body": "' ' || body",
    "previous": "hash",
    "hash": "'x'",
}


@pytest.mark.parametrize("seq", [1, 4, 9])
@pytest.mark.parametrize("column", COLUMN_VALUES)
async def test_a_changed_line_is_named(
    signed: SqliteStorage, raw: sqlite3.Connection, column: str, seq: int
) -> None:
    """Whichever column, first, last or between."""
    _disarm(raw)
    raw.execute(f"UPDATE ledger SET {column} = {COLUMN_VALUES[column]} WHERE seq = ?", (seq,))
    assert await signed.verify_ledger(OURS.is_ours) == LedgerFault(problem=LedgerProblem.CHANGED, seq=seq)


def _drop(seq: int) -> Callable[[sqlite3.Connection], None]:
    def drop(raw: sqlite3.Connection) -> None:
        raw.execute("DELETE FROM ledger WHERE seq = ?", (seq,))
        raw.execute("UPDATE sqlite_sequence SET seq = (SELECT max(seq) FROM ledger) WHERE name = 'ledger'")

    return drop


def _drop_and_close_ranks(raw: sqlite3.Connection) -> None:
    raw.execute("DELETE FROM ledger WHERE seq = 4")
    raw.execute("UPDATE ledger SET seq = seq - 1 WHERE seq > 4")


def _drop_all(raw: sqlite3.Connection) -> None:
    raw.execute("DELETE FROM ledger")
    raw.execute("DELETE FROM sqlite_sequence WHERE name = 'ledger'")


def _swap(raw: sqlite3.Connection) -> None:
    for old, new in ((4, -4), (5, 4), (-4, 5)):
        raw.execute("UPDATE ledger SET seq = ? WHERE seq = ?", (new, old))


def _insert(raw: sqlite3.Connection) -> None:
    """A good line after line 3; those behind it move up."""
    raw.execute("UPDATE ledger SET seq = -(seq + 1) WHERE seq > 3")
    raw.execute("UPDATE ledger SET seq = -seq WHERE seq < 0")
    _forge(raw, 4)


def _append(raw: sqlite3.Connection) -> None:
    _forge(raw, LINES + 1)


def _forge(raw: sqlite3.Connection, seq: int) -> None:
    ((previous,),) = raw.execute("SELECT hash FROM ledger WHERE seq = ?", (seq - 1,)).fetchall()
    line = (seq, rows.TEAM, rows.NOW, "consent_given", "p_1", "a_1", "{}", previous)
    raw.execute(
        f"INSERT INTO ledger ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (*line, line_hash(*line))
    )


def _hash_again(raw: sqlite3.Connection, first: int, last: int) -> None:
    """Make lines from `first` to `last` fit each other."""
    for seq in range(first, last + 1):
        (line,) = raw.execute(f"SELECT {COLUMNS} FROM ledger WHERE seq = ?", (seq,)).fetchall()
        before = raw.execute("SELECT hash FROM ledger WHERE seq = ?", (seq - 1,)).fetchone()
        previous = before[0] if before else GENESIS
        values = (previous, line_hash(*line[:7], previous), seq)
        raw.execute("UPDATE ledger SET previous = ?, hash = ? WHERE seq = ?", values)


def _change_and_hash_it(raw: sqlite3.Connection) -> None:
    raw.execute("UPDATE ledger SET actor = 'p_2' WHERE seq = 4")
    _hash_again(raw, 4, 4)


def _change_and_hash_all(raw: sqlite3.Connection) -> None:
    raw.execute("UPDATE ledger SET actor = 'p_2' WHERE seq = 4")
    _hash_again(raw, 1, LINES)


def _change_and_sign_all(raw: sqlite3.Connection) -> None:
    _change_and_hash_all(raw)
    ((last,),) = raw.execute("SELECT hash FROM ledger WHERE seq = ?", (LINES,)).fetchall()
    head = THEIRS.sign(LINES, last, rows.NOW)
    values = (head.hash, head.at, head.public_key, head.signature)
    raw.execute("UPDATE ledger_head SET hash = ?, at = ?, public_key = ?, signature = ?", values)


def _behead(raw: sqlite3.Connection) -> None:
    raw.execute("DELETE FROM ledger_head")


def _longer_head(raw: sqlite3.Connection) -> None:
    raw.execute("UPDATE ledger_head SET lines = lines - 1")


def _other_text(raw: sqlite3.Connection) -> None:
    raw.execute("UPDATE ledger_texts SET text = 'something else' WHERE seq = 4 AND field = 'why.purpose'")


def _moved_text(raw: sqlite3.Connection) -> None:
    raw.execute("UPDATE ledger_texts SET seq = 7 WHERE field = 'list.1'")


@pytest.mark.parametrize(
    ("tamper", "problem", "seq"),
    [
        (_drop(1), LedgerProblem.MISSING, 1),
        (_drop(4), LedgerProblem.MISSING, 4),
        (_drop(9), LedgerProblem.MISSING, 9),
        (_drop_and_close_ranks, LedgerProblem.CHANGED, 4),
        (_drop_all, LedgerProblem.MISSING, 1),
        (_swap, LedgerProblem.CHANGED, 4),
        (_insert, LedgerProblem.CHANGED, 5),
        (_append, LedgerProblem.UNSIGNED, 10),
        (_change_and_hash_it, LedgerProblem.OUT_OF_PLACE, 5),
        (_change_and_hash_all, LedgerProblem.REWRITTEN, None),
        (_change_and_sign_all, LedgerProblem.NOT_OURS, None),
        (_behead, LedgerProblem.NO_HEAD, None),
        (_longer_head, LedgerProblem.NOT_OURS, None),
        (_other_text, LedgerProblem.TEXT_CHANGED, 4),
        (_moved_text, LedgerProblem.TEXT_CHANGED, 7),
    ],
)
async def test_what_does_not_hold_is_named(
    signed: SqliteStorage,
    raw: sqlite3.Connection,
    tamper: Callable[[sqlite3.Connection], None],
    problem: LedgerProblem,
    seq: int | None,
) -> None:
    """Also when the triggers were removed first, and what SQLite remembers was changed too."""
    _disarm(raw)
    tamper(raw)
    assert await signed.verify_ledger(OURS.is_ours) == LedgerFault(problem=problem, seq=seq)


@pytest.mark.parametrize(
    "tamper", [_append, _drop(9), _change_and_hash_all, _change_and_sign_all, _behead, _longer_head]
)
async def test_a_later_line_does_not_cover_what_was_tampered_with(
    signed: SqliteStorage, raw: sqlite3.Connection, tamper: Callable[[sqlite3.Connection], None]
) -> None:
    """What somebody else wrote is not signed with the next thing that happens, also after a restart."""
    _disarm(raw)
    tamper(raw)
    assert await signed.apply(change(record(20))) is None
    fault = await signed.verify_ledger(OURS.is_ours)
    assert fault is not None
    assert await signed.adopt_ledger(rows.NOW) > LINES
    assert await signed.verify_ledger(OURS.is_ours) is None


async def test_what_was_forgotten_is_gone_and_the_lines_hold(
    path: Path, signed: SqliteStorage, raw: sqlite3.Connection
) -> None:
    """Texts by what their lines are about, names by whom they stand for; later lines use a new name."""
    said = Record(
        team_id=rows.TEAM, at=rows.NOW, kind="video_requested", actor="U0MAYA", subject="v_1",
        body={"channel": "C0FILM", "prompt": Digested("a walk"), "by": "Somebody Else"},
    )  # fmt: skip
    await signed.apply(change(said, replace(said, team_id="T0OTHER")))
    before = [entry async for entry in signed.ledger()]
    assert before[-2].texts.keys() == {"prompt", "by"}
    await signed.apply(change(Forget(team_id=rows.TEAM, subjects=("v_1", "a_4"), slack_ids=("U0MAYA",))))

    entries = [entry async for entry in signed.ledger()]
    assert [replace(e, texts={}) for e in before] == [replace(e, texts={}) for e in entries]
    assert [dict(entry.texts) for entry in entries[:-1]] == [{}] * (LINES + 1)
    assert entries[-1].texts == before[-1].texts
    assert sorted((await signed.ledger_names()).values()) == ["C0FILM", "C0FILM", "U0MAYA"]
    assert await signed.verify_ledger(OURS.is_ours) is None

    await signed.apply(change(said))
    again = [entry async for entry in signed.ledger()][-1]
    assert again.actor not in {entry.actor for entry in entries}
    assert again.body["channel"] == entries[-2].body["channel"]


async def test_lines_hold_nothing_that_names_or_says(signed: SqliteStorage, raw: sqlite3.Connection) -> None:
    """No Slack id, no text and no hash of a file stands in the chain, however it was handed over."""
    secret = [
        "U0MAYA",
        "C0FILM",
        "marching",
        "The launch film",
        "ab" * 32,
        "F0FILE",
        "名",
        "1700000000.000100",
    ]
    body = {
        "channel": "C0FILM", "reason": Digested("marching"), "sha256": "ab" * 32, "file": ["F0FILE"],
        "texts": {"purpose": "The launch film", "zh": "名", "ts": "1700000000.000100"}, "none": Digested(None),
        "video": "v_abcdefghijkl", "answer": "allowed_once", "locale": "zh-Hant", "text": "2026-11", "n": 3,
    }  # fmt: skip
    line = Record(team_id=rows.TEAM, at=rows.NOW, kind="k", actor="U0MAYA", subject="C0FILM", body=body)
    await signed.apply(change(line))
    ((actor, subject, kept),) = raw.execute("SELECT actor, subject, body FROM ledger WHERE seq = 10")
    assert not [text for text in secret if text in kept or text in (actor, subject)]
    told = json.loads(kept)
    plain = ("video", "answer", "locale", "text", "n", "none")
    assert [told[key] for key in plain] == ["v_abcdefghijkl", "allowed_once", "zh-Hant", "2026-11", 3, None]
    names = await signed.ledger_names()
    assert (names[actor], names[subject], names[told["channel"]]) == ("U0MAYA", "C0FILM", "C0FILM")
    assert await signed.verify_ledger(OURS.is_ours) is None
