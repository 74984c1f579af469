"""The transcript: every message as a panel when it appears, and again when it says something else."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel

from bot.demo.local_slack import LocalSlack

Json = dict[str, Any]

_LOOK_SECONDS = 0.25
_MENTION = re.compile(r"<@(\w+)>")
_LINK = re.compile(r"<(https?://[^|>]+)(?:\|([^>]*))?>")
_DATE = re.compile(r"<!date\^[^|>]*\|([^>]*)>")
_CHANNEL = re.compile(r"<#(\w+)(?:\|[^>]*)?>")


class Transcript:
    """Prints what several people see; a message in a channel that many see is printed once."""

    def __init__(self, console: Console, slack: LocalSlack, users: tuple[str, ...]) -> None:
        self._console = console
        self._slack = slack
        self._users = users
        self._shown: dict[tuple[str, str], str] = {}
        self._names: dict[str, str] = {}

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Print while the block runs, and once more at its end so that nothing is missed."""
        task = asyncio.create_task(self._follow(), name="transcript")
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await self.look()

    def say(self, text: str) -> None:
        """A line of the story itself."""
        self._console.print(f"\n[bold]▸ {escape(text)}[/bold]")

    @contextmanager
    def waiting(self, what: str) -> Iterator[None]:
        """A line that shows that something is being waited for."""
        with self._console.status(escape(what)):
            yield

    async def _follow(self) -> None:
        while True:
            await self.look()
            await asyncio.sleep(_LOOK_SECONDS)

    async def look(self) -> None:
        for user in self._users:
            state = await self._slack.state(user)
            self._names.update({u["id"]: u["real_name"] or u["name"] for u in state["users"]})
            channels = {channel["id"]: channel for channel in state["channels"]}
            self._names.update({c["id"]: c["name"] for c in channels.values() if c["kind"] != "im"})
            for channel_id, messages in state["messages"].items():
                for message in messages:
                    self._show(channels[channel_id], message, user)

    def _show(self, channel: Json, message: Json, user: str) -> None:
        text = self._plain("\n".join(lines(message)))
        key = (channel["id"], message["ts"])
        if self._shown.get(key) == text:
            return
        again = key in self._shown
        self._shown[key] = text
        self._console.print(
            Panel(
                escape(text),
                title=escape(self._place(channel, message, user) + (" · edited" if again else "")),
                title_align="left",
                border_style="cyan" if channel["kind"] != "im" else "magenta",
            )
        )

    def _place(self, channel: Json, message: Json, user: str) -> str:
        if message.get("ephemeral"):
            return f"only {self._names.get(user, user)} sees"
        if channel["kind"] == "im":
            return f"DM · {self._names.get(user, user)}"
        thread = message.get("thread_ts") not in (None, message["ts"])
        return f"#{channel['name']}" + (" · in the thread" if thread else "")

    def _plain(self, text: str) -> str:
        text = _MENTION.sub(lambda m: "@" + self._names.get(m.group(1), m.group(1)), text)
        text = _DATE.sub(r"\1", text)
        text = _CHANNEL.sub(lambda m: "#" + self._names.get(m.group(1), m.group(1)), text)
        text = _LINK.sub(lambda m: m.group(2) or m.group(1), text)
        text = re.sub(r"(?<!\w)[*_](\S(?:[^\n*_]*\S)?)[*_](?!\w)", r"\1", text)
        return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def lines(message: Mapping[str, Any]) -> Iterator[str]:
    """A message's blocks as lines of text; its own text where it has no blocks."""
    blocks = message.get("blocks") or []
    if not blocks:
        yield message.get("text") or ""
    for block in blocks:
        yield from _block_lines(block)
    for file in [*(message.get("files") or []), *(message.get("permalink_files") or [])]:
        yield f"🎞  {file['name']} ({file['size'] // 1024} KB)"


def _block_lines(block: Json) -> Iterator[str]:
    match block["type"]:
        case "header" | "section":
            if "text" in block:
                yield block["text"]["text"]
            for text in block.get("fields", []):
                yield text["text"]
            accessory = block.get("accessory") or {}
            if accessory.get("type") == "button":
                yield f"[ {accessory['text']['text']} ]"
            elif accessory.get("type") == "image":
                yield f"🖼  {accessory['alt_text']}"
        case "context":
            yield " · ".join(e["text"] if "text" in e else f"🖼  {e['alt_text']}" for e in block["elements"])
        case "image":
            yield f"🖼  {block['alt_text']}"
        case "actions":
            yield "   ".join(f"[ {e['text']['text']} ]" for e in block["elements"] if "text" in e)
        case "divider":
            yield "────"
