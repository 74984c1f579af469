"""People in the local workspace, driven through the page's own API: what a hand does in the browser."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import aiohttp

Json = dict[str, Any]
Test = Callable[[Json], bool]
T = TypeVar("T")

_LOOK_SECONDS = 0.15


class StoryError(Exception):
    """Something in the story did not happen as it should."""


@dataclass(frozen=True)
class LocalSlack:
    """The workspace at `url`."""

    session: aiohttp.ClientSession
    url: str

    async def post(self, path: str, body: Mapping[str, Any]) -> Json:
        """One thing done on the page; the answer's JSON, StoryError when it was refused."""
        async with self.session.post(f"{self.url}/_local/{path}", json=body) as answer:
            said: Json = await answer.json()
        if answer.status != 200 or said.get("ok") is False:
            raise StoryError(f"{path}: {said.get('error', said)}")
        return said

    async def state(self, user: str) -> Json:
        async with self.session.get(f"{self.url}/_local/state", params={"user": user}) as answer:
            answer.raise_for_status()
            state: Json = await answer.json()
            return state

    async def file(self, file_id: str) -> bytes:
        async with self.session.get(f"{self.url}/_local/file/{file_id}") as answer:
            answer.raise_for_status()
            return await answer.read()

    async def upload(self, user: str, name: str, content: bytes, content_type: str) -> str:
        """A file put into a form's file field; its id."""
        form = aiohttp.FormData()
        form.add_field("user", user)
        form.add_field("file", content, filename=name, content_type=content_type)
        async with self.session.post(f"{self.url}/_local/upload", data=form) as answer:
            said = await answer.json()
        if answer.status != 200:
            raise StoryError(f"upload: {said}")
        return str(said["file"]["id"])


@dataclass(frozen=True)
class Hand:
    """One person's hand at the page."""

    slack: LocalSlack
    user: str

    async def command(self, channel: str, text: str) -> Json:
        return await self.slack.post("command", {"user": self.user, "channel": channel, "text": text})

    async def open_view(self, seconds: float = 5) -> Json:
        """The modal in front, once there is one."""

        async def look() -> Json | None:
            views = (await self.slack.state(self.user))["open_views"]
            return views[-1] if views else None

        return await _until(look, seconds, f"a form for {self.user}")

    async def change(self, view: Json, block_id: str, action: Json, values: Json) -> Json:
        """Change an input that changes its form; the form as it is afterwards."""
        body = {
            "user": self.user,
            "view_id": view["id"],
            "action": {"block_id": block_id, **action},
            "state": {"values": values},
        }
        await self.slack.post("action", body)

        async def look() -> Json | None:
            now = await self.open_view()
            return now if now["hash"] != view["hash"] else None

        return await _until(look, 5, "the form to change")

    async def submit(self, view: Json, values: Json) -> Json:
        return await self.slack.post(
            "view_submit", {"user": self.user, "view_id": view["id"], "values": values}
        )

    async def close(self, view: Json) -> None:
        await self.slack.post("view_close", {"user": self.user, "view_id": view["id"]})

    async def press(self, found: Found, action_id: str) -> None:
        """Press a message's button, as the message stands now: it may have been edited since."""
        try:
            await self._press(await self._now(found), action_id)
        except StoryError:
            await self._press(await self._now(found), action_id)

    async def _now(self, found: Found) -> Found:
        async for other in self.messages():
            if (other.channel, other.message["ts"]) == (found.channel, found.message["ts"]):
                return other
        return found

    async def _press(self, found: Found, action_id: str) -> None:
        button = next((b for b in buttons(found.message) if b["action_id"] == action_id), None)
        if button is None:
            raise StoryError(f"no button {action_id} in: {found.message.get('text')}")
        kept: Json = {key: button[key] for key in ("action_id", "block_id", "value") if key in button}
        body = {
            "user": self.user,
            "action": {"type": "button", **kept},
            "message": {"channel": found.channel, "ts": found.message["ts"]},
        }
        await self.slack.post("action", body)

    async def messages(self) -> AsyncIterator[Found]:
        state = await self.slack.state(self.user)
        for channel, messages in state["messages"].items():
            for message in messages:
                yield Found(channel, message)

    async def see(self, test: Test, what: str, seconds: float = 30) -> Found:
        """The first message that this person sees and that passes the test."""

        async def look() -> Found | None:
            async for found in self.messages():
                if test(found.message):
                    return found
            return None

        return await _until(look, seconds, what)


@dataclass(frozen=True)
class Found:
    """A message and the channel it is in."""

    channel: str
    message: Json


def buttons(message: Json) -> list[Json]:
    """Every button of a message, with the block it is in."""
    found = []
    for block in message.get("blocks") or []:
        elements = [*block.get("elements", []), block.get("accessory") or {}]
        found += [{**e, "block_id": block.get("block_id")} for e in elements if e.get("type") == "button"]
    return found


def has_button(action_id: str) -> Test:
    return lambda message: any(b.get("action_id") == action_id for b in buttons(message))


def says(*words: str) -> Test:
    return lambda message: all(word in (message.get("text") or "") for word in words)


async def _until(look: Callable[[], Awaitable[T | None]], seconds: float, what: str) -> T:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = await look()
        if found is not None:
            return found
        await asyncio.sleep(_LOOK_SECONDS)
    raise StoryError(f"waited {seconds:.0f} s in vain for {what}")


@asynccontextmanager
async def local_slack(url: str) -> AsyncIterator[LocalSlack]:
    async with aiohttp.ClientSession() as session:
        yield LocalSlack(session, url)
