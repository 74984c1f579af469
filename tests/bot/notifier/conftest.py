"""A notifier between the real storage and the local Slack, on a clock that tests move."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.notifier import Notifier
from handlers.composed import Attachment, Composed, MediaSource, QrSource, SlackFile
from handlers.slack.client import SlackClient, create_slack_client
from handlers.slack.pacing import Pacing
from handlers.slack.session import open_slack_session
from sandbox.slack import WORKSPACE, SlackOptions, serve
from sandbox.slack.workspace import Workspace
from storage import open_storage
from storage.changes import Post, change
from storage.face import Storage
from storage.model import Message, MessageForm, MessageStatus

TEAM = "T0LOCAL"
START_MS = 1_790_000_000_000
SCOPES = [
    "chat:write",
    "files:write",
    "files:read",
    "users:read",
    "im:write",
    "channels:history",
    "im:history",
    "channels:join",
    "channels:read",
]
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)


@dataclass
class Clock:
    """Milliseconds UTC; stands still until a test moves it or lets it run."""

    ms: int = START_MS
    runs_since: float | None = None

    def __call__(self) -> int:
        ran = 0.0 if self.runs_since is None else time.monotonic() - self.runs_since
        return self.ms + int(ran * 1000)

    def run(self) -> None:
        self.runs_since = time.monotonic()


@dataclass
class Composer:
    """Composes "kind subject: param"; tests change what it answers."""

    shows: dict[str, tuple[Attachment, ...]] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)
    text: dict[str, str] = field(default_factory=dict)
    revisions: dict[str, str] = field(default_factory=dict)
    blocks: Callable[[Message, Mapping[str, SlackFile]], list[dict[str, Any]]] | None = None

    async def attachments(self, message: Message) -> tuple[Attachment, ...]:
        return self.shows.get(message.kind, ())

    async def compose(self, message: Message, files: Mapping[str, SlackFile]) -> Composed | None:
        if message.kind in self.broken:
            raise RuntimeError("broken on purpose")
        if message.kind in self.silent:
            return None
        text = self.text.get(message.kind, f"{message.kind} {message.subject}")
        text = text.format(**{slot: file.permalink for slot, file in files.items()})
        text += self.revisions.get(message.id, "")
        return Composed(text=text, blocks=self.blocks(message, files) if self.blocks else [section(text)])


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


@dataclass
class World:
    """Everything that a test of the notifier looks at."""

    storage: Storage
    slack: SlackClient
    workspace: Workspace
    notifier: Notifier
    composer: Composer
    clock: Clock
    pacing: Pacing
    wake: asyncio.Event
    opened: list[MediaSource | QrSource]
    content: dict[str, Path | bytes]
    url: str
    session: aiohttp.ClientSession

    async def want(self, name: str, **changes: Any) -> Message:
        """Want a message called `name`; a card wanted again is one more revision."""
        values: dict[str, Any] = {
            "id": f"m_{name}",
            "team_id": TEAM,
            "form": MessageForm.NOTICE,
            "kind": "hello",
            "subject": name,
            "channel": "C0FILM",
            "dedupe": name,
            "params": {},
            "files": {},
            "due_at": self.clock(),
            "created_at": self.clock(),
        }
        message = Message(**values | changes)
        assert await self.storage.apply(change(Post(message=message))) is None
        return message

    async def card(self, name: str, **changes: Any) -> Message:
        return await self.want(name, **{"form": MessageForm.CARD} | changes)

    async def until(self, holds: Callable[[], Awaitable[bool]]) -> None:
        """Wait a moment of real time until something is so."""
        async with asyncio.timeout(5):
            while not await holds():
                await asyncio.sleep(0.005)

    async def sent(self, *names: str) -> None:
        """Wait until these messages are out."""

        async def out() -> bool:
            return all([(await self.row(name)).status is MessageStatus.SENT for name in names])

        await self.until(out)

    async def row(self, name: str) -> Message:
        found = await self.storage.card(TEAM, name)
        assert found is not None
        return found

    async def settle(self, limit_ms: int = 3_600_000, limit_sweeps: int = 2_000) -> int:
        """Sweep, moving the clock from due time to due time, until nothing is left; milliseconds it took."""
        start = self.clock.ms
        for _ in range(limit_sweeps):
            if await self.notifier.sweep(self.clock.ms):
                continue
            at = await self.storage.next_message_at()
            if at is None or at - start > limit_ms:
                return self.clock.ms - start
            assert at > self.clock.ms, "something is due that nobody may claim"
            self.clock.ms = at
        raise AssertionError("the notifier never came to rest")

    def faults(self, *rules: dict[str, Any]) -> None:
        self.workspace.faults.set(list(rules))

    def calls(self, method: str) -> list[dict[str, Any]]:
        """What the local Slack was asked, oldest first."""
        return [e for e in self.workspace.journal.after(0) if e["kind"] == "api" and e["method"] == method]

    def texts(self, channel: str = "C0FILM", thread_ts: str | None = None) -> list[str]:
        if thread_ts:
            return [m.text for m in self.workspace.messages.replies(channel, thread_ts)]
        return [m.text for m in self.workspace.messages.in_channel(channel)]


def manifest(*, without: tuple[str, ...] = (), messages_tab: bool = True) -> dict[str, Any]:
    return {
        "display_information": {"name": "Likeness"},
        "features": {
            "bot_user": {"display_name": "Likeness"},
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": messages_tab},
        },
        "oauth_config": {"scopes": {"bot": [scope for scope in SCOPES if scope not in without]}},
        "settings": {"socket_mode_enabled": True, "interactivity": {"is_enabled": True}},
    }


@pytest.fixture(name="options")
def _options(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Overrides of the local workspace's settings; tests parametrize it."""
    if getattr(request, "param", {}) == {"manifest": "no history"}:
        return {"manifest": manifest(without=("channels:history", "im:history"))}
    return {}


@pytest.fixture(name="world")
async def _world(tmp_path: Path, options: dict[str, Any]) -> AsyncIterator[World]:
    clock = Clock()
    settings = {"manifest": manifest(), "now": lambda: clock() / 1000, "data_dir": tmp_path / "slack"}
    runner, url = await serve(0, SlackOptions(**settings | options))
    storage = await open_storage(tmp_path / "likeness.db")
    session = open_slack_session()
    slack = create_slack_client("xoxb-local", f"{url}/api/", session)
    composer, pacing, wake = Composer(), Pacing(posts_per_minute=300), asyncio.Event()
    opened: list[MediaSource | QrSource] = []
    content: dict[str, Path | bytes] = {}

    async def open_attachment(source: MediaSource | QrSource) -> Path | bytes:
        opened.append(source)
        return content.get(source.media_id if isinstance(source, MediaSource) else source.invitation_id, PNG)

    notifier = Notifier(
        storage=storage,
        slack=slack,
        composer=composer,
        open_attachment=open_attachment,
        clock=clock,
        pacing=pacing,
        wake=wake,
        spread=lambda: 0.5,
    )
    workspace = runner.app[WORKSPACE]
    for channel in ("C0FILM", "C0GENERAL"):
        workspace.channels.get(channel).members.append("U0LIKENESS")
    world = World(
        storage, slack, workspace, notifier, composer, clock, pacing, wake, opened, content, url, session
    )
    yield world
    await session.close()
    await storage.close()
    await runner.cleanup()


@pytest.fixture(name="running")
async def _running(world: World) -> AsyncIterator[World]:
    """The same world with the notifier's loop running on a clock that runs."""
    world.clock.run()
    stop = asyncio.Event()
    loop = asyncio.create_task(world.notifier.run(stop))
    yield world
    stop.set()
    await loop
