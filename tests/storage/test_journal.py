"""The journal: on disk before the commit, readable whatever moment the process died at."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from storage import StorageError, open_storage
from storage.changes import Forbid, Insert, Update, change
from storage.errors import StorageFull
from storage.journal import What
from storage.journal_file import JournalFile, read_journal
from storage.model import Video, Workspace
from tests.support import rows


async def _storage(path: Path, journal: JournalFile):
    return await open_storage(path, journal=journal)


START = Update(table=Video, where={"id": "v_1"}, values={"intent_at": 7})


async def test_an_intent_is_in_the_journal_when_it_is_committed(tmp_path):
    """A change that a guard refused leaves no line."""
    journal = JournalFile(tmp_path / "journal.jsonl", lambda: 5)
    storage = await _storage(tmp_path / "likeness.db", journal)
    assert await storage.apply(change(Insert(row=rows.workspace()))) is None
    refused = change(START, Forbid(table=Workspace, where={"team_id": rows.TEAM}, guard="no"))
    assert await storage.apply(refused) == "no"
    assert read_journal(tmp_path / "journal.jsonl") == ([], 0)
    assert await storage.apply(change(START)) is None
    await storage.close()
    line = {"at": 5, "what": What.START, "id": "v_1", "intent": 7}
    assert read_journal(tmp_path / "journal.jsonl") == ([line], 0)


async def test_what_cannot_be_noted_is_not_committed(tmp_path):
    """No room for the journal: the effect must not happen, so the intent is not written either."""
    storage = await _storage(tmp_path / "likeness.db", JournalFile(Path("/dev/full"), lambda: 5))
    with pytest.raises(StorageFull):
        await storage.apply(change(Insert(row=rows.workspace()), START))
    await storage.close()
    with closing(sqlite3.connect(tmp_path / "likeness.db")) as connection:
        assert connection.execute("SELECT count(*) FROM workspaces").fetchone() == (0,)


def test_a_line_cut_off_by_a_kill_spoils_no_other(tmp_path):
    """The next process begins a new line."""
    path = tmp_path / "journal.jsonl"
    path.write_text('{"at":1,"what":"start","id":"v_1","intent":1}\n{"at":2,"what":"sta')
    journal = JournalFile(path, lambda: 3)
    journal.note([{"what": What.STARTED, "id": "v_1", "handle": {"task": "t"}}])
    journal.close()
    lines, broken = read_journal(path)
    assert [line["what"] for line in lines] == [What.START, What.STARTED]
    assert broken == 1


def test_a_message_that_waits_for_its_turn_is_told_of_once(tmp_path):
    """It may be claimed and given back many times before it goes."""
    journal = JournalFile(tmp_path / "journal.jsonl", lambda: 3)
    posting = {"what": What.POSTING, "id": "n_1"}
    for line in (posting, posting, {"what": What.POSTED, "id": "n_1"}, posting):
        journal.note([line])
    journal.close()
    lines, _ = read_journal(tmp_path / "journal.jsonl")
    assert [line["what"] for line in lines] == [What.POSTING, What.POSTED, What.POSTING]


def test_the_file_is_its_owners_alone(tmp_path):
    """0600; where it cannot be made, storage cannot be written."""
    JournalFile(tmp_path / "journal.jsonl", lambda: 3).close()
    assert (tmp_path / "journal.jsonl").stat().st_mode & 0o777 == 0o600
    with pytest.raises(StorageError):
        JournalFile(tmp_path / "nowhere" / "journal.jsonl", lambda: 3)
