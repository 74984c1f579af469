"""The ledger: append-only, in order, each line bound to the one before."""

from __future__ import annotations

import asyncio
import hashlib
import json

import pytest

from storage.chain import GENESIS, entry_hash
from storage.changes import Forbid, Record, Require, change
from storage.errors import StorageRefused
from storage.face import Storage
from storage.model import Video
from tests.support import rows


def record(n: int = 1, team_id: str = rows.TEAM) -> Record:
    body = {"text_version": "2026-11-01", "n": n, "名": ["a", None]}
    return Record(
        team_id=team_id, at=rows.NOW + n, kind="consent_given", actor="p_1", subject=f"a_{n}", body=body
    )


class LedgerContract:
    async def test_lines_come_back_in_order(self, storage: Storage) -> None:
        """With what was recorded, and numbered without a gap."""
        await storage.apply(change(record(1), record(2)))
        await storage.apply(change(record(3)))
        entries = [entry async for entry in storage.ledger()]
        assert [(entry.seq, entry.subject) for entry in entries] == [(1, "a_1"), (2, "a_2"), (3, "a_3")]
        assert entries[0].body == record(1).body
        assert await storage.verify_ledger() is None

    async def test_each_hash_covers_its_line_and_the_hash_before(self, storage: Storage) -> None:
        """Anybody can compute it: SHA-256 over canonical JSON, beginning with zeros."""
        await storage.apply(change(record(1), record(2)))
        previous = "0" * 64
        async for entry in storage.ledger():
            line = [entry.seq, entry.team_id, entry.at, entry.kind, entry.actor, entry.subject, entry.body]
            text = json.dumps([*line, previous], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            assert entry.previous == previous
            assert entry.hash == hashlib.sha256(text.encode()).hexdigest() == entry_hash(entry)
            previous = entry.hash
        assert previous != GENESIS

    async def test_a_workspace_sees_its_own_lines(self, storage: Storage) -> None:
        """They stay in one chain with all others."""
        await storage.apply(change(record(1), record(2, team_id="T0OTHER"), record(3)))
        assert [entry.seq async for entry in storage.ledger(rows.TEAM)] == [1, 3]
        assert [entry.seq async for entry in storage.ledger("T0OTHER")] == [2]

    async def test_a_change_that_fails_leaves_no_line(self, storage: Storage) -> None:
        """And no gap."""
        failing = Require(table=Video, where={}, guard="no_video")
        assert await storage.apply(change(record(1), failing)) == "no_video"
        await storage.apply(change(record(2), Forbid(table=Video, where={}, guard="video")))
        assert [(entry.seq, entry.subject) async for entry in storage.ledger()] == [(1, "a_2")]
        assert await storage.verify_ledger() is None

    async def test_many_writers_make_one_chain(self, storage: Storage) -> None:
        """No two lines follow the same one, and a long ledger is read page by page."""
        batches = [change(*(record(n) for n in range(first, first + 60))) for first in range(0, 1_200, 60)]
        await asyncio.gather(*(storage.apply(batch) for batch in batches))
        assert [entry.seq async for entry in storage.ledger()] == list(range(1, 1_201))
        assert await storage.verify_ledger() is None

    async def test_an_empty_ledger_holds(self, storage: Storage) -> None:
        """Nothing was said, nothing was changed."""
        assert [entry async for entry in storage.ledger()] == []
        assert await storage.verify_ledger() is None

    @pytest.mark.parametrize("body", [{"x": float("nan")}, {"x": object()}, {"x": "\ud800"}])
    async def test_a_body_that_is_not_json_is_refused(
        self, storage: Storage, body: dict[str, object]
    ) -> None:
        """What cannot be exported cannot be recorded."""
        step = Record(team_id=rows.TEAM, at=rows.NOW, kind="k", actor="a", subject="s", body=body)
        with pytest.raises(StorageRefused):
            await storage.apply(change(step))
        assert await storage.verify_ledger() is None
