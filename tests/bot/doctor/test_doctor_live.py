"""What only a real workspace tells is tried in a channel, taken away again, and kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.doctor.facts import FILE_NAME, Fact, keep_facts, known_facts
from bot.doctor.findings import Finding, Level
from bot.doctor.live import settle
from sandbox.slack import posting
from sandbox.slack.model.files import File
from sandbox.slack.model.messages import Message
from sandbox.slack.model.people import BOT_USER
from tests.bot.doctor.conftest import SetUp

CHANNEL = "C0FILM"


async def settled(set_up: SetUp, channel: str = CHANNEL) -> list[Finding]:
    return [finding async for finding in settle(channel)]


def facts(set_up: SetUp) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads((data_dir(set_up) / FILE_NAME).read_text())
    return kept


def data_dir(set_up: SetUp) -> Path:
    return Path(set_up.variables["LIKENESS_DATA_DIR"])


def enter(set_up: SetUp) -> None:
    posting.join(set_up.workspace, set_up.workspace.channels.get(CHANNEL), BOT_USER)


def put_picture(set_up: SetUp) -> None:
    """As Tom would, by hand."""
    ws = set_up.workspace
    path = ws.data_dir / "F0TOMS"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    ws.files.add(
        File(
            id="F0TOMS", name="tom.png", owner="U0TOM", path=path, created=0, expected=72,
            mimetype="image/png", size=72, completed=True,
        )
    )  # fmt: skip
    message = Message(channel=CHANNEL, ts=ws.clock.stamp(), user="U0TOM", text="look", files=["F0TOMS"])
    posting.post(ws, message)


def ours(set_up: SetUp) -> list[Message]:
    return [m for m in set_up.workspace.messages.in_channel(CHANNEL) if m.user == BOT_USER]


async def test_what_holds_is_told_and_kept(set_up: SetUp) -> None:
    """Each with yes or no, for the bot to read."""
    enter(set_up)
    put_picture(set_up)
    found = await settled(set_up)
    assert [one.level for one in found] == [Level.GOOD] * 5
    kept = facts(set_up)
    assert kept.pop("settled_at") > 1_700_000_000_000
    assert kept == {fact.value: True for fact in Fact}


async def test_nothing_is_left_behind(set_up: SetUp) -> None:
    """Neither a message nor a file, nor is anybody else's touched."""
    enter(set_up)
    put_picture(set_up)
    await settled(set_up)
    assert ours(set_up) == []
    assert [file.id for file in set_up.workspace.files] == ["F0TOMS"]


async def test_what_cannot_be_settled_says_how(set_up: SetUp) -> None:
    """No person's file there: nothing is claimed, and what was known stays."""
    keep_facts(data_dir(set_up), {Fact.PEOPLES_FILES_READABLE: True}, 0)
    enter(set_up)
    found = await settled(set_up)
    (open_one,) = [one for one in found if one.level is Level.UNSEEN]
    assert "put any picture into the channel" in open_one.cure
    assert facts(set_up)["peoples_files_readable"] is True


async def test_a_channel_without_the_app_is_told(set_up: SetUp) -> None:
    """Nothing is kept of what was not seen."""
    found = await settled(set_up)
    assert [one.level for one in found] == [Level.PROBLEM]
    assert "not_in_channel" in found[0].what
    assert known_facts(data_dir(set_up)) == {}


async def test_trouble_half_way_is_cleaned_up(set_up: SetUp) -> None:
    """What was posted before it is taken away all the same."""
    enter(set_up)
    set_up.workspace.faults.set([{"method": "files.getUploadURLExternal", "fault": "error:fatal_error"}])
    found = await settled(set_up)
    assert Level.PROBLEM in [one.level for one in found]
    assert ours(set_up) == []


async def test_what_cannot_be_taken_away_is_named(set_up: SetUp) -> None:
    """So that a hand can."""
    enter(set_up)
    set_up.workspace.faults.set([{"method": "files.delete", "fault": "error:fatal_error"}])
    (told,) = [one for one in await settled(set_up) if "could not take away" in one.what]
    assert "the file F" in told.what


def test_a_spoilt_file_of_facts_counts_as_none(tmp_path: Path) -> None:
    """It is only a hint."""
    (tmp_path / FILE_NAME).write_text("[")
    assert known_facts(tmp_path) == {}
    (tmp_path / FILE_NAME).write_text('{"metadata_kept": "yes", "client_msg_id_dedupes": false}')
    assert known_facts(tmp_path) == {Fact.CLIENT_MSG_ID_DEDUPES: False}


async def test_what_does_not_hold_is_kept_too(set_up: SetUp, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Slack that posts both and forgets metadata is known for it."""
    enter(set_up)
    monkeypatch.setattr(set_up.workspace.messages, "by_client_id", lambda *_: None)
    monkeypatch.setattr("sandbox.slack.methods.chat.metadata", lambda _: None)
    found = await settled(set_up)
    assert [one.level for one in found].count(Level.WARNING) == 2
    kept = facts(set_up)
    assert (kept["client_msg_id_dedupes"], kept["metadata_kept"]) == (False, False)
    assert ours(set_up) == []
