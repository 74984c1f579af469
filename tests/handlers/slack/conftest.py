"""A client of the local Slack, and one of a server that answers whatever a test says."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from handlers.slack.client import SlackClient, create_slack_client
from handlers.slack.session import open_slack_session
from sandbox.slack import WORKSPACE, SlackOptions, serve
from sandbox.slack.workspace import Workspace

TOKEN = "xoxb-1-planted-secret"
MANIFEST = {
    "display_information": {"name": "Likeness"},
    "features": {
        "bot_user": {"display_name": "Likeness"},
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                *("chat:write", "files:read", "files:write", "users:read", "im:write", "im:history"),
                *("channels:history", "channels:join", "channels:read"),
            ]
        }
    },
    "settings": {"socket_mode_enabled": True, "interactivity": {"is_enabled": True}},
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Local:
    """The local Slack and a client of it."""

    client: SlackClient
    workspace: Workspace
    url: str
    session: aiohttp.ClientSession


@dataclass
class Stub:
    """A server with one answer for everything, and what it was asked."""

    client: SlackClient
    url: str
    handler: Handler | None = None
    asked: list[web.Request] = field(default_factory=list)
    bodies: list[Any] = field(default_factory=list)


@pytest.fixture(name="session")
async def _session() -> AsyncIterator[aiohttp.ClientSession]:
    async with open_slack_session() as session:
        yield session


@pytest.fixture(name="local")
async def _local(tmp_path: Path, session: aiohttp.ClientSession) -> AsyncIterator[Local]:
    options = SlackOptions(manifest=MANIFEST, data_dir=tmp_path / "slack", bot_token=TOKEN)
    runner, url = await serve(0, options)
    workspace = runner.app[WORKSPACE]
    yield Local(create_slack_client(TOKEN, f"{url}/api/", session), workspace, url, session)
    await runner.cleanup()


@pytest.fixture(name="stub")
async def _stub(session: aiohttp.ClientSession) -> AsyncIterator[Stub]:
    app = web.Application()
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)

    async def handle(request: web.Request) -> web.StreamResponse:
        stub.asked.append(request)
        assert stub.handler is not None
        return await stub.handler(request)

    app.router.add_route("*", "/{path:.*}", handle)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    stub = Stub(create_slack_client(TOKEN, f"{url}/api/", session), url)
    yield stub
    await runner.cleanup()
