"""Shortcuts open the same two forms from anywhere, filled in from the message that they were used on."""

from __future__ import annotations

from typing import Any

import pytest

from bot.demo.forms import asset_values
from handlers import ids
from handlers.shortcuts import media_of, prompt_of
from sandbox.slack.interactions import commands
from tests.handlers.conftest import Office
from tests.support import rows

FILE = {"id": "F1", "name": "x" * 300 + ".jpg", "mimetype": "image/jpeg", "url_private": "https://x"}


async def use(office: Office, callback_id: str, user: str = rows.MAYA, ts: str | None = None) -> None:
    channel = rows.CHANNEL if ts else None
    await commands.run_shortcut(office.workspace, user, callback_id, channel, ts)
    await office.settled()


async def say(office: Office, text: str, *files: str, user: str = rows.MAYA) -> str:
    said = {"user": user, "channel": rows.CHANNEL, "text": text, "file_ids": list(files)}
    return str((await office.local.post("message", said))["ts"])


@pytest.mark.parametrize(
    ("callback_id", "form"),
    [(ids.SHORTCUT_ADD, ids.VIEW_ASSET), (ids.SHORTCUT_VIDEO, ids.VIEW_VIDEO)],
)
async def test_a_form_opens_from_anywhere(office: Office, callback_id: str, form: str) -> None:
    """As the command opens it."""
    await use(office, callback_id)
    assert (await office.hand().open_view())["callback_id"] == form


async def test_a_messages_files_become_assets(office: Office) -> None:
    """They are named in the form, go with it as it changes, and are what is submitted."""
    await office.surface.slack.join(rows.CHANNEL)
    file = await office.picture(name="sofa.jpg")
    await use(office, ids.SHORTCUT_USE_FILES, ts=await say(office, "our sofa", file))
    view = await office.hand().open_view()
    assert "sofa.jpg" in str(view["blocks"])
    view = await office.choose_who(view, "nobody")
    assert "sofa.jpg" in str(view["blocks"])
    answer = await office.hand().submit(view, asset_values(view, name="sofa"))
    assert answer.get("errors") is None
    asset = await office.storage.asset_named(rows.TEAM, "sofa")
    assert asset is not None
    assert asset.media.slack_file_id == file


async def test_another_file_stands_in_for_the_messages(office: Office) -> None:
    """What was chosen in the form itself wins."""
    await office.surface.slack.join(rows.CHANNEL)
    given, chosen = await office.picture(name="sofa.jpg"), await office.picture(name="chair.jpg")
    await use(office, ids.SHORTCUT_USE_FILES, ts=await say(office, "our sofa", given))
    view = await office.choose_who(await office.hand().open_view(), "nobody")
    await office.hand().submit(view, asset_values(view, name="chair", files=[chosen]))
    asset = await office.storage.asset_named(rows.TEAM, "chair")
    assert asset is not None
    assert asset.media.slack_file_id == chosen


async def test_a_message_without_media_is_told(office: Office) -> None:
    """Privately, with what to do."""
    await use(office, ids.SHORTCUT_USE_FILES, ts=await say(office, "just words"))
    assert "no picture, clip or sound" in (await office.told(rows.MAYA))[-1]


async def test_a_file_that_cannot_be_read_is_told_at_once(office: Office) -> None:
    """Where we are not in the channel, before anything is typed into a form."""
    file = await office.picture(name="sofa.jpg")
    office.faults({"method": "files.info", "fault": "error:file_not_found"})
    await use(office, ids.SHORTCUT_USE_FILES, ts=await say(office, "our sofa", file))
    assert "/invite" in (await office.told(rows.MAYA))[-1]


async def test_a_messages_text_becomes_a_prompt(office: Office) -> None:
    """In the form, to be changed before it is sent, and in that channel."""
    await use(office, ids.SHORTCUT_FROM_TEXT, ts=await say(office, "@sofa & a <b>cat</b>"))
    view = await office.hand().open_view()
    prompt = next(b for b in view["blocks"] if b.get("block_id") == ids.FIELD_PROMPT)
    assert prompt["element"]["initial_value"] == "@sofa & a <b>cat</b>"
    channel = next(b for b in view["blocks"] if b.get("block_id") == ids.FIELD_CHANNEL)
    assert channel["element"]["initial_conversation"] == rows.CHANNEL


@pytest.mark.parametrize("callback_id", [ids.SHORTCUT_ADD, ids.SHORTCUT_VIDEO, ids.SHORTCUT_FROM_TEXT])
async def test_guests_are_told_why_not(office: Office, callback_id: str) -> None:
    """No form opens."""
    ts = await say(office, "hello")
    office.be(rows.MAYA, is_restricted=True)
    await use(office, callback_id, ts=ts if callback_id == ids.SHORTCUT_FROM_TEXT else None)
    assert "guest" in (await office.told(rows.MAYA))[-1].casefold()
    assert office.calls("views.open") == []


@pytest.mark.parametrize(
    ("text", "prompt"),
    [
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("<@U123> sits in <#C1|film>", "sits in film"),
        ("see <https://x.example|this> and <https://y.example>", "see this and https://y.example"),
        ("", ""),
    ],
)
def test_slacks_marks_are_no_part_of_a_prompt(text: str, prompt: str) -> None:
    """What people read is what is taken."""
    assert prompt_of(text) == prompt


def test_of_files_only_what_names_them_is_kept() -> None:
    """Ten at most, without addresses, so that the form's metadata stays small."""
    message: dict[str, Any] = {"files": [FILE, {"id": "F2", "mimetype": "application/pdf"}, *[FILE] * 20]}
    found = media_of(message)
    assert len(found) == 10
    assert {name for file in found for name in file} == {"id", "name", "mimetype"}
    assert all(len(file["name"]) <= 40 for file in found)
