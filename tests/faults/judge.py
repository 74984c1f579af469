"""Judges a run by the stand-ins' own journals and the database alone."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from collections import defaultdict
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from tests.e2e.patient import paid_starts
from tests.faults.stage import Stage

STUCK_SECONDS = 33.0
"""A lease and one poll."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a run came to; `lost` and `stuck` name rows, `doubled` the rows that stand twice in Slack."""

    posts: int
    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    starts: int
    said_not_started: int
    stuck: tuple[str, ...]

    @property
    def paid_twice(self) -> int:
        """Starts beyond the first that nobody asked for by saying that there was none."""
        return max(0, self.starts - 1 - self.said_not_started)


async def judge(stage: Stage) -> Verdict:
    """Wait until nothing is due any more, at most a lease and one poll; then look."""
    stuck = await _still_due(stage.data / "likeness.db")
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{stage.slack_url}/_local/journal") as answer:
            entries = (await answer.json())["entries"]
        starts = await paid_starts(session, stage.gateways_url)
    posted = accepted_posts(entries)
    with closing(_reading(stage.data / "likeness.db")) as rows:
        wanted = {row[0]: row[1] for row in rows.execute("SELECT id, status FROM messages")}
        said = rows.execute(
            """SELECT count(*) FROM ledger WHERE kind = 'video_settled' AND body LIKE '%not_started%'"""
        ).fetchone()[0]
    said_something = {name for name, stamps in posted.items() if stamps}
    return Verdict(
        posts=len(said_something),
        lost=tuple(sorted(n for n, s in wanted.items() if s != "sent" or not _stands(n, stage, posted))),
        doubled=tuple(sorted(n for n, stamps in posted.items() if len(stamps) > 1)),
        starts=starts,
        said_not_started=said,
        stuck=stuck,
    )


def accepted_posts(entries: list[Mapping[str, Any]]) -> dict[str, set[str]]:
    """Message ids of ours, and under which time stamps Slack took them."""
    found: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        answer = entry["answer"] or {}
        if entry["kind"] != "api" or entry["method"] != "chat.postMessage" or not answer.get("ok"):
            continue
        payload = _payload(entry["args"].get("metadata"))
        found[payload].add(str(answer["ts"]))
    return found


def _payload(metadata: Any) -> str:
    told = json.loads(metadata) if isinstance(metadata, str) else metadata
    return str(told["event_payload"]["message_id"])


def _stands(message_id: str, stage: Stage, posted: Mapping[str, set[str]]) -> bool:
    """Posted, or there was nothing to say any more when its turn came."""
    if posted.get(message_id):
        return True
    with closing(_reading(stage.data / "likeness.db")) as rows:
        found = rows.execute("SELECT sent_ts, status FROM messages WHERE id = ?", (message_id,)).fetchone()
    return bool(found) and found[0] is None and found[1] == "sent"


async def _still_due(database: Path) -> tuple[str, ...]:
    end = time.monotonic() + STUCK_SECONDS
    while True:
        due = await asyncio.to_thread(_due, database)
        if not due or time.monotonic() > end:
            return due
        await asyncio.sleep(0.2)


def _due(database: Path) -> tuple[str, ...]:
    now = time.time_ns() // 1_000_000
    with closing(_reading(database)) as rows:
        jobs = rows.execute(
            "SELECT kind, subject FROM jobs WHERE due_at <= ? OR lease_until IS NOT NULL", (now,)
        ).fetchall()
        messages = rows.execute("SELECT kind, id FROM messages WHERE status <> 'sent'").fetchall()
    return tuple(f"{kind} {name}" for kind, name in (*jobs, *messages))


def _reading(database: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, timeout=5)
