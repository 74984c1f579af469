"""The ledger: appended under the writer's lock, its head signed, read in order."""

# ruff: noqa: S608  what is put into statements are constants of ours, values are bound

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Sequence

import structlog

from storage.chain import GENESIS, Head, HeadSigner, canonical, line_hash
from storage.changes import Forget, Record
from storage.discretion import Discretion
from storage.errors import StorageRefused
from storage.model import LedgerEntry
from storage.sqlite.ledger_subjects import of_person
from storage.sqlite.statements import AMONG, ids

COLUMNS = "seq, team_id, at, kind, actor, subject, body, previous, hash"
_HEAD = "lines, hash, at, public_key, signature"
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_NAME_LENGTH = 12
_SALT_BYTES = 16

log = structlog.get_logger(__name__)


def append(connection: sqlite3.Connection, record: Record) -> None:
    """Write the next line, and what it says in words to where that can be erased."""
    seq, previous, _ = last(connection)
    discretion = Discretion(
        name_of=lambda slack_id: _name_of(connection, record.team_id, slack_id),
        new_salt=lambda: secrets.token_hex(_SALT_BYTES),
    )
    try:
        who, what = discretion.named(record.actor), discretion.named(record.subject)
        body = canonical(discretion.fit(record.body))
        line = (seq + 1, record.team_id, record.at, record.kind, who, what, body, previous)
        values = (*line, line_hash(*line))
    except (TypeError, ValueError) as error:
        raise StorageRefused("ledger", "a body that is not JSON") from error
    connection.execute(f"INSERT INTO ledger ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
    connection.executemany(
        "INSERT INTO ledger_texts (seq, field, salt, text) VALUES (?, ?, ?, ?)",
        [(seq + 1, kept.field, kept.salt, kept.text) for kept in discretion.texts],
    )


def _name_of(connection: sqlite3.Connection, team_id: str, slack_id: str) -> str:
    known = connection.execute(
        "SELECT name FROM ledger_names WHERE team_id = ? AND subject = ?", (team_id, slack_id)
    ).fetchone()
    if known is not None:
        return str(known[0])
    name = "n_" + "".join(secrets.choice(_LETTERS) for _ in range(_NAME_LENGTH))
    connection.execute(
        "INSERT INTO ledger_names (team_id, subject, name) VALUES (?, ?, ?)", (team_id, slack_id, name)
    )
    return name


def forget(connection: sqlite3.Connection, step: Forget) -> None:
    subjects = set(step.subjects)
    for person in step.people:
        subjects |= of_person(connection, person)
    # The plus keeps SQLite from walking through all lines of the workspace.
    connection.execute(
        f"""DELETE FROM ledger_texts WHERE seq IN (
            SELECT seq FROM ledger WHERE subject {AMONG} AND +team_id = ?)""",
        (ids(subjects), step.team_id),
    )
    connection.execute(
        f"DELETE FROM ledger_names WHERE team_id = ? AND subject {AMONG}", (step.team_id, ids(step.slack_ids))
    )


def last(connection: sqlite3.Connection) -> tuple[int, str, int]:
    """The last line's seq, hash and time; 0, zeros and 0 when there is none."""
    found = connection.execute("SELECT seq, hash, at FROM ledger ORDER BY seq DESC LIMIT 1").fetchone()
    return (int(found[0]), str(found[1]), int(found[2])) if found else (0, GENESIS, 0)


def head(connection: sqlite3.Connection) -> Head | None:
    found = connection.execute(f"SELECT {_HEAD} FROM ledger_head").fetchone()
    if found is None:
        return None
    lines, last_hash, at, public_key, signature = found
    return Head(lines=lines, hash=last_hash, at=at, public_key=public_key, signature=signature)


def sign_after(connection: sqlite3.Connection, before: tuple[int, str, int], signer: HeadSigner) -> None:
    """Sign the lines appended since `before`, unless those up to `before` are not what was signed last:
    what somebody else wrote must not be covered by our next signature.
    """
    if last(connection) == before:
        return
    known = head(connection)
    if known is None:
        follows = before[0] == 0
    else:
        follows = (known.lines, known.hash) == before[:2] and signer.is_ours(known)
    if follows:
        sign(connection, signer)
    else:
        log.error("ledger_not_signed", lines=before[0], signed=known.lines if known else None)


def sign(connection: sqlite3.Connection, signer: HeadSigner) -> None:
    """Sign the lines as they stand."""
    made = signer.sign(*last(connection))
    connection.execute(
        f"INSERT OR REPLACE INTO ledger_head (id, {_HEAD}) VALUES (1, ?, ?, ?, ?, ?)",
        (made.lines, made.hash, made.at, made.public_key, made.signature),
    )


def page(
    connection: sqlite3.Connection, team_id: str | None, after: int, until: int, limit: int
) -> list[LedgerEntry]:
    """The next entries after a seq and up to another, of one workspace or of all."""
    select = f"SELECT {COLUMNS} FROM ledger"
    if team_id is None:
        rest = "WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?"
        found = connection.execute(f"{select} {rest}", (after, until, limit)).fetchall()
    else:
        rest = "WHERE team_id = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?"
        found = connection.execute(f"{select} {rest}", (team_id, after, until, limit)).fetchall()
    if not found:
        return []
    texts: dict[int, dict[str, tuple[str, str]]] = {}
    kept = "SELECT seq, field, salt, text FROM ledger_texts WHERE seq BETWEEN ? AND ?"
    for seq, field, salt, text in connection.execute(kept, (found[0][0], found[-1][0])):
        texts.setdefault(seq, {})[field] = (salt, text)
    return [_entry(values, texts.get(values[0], {})) for values in found]


def hash_of(connection: sqlite3.Connection, seq: int) -> str | None:
    found = connection.execute("SELECT hash FROM ledger WHERE seq = ?", (seq,)).fetchone()
    return str(found[0]) if found else None


def names(connection: sqlite3.Connection) -> dict[str, str]:
    """Slack ids by the random names that stand for them, as far as they are kept."""
    return dict(connection.execute("SELECT name, subject FROM ledger_names").fetchall())


def _entry(values: Sequence[object], texts: dict[str, tuple[str, str]]) -> LedgerEntry:
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
        texts=texts,
    )
