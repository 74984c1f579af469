"""A database with many assets, written straight into the file: the growth that a team sees in years."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

from storage.model import (
    Asset,
    AssetRequest,
    Consent,
    Job,
    Media,
    Message,
    Person,
    Registration,
    RegistrationStatus,
)
from storage.sqlite.connection import connect, create_file
from storage.sqlite.migrations import migrate
from storage.sqlite.statements import insert_sql
from storage.tables import table_of
from tests.support import rows
from workflow.jobs import JobKind

OPEN_JOBS = 1_000
_REQUEST = 10  # assets of one form


def fill_library(path: Path, count: int, *, now: int, due_ms: int = rows.DAY, jobs: int = OPEN_JOBS) -> None:
    """`count` assets of one workspace, each with file, consent and registration; the first are in review."""
    create_file(path)
    open_jobs = min(jobs, count)
    with closing(connect(path, writes=True)) as connection:
        migrate(connection)
        connection.execute("BEGIN IMMEDIATE")
        for row, made in _tables(count, open_jobs, now, due_ms).items():
            table = table_of(row)
            connection.executemany(insert_sql(table), (table.encode(each) for each in made))
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _tables(count: int, open_jobs: int, now: int, due_ms: int) -> dict[type[Any], Any]:
    numbers = range(count)
    return {
        Person: [rows.person()],
        AssetRequest: (rows.asset_request(id=f"r_{n}", created_at=now) for n in range(0, count, _REQUEST)),
        Media: (rows.media(id=f"m_{n}", created_at=now) for n in numbers),
        Asset: (_asset(n, now) for n in numbers),
        Consent: (rows.consent(id=f"c_{n}", asset_id=f"a_{n}", given_at=now) for n in numbers),
        Registration: (_registration(n, open_jobs, now) for n in numbers),
        Message: (_card(n) for n in range(0, count, _REQUEST)),
        Job: (
            rows.job(
                id=f"j_{n}",
                kind=JobKind.READ_REGISTRATION,
                subject=f"g_{n}",
                provider="pomex",
                account="main",
                due_at=now + due_ms,
                deadline_at=now + 2 * rows.DAY,
                created_at=now,
            )
            for n in range(open_jobs)
        ),
    }


def _asset(n: int, now: int) -> Asset:
    request = f"r_{n - n % _REQUEST}"
    return rows.asset(id=f"a_{n}", name=f"asset-{n}", media_id=f"m_{n}", request_id=request, created_at=now)


def _card(n: int) -> Message:
    sent = {"status": "sent", "sent_ts": f"1.{n}", "sent_channel": rows.CHANNEL, "sent_revision": 1}
    return rows.card(id=f"n_{n}", subject=f"r_{n}", dedupe=f"asset_card:r_{n}", **sent)


def _registration(n: int, open_jobs: int, now: int) -> Registration:
    in_review = n < open_jobs
    return rows.registration(
        id=f"g_{n}",
        asset_id=f"a_{n}",
        status=RegistrationStatus.IN_REVIEW if in_review else RegistrationStatus.ACTIVE,
        handle={"id": f"asset-{n}", "group_id": f"group-{n}"},
        reference=None if in_review else f"asset://asset-{n}",
        submitted_at=now,
        created_at=now,
    )
