"""What no stand-in can prove: tried in a real workspace, cleaned up, and kept for the bot to read."""

from __future__ import annotations

import asyncio
import io
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from PIL import Image

from bot.doctor.facts import Fact, Facts, keep_facts
from bot.doctor.findings import Finding, good, problem, unseen, warning
from bot.media.fetch import fetch_slack_file
from bot.media.problem import MediaProblem
from bot.settings import Environment, load_settings
from handlers.slack.client import SlackClient, create_slack_client
from handlers.slack.errors import SlackError
from handlers.slack.session import open_slack_session

EVENT_TYPE = "likeness_doctor"
_LOOKS = 10
_LOOK_GAP_S = 0.5
_MOST_BYTES = 200 * 1024 * 1024
_SIDE = 64

_TOLD = {
    Fact.CLIENT_MSG_ID_DEDUPES: (
        "a message sent twice with one client_msg_id is posted once",
        "Slack posts twice what is sent twice with one client_msg_id; Likeness looks before it sends again",
    ),
    Fact.METADATA_KEPT: (
        "a message's metadata is read back",
        "a message's metadata is not read back; a message whose answer was lost may be posted twice",
    ),
    Fact.PERMALINK_SHARES: (
        "a private upload is shared by its permalink",
        "a permalink does not share a private upload; finished videos may not be seen in the channel",
    ),
    Fact.PEOPLES_FILES_READABLE: (
        "a file that somebody put into the channel can be read, as a shortcut must",
        "a file that somebody put into the channel cannot be read; use the form's upload instead",
    ),
}


@dataclass(frozen=True, kw_only=True)
class _Room:
    """Where it is tried, and what must be taken away again."""

    slack: SlackClient
    session: aiohttp.ClientSession
    environment: Environment
    channel: str
    posted: list[str] = field(default_factory=list)
    uploaded: list[str] = field(default_factory=list)


async def settle(channel: str) -> AsyncIterator[Finding]:
    """Try each in this channel, where the app must be; what holds is written to the data folder."""
    environment = load_settings().environment
    token = environment.slack_bot_token
    async with open_slack_session() as session:
        slack = create_slack_client(
            token.get_secret_value() if token else "", environment.slack_api_url, session
        )
        room = _Room(slack=slack, session=session, environment=environment, channel=channel)
        facts: Facts = {}
        try:
            facts |= await _messages(room)
            facts[Fact.PERMALINK_SHARES] = await _permalink(room)
            facts[Fact.PEOPLES_FILES_READABLE] = await _peoples_file(room)
        except SlackError as error:
            yield problem("live", str(error), "see the other problems; is the app in this channel?")
        finally:
            left = await _clean_up(room)
        for finding in _told(facts):
            yield finding
        if left:
            yield warning("live", f"could not take away again: {', '.join(left)}", "delete it by hand")
        if facts:
            path = await asyncio.to_thread(keep_facts, environment.data_dir, facts, time.time_ns() // 10**6)
            yield good("live", f"what holds is kept in {path}")


def _told(facts: Facts) -> list[Finding]:
    findings = []
    for fact, holds in facts.items():
        yes, no = _TOLD[fact]
        if holds is None:
            findings.append(unseen("live", f"{fact} is not settled", _how(fact)))
        else:
            findings.append(
                good("live", yes) if holds else warning("live", no, "nothing to mend: it is known now")
            )
    return findings


def _how(fact: Fact) -> str:
    return (
        "put any picture into the channel, as a person, and run this again"
        if fact is Fact.PEOPLES_FILES_READABLE
        else "run this again"
    )


async def _messages(room: _Room) -> Facts:
    """Post the same twice and read the channel back."""
    key = str(uuid.uuid4())
    metadata = {"event_type": EVENT_TYPE, "event_payload": {"message_id": key}}
    text = f"Likeness tries something and takes it away again ({key[:8]})."
    for _ in range(2):
        room.posted.append(
            (await room.slack.post_message(room.channel, text, [], client_msg_id=key, metadata=metadata)).ts
        )
    found = await _seen(room, set(room.posted))
    return {
        Fact.CLIENT_MSG_ID_DEDUPES: len(set(room.posted)) == 1,
        Fact.METADATA_KEPT: all(message.get("metadata") == metadata for message in found) if found else None,
    }


async def _seen(room: _Room, stamps: set[str]) -> list[Mapping[str, Any]]:
    """These messages as the channel's history shows them."""
    messages = (await room.slack.history(room.channel, limit=100)).get("messages", [])
    return [message for message in messages if message.get("ts") in stamps]


async def _permalink(room: _Room) -> bool:
    """Upload for ourselves alone, post the permalink, and look whether the channel has the file."""
    picture = await room.slack.upload(
        _picture(), filename="likeness.png", title="Likeness tries something", alt_txt="A grey square"
    )
    room.uploaded.append(picture.id)
    posted = await room.slack.post_message(room.channel, picture.permalink, [], unfurl=True)
    room.posted.append(posted.ts)
    for _ in range(_LOOKS):
        shown = [file.get("id") for m in await _seen(room, {posted.ts}) for file in m.get("files", [])]
        shares = (await room.slack.file_info(picture.id)).get("shares") or {}
        if picture.id in shown or any(room.channel in places for places in shares.values()):
            return True
        await asyncio.sleep(_LOOK_GAP_S)
    return False


def _picture() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (_SIDE, _SIDE), "grey").save(content, "PNG")
    return content.getvalue()


async def _peoples_file(room: _Room) -> bool | None:
    """Fetch the newest file that a person put into the channel; None where there is none."""
    messages = (await room.slack.history(room.channel, limit=100)).get("messages", [])
    files = (
        file["id"] for m in messages if not m.get("bot_id") for file in m.get("files", []) if "id" in file
    )
    newest = next(files, None)
    if newest is None:
        return None
    token = room.environment.slack_bot_token
    with tempfile.TemporaryDirectory() as folder:
        try:
            file = await room.slack.file_info(newest)
            await fetch_slack_file(
                room.session,
                str(file.get("url_private_download") or file.get("url_private") or ""),
                token.get_secret_value() if token else "",
                Path(folder) / "file",
                max_bytes=_MOST_BYTES,
                slack_url=room.environment.slack_api_url,
            )
        except MediaProblem as error:
            return None if error.temporary else False
        except SlackError as error:
            return None if error.retry else False
    return True


async def _clean_up(room: _Room) -> list[str]:
    """Take everything away; answers what could not be."""
    left = []
    for ts in dict.fromkeys(room.posted):
        left += await _left(room.slack.delete_message(room.channel, ts), f"the message {ts}")
    for file_id in room.uploaded:
        left += await _left(room.slack.delete_file(file_id), f"the file {file_id}")
    return left


async def _left(removal: Awaitable[None], what: str) -> list[str]:
    try:
        await removal
    except SlackError:
        return [what]
    return []
