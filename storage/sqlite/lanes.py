"""Lanes as queries: one kind of look at one gateway account."""

# ruff: noqa: S608  what is put into statements are constants of ours, values are bound

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from storage.lanes import Lane, ReviewFacts
from storage.model import DecisionTimes, Job, Registration
from storage.sqlite import queue
from storage.sqlite.statements import AMONG, fetch, ids
from storage.tables import table_of


def lanes(connection: sqlite3.Connection, kinds: Sequence[str]) -> list[Lane]:
    """Every lane with an open job."""
    found = connection.execute(
        f"""SELECT kind, provider, account, team_id, count(*), min(ifnull(lease_until, due_at))
            FROM jobs WHERE kind {AMONG} AND provider IS NOT NULL AND account IS NOT NULL
            GROUP BY kind, provider, account, team_id""",
        (ids(kinds),),
    )
    made: dict[tuple[str, str, str], Lane] = {}
    for kind, provider, account, team_id, count, due in found:
        before = made.get((kind, provider, account))
        made[kind, provider, account] = Lane(
            kind=kind,
            provider=provider,
            account=account,
            waiting={**(before.waiting if before else {}), team_id: count},
            next_due=min(due, before.next_due) if before else due,
        )
    return list(made.values())


def claim_lane(
    connection: sqlite3.Connection, lane: Lane, until: int, now: int, lease_ms: int, limit: int
) -> list[Job]:
    """Take what of a lane is due by `until`, and what lost its lease, oldest first."""
    where = "WHERE kind = ? AND provider = ? AND account = ?"
    named = (lane.kind, lane.provider, lane.account)
    due = fetch(
        connection,
        Job,
        f"{where} AND lease_until IS NULL AND due_at <= ? ORDER BY due_at LIMIT ?",
        *named,
        until,
        limit,
    )
    lapsed = fetch(
        connection,
        Job,
        f"{where} AND lease_until IS NOT NULL AND lease_until <= ? ORDER BY due_at LIMIT ?",
        *named,
        now,
        limit,
    )
    return queue.take(connection, [*due, *lapsed], now, lease_ms, limit)


def reviews(connection: sqlite3.Connection, registration_ids: Sequence[str]) -> dict[str, ReviewFacts]:
    table = table_of(Registration)
    columns = ", ".join(f"registrations.{name}" for name in table.columns)
    found = connection.execute(
        f"""SELECT {columns}, media.kind FROM registrations
            JOIN assets ON assets.id = registrations.asset_id JOIN media ON media.id = assets.media_id
            WHERE registrations.id {AMONG}""",
        (ids(registration_ids),),
    )
    facts = (
        ReviewFacts(registration=table.decode(values[:-1]), media_kind=str(values[-1])) for values in found
    )
    return {each.registration.id: each for each in facts}


def decision_times(connection: sqlite3.Connection) -> list[DecisionTimes]:
    return fetch(connection, DecisionTimes, "")
