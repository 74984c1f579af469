"""A full or read-only disk stops intake with a sentence; nothing is half done, and it goes on by itself."""

from __future__ import annotations

import itertools

import pytest

from bot.demo.forms import asset_values
from handlers import ids
from storage.changes import Once, change
from storage.errors import StorageFull, StorageReadOnly
from storage.model import ApprovalStatus
from tests.handlers.actions.conftest import APPROVAL, video_rows
from tests.support import rows

SENTENCE = "cannot write to its disk right now"
FORM = {"who": "member", "member": rows.RACHEL, "name": "rachel", "purpose": "The launch film"}


async def pragma(storage, statement):
    await storage._writer.run(lambda connection: connection.execute(statement).fetchall())


async def fill(storage):
    """No page more than there is, and none with room left."""
    await pragma(storage, "PRAGMA max_page_count = 1")
    for text in ("x" * 500, ""):
        with pytest.raises(StorageFull):
            await take_keys(storage, text)


async def take_keys(storage, text):
    for number in itertools.count():
        await storage.apply(change(Once(team_id="T0FULL", key=f"{number}{text}", at=0)))


async def empty(storage):
    await pragma(storage, "PRAGMA max_page_count = 1000000")


async def lock(storage):
    await pragma(storage, "PRAGMA query_only = ON")
    with pytest.raises(StorageReadOnly):
        await storage.apply(change(Once(team_id="T0FULL", key="locked", at=0)))


async def unlock(storage):
    await pragma(storage, "PRAGMA query_only = OFF")


TROUBLES = pytest.mark.parametrize(
    ("begin", "end"), [(fill, empty), (lock, unlock)], ids=["full", "read-only"]
)


@TROUBLES
@pytest.mark.parametrize("command", ["/asset", "/video", "/likeness settings"])
async def test_a_command_that_would_open_a_form_says_so(office, begin, end, command):
    """Nobody fills a form in that cannot be kept; afterwards the same command opens it."""
    office.be(rows.MAYA, is_admin=True)
    await office.command("/likeness help")
    await begin(office.storage)
    assert SENTENCE in (await office.command(command))["text"]
    assert office.calls("views.open") == []
    await end(office.storage)
    await office.command(command)
    await office.hand().open_view()


@TROUBLES
async def test_what_only_reads_goes_on(office, begin, end):
    """Help, and what somebody has here, need nothing written."""
    await office.command("/likeness help")
    await begin(office.storage)
    for command in ("/likeness help", "/asset list", "/likeness consent", "/likeness people"):
        assert SENTENCE not in (await office.command(command))["text"]
    await end(office.storage)


@TROUBLES
async def test_a_form_keeps_what_was_typed(office, begin, end):
    """The sentence stands in the form; sent again it is taken in, once."""
    view = await office.asset_form()
    values = asset_values(view, files=[await office.picture()], channel=rows.CHANNEL, **FORM)
    await begin(office.storage)
    answer = await office.hand().submit(view, values)
    assert answer["response_action"] == "errors"
    assert all(SENTENCE in text for text in answer["errors"].values())
    await end(office.storage)
    assert await office.requests() == 0
    answer = await office.hand().submit(await office.hand().open_view(), values)
    assert answer["response_action"] is None
    assert await office.requests() == 1


@TROUBLES
async def test_a_press_is_told_and_changes_nothing(office, begin, end):
    """The button stays good."""
    await office.add(*rows.request_rows(), *video_rows())
    await office.command("/likeness help", user=rows.RACHEL)
    await begin(office.storage)
    await office.press(rows.RACHEL, ids.ACTION_APPROVE_ONCE, f"v1.{APPROVAL}")
    assert SENTENCE in (await office.told(rows.RACHEL))[-1]
    assert (await office.storage.approval(APPROVAL)).status is ApprovalStatus.PENDING
    await end(office.storage)
    await office.press(rows.RACHEL, ids.ACTION_APPROVE_ONCE, f"v1.{APPROVAL}")
    assert (await office.storage.approval(APPROVAL)).status is ApprovalStatus.ALLOWED_ONCE
