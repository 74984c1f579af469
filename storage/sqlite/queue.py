"""Durable steps: opened, claimed under a lease and a fence, closed or given back."""

# ruff: noqa: S608  what is put into statements are constants of ours, values are bound

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from storage.changes import Again, Cancel
from storage.model import Job
from storage.sqlite.statements import AMONG, fetch, ids, insert_sql
from storage.tables import table_of

_HELD = "id = ? AND fence = ? AND lease_until IS NOT NULL"

_SCHEDULE = f"""{insert_sql(table_of(Job))}
ON CONFLICT (kind, subject) DO UPDATE SET
    due_at = iif(lease_until IS NULL, min(due_at, excluded.due_at), due_at),
    hasten_at = iif(lease_until IS NULL, NULL, min(ifnull(hasten_at, excluded.due_at), excluded.due_at))
"""


def schedule(connection: sqlite3.Connection, job: Job) -> None:
    """Open the job; one that is open is due no later than this, also when its worker gives it back."""
    table = table_of(Job)
    connection.execute(_SCHEDULE, table.encode(replace(job, lease_until=None)))


def finish(connection: sqlite3.Connection, job: Job) -> bool:
    """Close a held job, or keep it open when it was wanted again meanwhile; False when it is not held."""
    reopened = connection.execute(
        f"""UPDATE jobs SET due_at = hasten_at, hasten_at = NULL, lease_until = NULL, attempts = 0
            WHERE {_HELD} AND hasten_at IS NOT NULL""",
        (job.id, job.fence),
    )
    if reopened.rowcount:
        return True
    return connection.execute(f"DELETE FROM jobs WHERE {_HELD}", (job.id, job.fence)).rowcount > 0


def again(connection: sqlite3.Connection, step: Again) -> bool:
    """Give a held job back; False when it is not held."""
    changed = connection.execute(
        f"""UPDATE jobs SET due_at = min(?, ifnull(hasten_at, ?)), hasten_at = NULL, lease_until = NULL,
            attempts = iif(?, attempts + 1, 0), last_error = ? WHERE {_HELD}""",
        (step.due_at, step.due_at, step.failed, step.error, step.job.id, step.job.fence),
    )
    return changed.rowcount > 0


def cancel(connection: sqlite3.Connection, step: Cancel) -> None:
    connection.execute("DELETE FROM jobs WHERE kind = ? AND subject = ?", (step.kind, step.subject))


def claim(
    connection: sqlite3.Connection, now: int, lease_ms: int, limit: int, without: Sequence[str] = ()
) -> list[Job]:
    """Take due jobs and those whose lease ran out, oldest first, `without` these kinds."""
    of_kind, named = f"AND kind NOT {AMONG}", (ids(without),)
    due = fetch(
        connection,
        Job,
        f"WHERE lease_until IS NULL AND due_at <= ? {of_kind} ORDER BY due_at LIMIT ?",
        now,
        *named,
        limit,
    )
    # A lease cannot be NULL here; saying so lets the partial index be used.
    rest = f"WHERE lease_until IS NOT NULL AND lease_until <= ? {of_kind} ORDER BY due_at LIMIT ?"
    lapsed = fetch(connection, Job, rest, now, *named, limit)
    return take(connection, [*due, *lapsed], now, lease_ms, limit)


def take(
    connection: sqlite3.Connection, found: Sequence[Job], now: int, lease_ms: int, limit: int
) -> list[Job]:
    """Lease the oldest of these jobs, each under a new fence."""
    taken = sorted(found, key=lambda job: (job.due_at, job.created_at))[:limit]
    if taken:
        connection.execute(
            f"UPDATE jobs SET fence = fence + 1, lease_until = ?, hasten_at = NULL WHERE id {AMONG}",
            (now + lease_ms, ids(job.id for job in taken)),
        )
    return [replace(job, fence=job.fence + 1, lease_until=now + lease_ms) for job in taken]


def renew(connection: sqlite3.Connection, jobs: Sequence[Job], lease_until: int) -> None:
    connection.executemany(
        f"UPDATE jobs SET lease_until = ? WHERE {_HELD}", [(lease_until, job.id, job.fence) for job in jobs]
    )


def next_at(connection: sqlite3.Connection, kinds: Sequence[str] | None = None) -> int | None:
    """When the next job is due, of these kinds when any are named, or any lease runs out."""
    free = "SELECT min(due_at) FROM jobs WHERE lease_until IS NULL"
    if kinds is None:
        dues = [connection.execute(free).fetchone()[0]]
    else:
        # Kind by kind: one look into the index each, however many jobs of other kinds wait before.
        dues = [connection.execute(f"{free} AND kind = ?", (kind,)).fetchone()[0] for kind in kinds]
    held = "SELECT min(lease_until) FROM jobs WHERE lease_until IS NOT NULL"
    lease = connection.execute(held).fetchone()[0]
    return min((at for at in (*dues, lease) if at is not None), default=None)


def reclaim(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE jobs SET lease_until = NULL, hasten_at = NULL WHERE lease_until IS NOT NULL")
