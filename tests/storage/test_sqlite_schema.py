"""The tables fit the rows, and the queries that run all day use an index."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from storage.changes import Again, Forget, SettleMessage
from storage.model import (
    Asset,
    AssetRequest,
    AssetUse,
    Job,
    Media,
    Message,
    MessageStatus,
    Person,
    Registration,
)
from storage.sqlite import aggregates, ledger, outbox, queue, reads, search
from storage.sqlite.connection import connect
from storage.sqlite.migrations import migrate
from storage.sqlite.statements import insert_sql
from storage.tables import TABLES, Table, table_of
from tests.support import rows

ASSETS = 10_000
MIGRATIONS = Path(__file__).parents[2] / "storage" / "sqlite"
APPLIED = {
    "m001_initial.sql": "150cf29d1993f1cb0905b561344537528231063ab01ddc328a7cc125f999be7e",
    "m002_requests_of_a_person.sql": "de8dc5e704c9aaa9cca43741a1a792bf2c11dbd3a57936044984abcd71ff64aa",
    "m003_rights.sql": "fc409d472af1c744652ffb66539f8808f94f205d45ec840b18c66a48800cecab",
    "m006_polling.sql": "1e29cb172fa4b172ec9cbb9f384b900576d5e64b1c0db9a9b3f7d3c37864a3b8",
    "m004_invitation_scope.sql": "f1c73d28f05c8d904ab15c85b258bea0ff22e1dfd5219cfe6c76f1c0315919e5",
    "m005_ledger.sql": "56c42f4d9335147e1de2b9ef43be361f70aec65552534d3fdf00ec4ddb0658c8",
}
EXTRA = {"jobs": ["hasten_at"]}
KEPT = [table for table in TABLES.values() if table.row is not AssetUse]  # that one is a view
IN_ORDER = "SCAN messages USING INDEX messages_due"  # of what is unsent, and only to its first row


@pytest.fixture(name="database", scope="module")
def _database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """10,000 assets of two workspaces, each with its file, registration, job and card."""
    with closing(connect(tmp_path_factory.mktemp("plans") / "likeness.db", writes=True)) as connection:
        migrate(connection)
        connection.execute("BEGIN IMMEDIATE")
        for table, made in _many_rows().items():
            encoded = (table.encode(row) for row in made)
            connection.executemany(insert_sql(table), encoded)
        connection.execute("COMMIT")
        yield connection


def _many_rows() -> dict[Table[Any], list[Any]]:
    keys = [f"{n:05}" for n in range(ASSETS)]
    teams = [rows.TEAM, "T0OTHER"] * (ASSETS // 2)
    pairs = list(zip(keys, teams, strict=True))
    return {
        table_of(Person): [rows.person()],
        table_of(AssetRequest): [rows.asset_request()],
        table_of(Media): [rows.media(id=f"m_{key}", team_id=team) for key, team in pairs],
        table_of(Asset): [
            rows.asset(id=f"a_{key}", name=f"asset-{key}", media_id=f"m_{key}", team_id=team)
            for key, team in pairs
        ],
        table_of(Registration): [
            rows.registration(id=f"g_{key}", asset_id=f"a_{key}", team_id=team) for key, team in pairs
        ],
        table_of(Job): [
            rows.job(id=f"j_{key}", subject=f"g_{key}", due_at=rows.NOW + n) for n, key in enumerate(keys)
        ],
        table_of(Message): [
            rows.card(id=f"n_{key}", subject=f"a_{key}", due_at=rows.NOW + n) for n, key in enumerate(keys)
        ],
    }


@pytest.mark.parametrize("table", KEPT, ids=lambda table: table.name)
def test_a_table_fits_its_rows(database: sqlite3.Connection, table: Table[Any]) -> None:
    """Strict, with the dataclass's columns and key, and NULL exactly where None is allowed."""
    found = database.execute(f"PRAGMA table_info({table.name})").fetchall()
    assert [column[1] for column in found] == [*table.columns, *EXTRA.get(table.name, [])]
    assert {column[1] for column in found if column[5]} == set(table.key)
    hints = get_type_hints(table.row)
    optional = {name for name, hint in hints.items() if type(None) in get_args(hint)}
    assert {column[1] for column in found if not column[3]} == optional | set(EXTRA.get(table.name, []))
    (strict,) = database.execute(
        "SELECT strict FROM pragma_table_list WHERE name = ?", (table.name,)
    ).fetchone()
    assert strict == 1


@pytest.mark.parametrize("table", KEPT, ids=lambda table: table.name)
def test_the_database_knows_every_state(database: sqlite3.Connection, table: Table[Any]) -> None:
    """A state that is in the enum is in the column's check, and none besides."""
    (made,) = database.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table.name,)).fetchone()
    for name, enum in _enums(table.row).items():
        (states,) = re.findall(rf"CHECK \({name} IN \(([^)]+)\)", made)
        assert re.findall(r"'(\w+)'", states) == [state.value for state in enum]


def _enums(row: type[Any]) -> dict[str, type[StrEnum]]:
    hints = {name: (get_args(hint) or (hint,))[0] for name, hint in get_type_hints(row).items()}
    return {
        name: hint for name, hint in hints.items() if isinstance(hint, type) and issubclass(hint, StrEnum)
    }


def test_an_applied_migration_is_never_edited() -> None:
    """What is on disks already cannot be changed here: write the next migration."""
    on_disk = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in MIGRATIONS.glob("*.sql")}
    assert on_disk == APPLIED


FORGET = Forget(team_id=rows.TEAM, subjects=("a_00001",), people=("p_1",), slack_ids=(rows.MAYA,))
SENDING = rows.card(id="n_00001", fence=1)
QUERIES: dict[str, Callable[[sqlite3.Connection], object]] = {
    "claim_jobs": lambda c: queue.claim(c, rows.NOW + 100, 1_000, 50),
    "next_job_at": queue.next_at,
    "reclaim_jobs": queue.reclaim,
    "schedule": lambda c: queue.schedule(c, rows.job(id="j_x", subject="g_00001")),
    "finish": lambda c: queue.finish(c, rows.job(id="j_00001", fence=1)),
    "again": lambda c: queue.again(c, Again(job=rows.job(id="j_00001", fence=1), due_at=1)),
    "renew": lambda c: queue.renew(c, [rows.job(id="j_00001", fence=1)], 5),
    "claim_messages": lambda c: outbox.claim(c, rows.NOW + 100, 1_000, 50),
    "next_message_at": outbox.next_at,
    "reclaim_messages": outbox.reclaim,
    "post": lambda c: outbox.post(c, rows.notice(id="n_x", thread="n_00001")),
    "settle": lambda c: outbox.settle(
        c, SettleMessage(message=SENDING, values={"status": MessageStatus.SENT})
    ),
    "workspace": lambda c: reads.workspace(c, rows.TEAM),
    "member": lambda c: reads.member(c, rows.TEAM, rows.MAYA),
    "person_for_user": lambda c: reads.person_for_user(c, rows.TEAM, rows.RACHEL),
    "outsider": lambda c: reads.outsider(c, rows.TEAM, rows.MAYA, "Jo Doe"),
    "request": lambda c: aggregates.request_facts(c, ["r_404"]),
    "videos": lambda c: aggregates.video_facts(c, ["v_1", "v_2"]),
    "request_of_registration": lambda c: reads.request_of_registration(c, ["g_404"]),
    "request_of_media": lambda c: reads.request_of_media(c, "m_404"),
    "requests_waiting": lambda c: reads.requests_waiting(c, "p_1", "pomex", "main"),
    "verification_by_state": lambda c: reads.verification_by_state(c, "00"),
    "group_holder": lambda c: reads.group_holder(c, "pomex", "main", "group-1"),
    "group_of": lambda c: reads.group_of(c, "p_1", "pomex", "main"),
    "assets_named": lambda c: reads.assets_named(c, rows.TEAM, ["asset-00001", "asset-00003"]),
    "assets_by_id": lambda c: reads.assets_by_id(c, rows.TEAM, ["a_00001"]),
    "find_assets": lambda c: search.find_assets(c, rows.TEAM, "t-0000", 20, links=True),
    "assets_of_owner": lambda c: reads.assets_of_owner(c, rows.TEAM, rows.MAYA, 20),
    "allowances": lambda c: reads.allowances(c, rows.TEAM, rows.CHANNEL, ["a_00001"]),
    "card": lambda c: reads.card(c, rows.TEAM, "asset_card:a_00001"),
    "sent_card_ts": lambda c: reads.sent_card_ts(c, "n_00001"),
    "forget": lambda c: ledger.forget(c, FORGET),
}


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_of_every_day_uses_an_index(database: sqlite3.Connection, name: str) -> None:
    """No statement walks through a whole table of ours."""
    statements: list[str] = []
    database.execute("BEGIN")
    database.set_trace_callback(statements.append)
    try:
        QUERIES[name](database)
    finally:
        database.set_trace_callback(None)
        database.execute("ROLLBACK")
    tables = {*(table.name for table in TABLES.values()), "ledger", "ledger_texts", "ledger_names"}
    for statement in statements:
        if statement.startswith(("SELECT", "UPDATE", "DELETE", "INSERT")):
            plan = [step[3] for step in database.execute(f"EXPLAIN QUERY PLAN {statement}")]
            walked = [step for step in plan if step.startswith("SCAN") and step.split()[1] in tables]
            assert set(walked) <= {IN_ORDER}, statement
            assert "SEARCH ledger USING INDEX ledger_by_team (team_id=?)" not in plan, statement
    assert statements


def test_what_is_due_is_read_in_order_from_the_index(database: sqlite3.Connection) -> None:
    """Ten thousand due rows are not sorted to take fifty of them."""
    database.execute("BEGIN")
    statements: list[str] = []
    database.set_trace_callback(statements.append)
    jobs = queue.claim(database, rows.NOW + ASSETS, 1_000, 50)
    messages = outbox.claim(database, rows.NOW + ASSETS, 1_000, 50)
    database.set_trace_callback(None)
    database.execute("ROLLBACK")
    assert [job.due_at for job in jobs] == [rows.NOW + n for n in range(50)]
    assert [message.due_at for message in messages] == [rows.NOW + n for n in range(50)]
    due = [each for each in statements if each.startswith("SELECT") and "due_at <=" in each]
    assert len(due) == 2
    for statement in due:
        plan = " ".join(step[3] for step in database.execute(f"EXPLAIN QUERY PLAN {statement}"))
        assert re.search(r"USING INDEX (jobs|messages)_due", plan)
        assert "TEMP B-TREE" not in plan
