"""One change written step by step, all or nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from storage.chain import HeadSigner
from storage.changes import (
    Again,
    Cancel,
    Change,
    Erase,
    Finish,
    Forbid,
    Forget,
    Insert,
    Once,
    Post,
    Put,
    Record,
    Require,
    Schedule,
    SettleMessage,
    Step,
    Update,
    Where,
)
from storage.errors import StorageRefused
from storage.model import Job, Message, Row
from storage.sqlite import ledger, outbox, queue
from storage.sqlite.connection import is_taken
from storage.sqlite.statements import erase_sql, exists_sql, insert_sql, put_sql, update_sql
from storage.tables import TABLES

Outcome = str | StorageRefused | None
"""The guard that failed, the rule that was broken, or None when the change is written."""


class _GuardFailed(Exception):  # noqa: N818  an answer, not an error
    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name)


def write_each(
    connection: sqlite3.Connection, changes: Sequence[Change], signer: HeadSigner | None
) -> list[Outcome]:
    """Write changes into the open transaction, each on its own savepoint; sign what they record."""
    before = ledger.last(connection)
    outcomes = [_write(connection, change) for change in changes]
    if signer is not None:
        ledger.sign_after(connection, before, signer)
    return outcomes


def _write(connection: sqlite3.Connection, change: Change) -> Outcome:
    connection.execute("SAVEPOINT change")
    outcome = _outcome(connection, change)
    if outcome is not None:
        connection.execute("ROLLBACK TO change")
    connection.execute("RELEASE change")
    return outcome


def _outcome(connection: sqlite3.Connection, change: Change) -> Outcome:
    for step in change.steps:
        try:
            _take(connection, step)
        except _GuardFailed as failed:
            return failed.name
        except StorageRefused as refused:
            return refused
        except sqlite3.IntegrityError as error:
            return _broken_rule(step, error)
        except (UnicodeError, OverflowError):
            return StorageRefused(_table_name(step), "a value is no text or does not fit 64 bits")
    return None


def _broken_rule(step: Step, error: sqlite3.IntegrityError) -> Outcome:
    if not is_taken(error):
        return StorageRefused(_table_name(step), str(error))
    return "seen" if isinstance(step, Once) else f"taken:{_table_name(step)}"


def _take(connection: sqlite3.Connection, step: Step) -> None:  # noqa: C901, PLR0912  an arm per kind of step
    match step:
        case Insert(row=row):
            _insert(connection, row)
        case Put(row=row):
            table = TABLES[type(row)]
            connection.execute(put_sql(table), table.encode(row))
        case Update():
            _update(connection, step)
        case Erase(table=row_type, where=where):
            connection.execute(*erase_sql(TABLES[row_type], where))
        case Require(table=row_type, where=where, guard=guard):
            _hold(_exists(connection, row_type, where), guard)
        case Forbid(table=row_type, where=where, guard=guard):
            _hold(not _exists(connection, row_type, where), guard)
        case Once(team_id=team_id, key=key, at=at):
            connection.execute("INSERT INTO inbox (team_id, key, at) VALUES (?, ?, ?)", (team_id, key, at))
        case Record():
            ledger.append(connection, step)
        case Forget():
            ledger.forget(connection, step)
        case Post(message=message):
            outbox.post(connection, message)
        case SettleMessage():
            _hold(outbox.settle(connection, step), "lease")
        case Schedule(job=job):
            queue.schedule(connection, job)
        case Finish(job=job):
            _hold(queue.finish(connection, job), "lease")
        case Again():
            _hold(queue.again(connection, step), "lease")
        case Cancel():
            queue.cancel(connection, step)


def _hold(holds: bool, guard: str) -> None:
    if not holds:
        raise _GuardFailed(guard)


def _insert(connection: sqlite3.Connection, row: Row) -> None:
    table = TABLES[type(row)]
    placed = outbox.placed(connection, row) if isinstance(row, Message) else row
    connection.execute(insert_sql(table), table.encode(placed))


def _update(connection: sqlite3.Connection, step: Update) -> None:
    if not step.values:
        raise StorageRefused(_table_name(step), "an update that sets nothing")
    changed = connection.execute(*update_sql(TABLES[step.table], step.where, step.values))
    if step.guard is not None:
        _hold(changed.rowcount > 0, step.guard)


def _exists(connection: sqlite3.Connection, row: type[Row], where: Where) -> bool:
    (found,) = connection.execute(*exists_sql(TABLES[row], where)).fetchone()
    return bool(found)


def _table_name(step: Step) -> str:  # noqa: PLR0911  an arm per kind of step
    match step:
        case Insert(row=row) | Put(row=row):
            return TABLES[type(row)].name
        case Update(table=row_type) | Erase(table=row_type):
            return TABLES[row_type].name
        case Require(table=row_type) | Forbid(table=row_type):
            return TABLES[row_type].name
        case Post() | SettleMessage():
            return "messages"
        case Record() | Forget():
            return "ledger"
        case Once():
            return "inbox"
        case _:
            return "jobs"


def wakes(changes: Sequence[Change]) -> tuple[bool, bool]:
    """Whether these changes opened jobs, and whether they want outbox."""
    steps = [step for change in changes for step in change.steps]
    return (
        any(isinstance(step, Schedule) or _touches(step, Job) for step in steps),
        any(isinstance(step, Post) or _touches(step, Message) for step in steps),
    )


def _touches(step: Step, row: type[Row]) -> bool:
    match step:
        case Insert(row=written):
            return isinstance(written, row)
        case Update(table=table):
            return table is row
        case _:
            return False
