"""A running workspace, a person at its page, and a small Bolt app on the other side."""

import asyncio
import io
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from PIL import Image
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import WORKSPACE, SlackOptions, serve
from sandbox.slack.workspace import Workspace

SCOPES = [
    "channels:history",
    "channels:join",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "team:read",
    "users:read",
]
EVENTS = ["app_home_opened", "user_change", "member_joined_channel", "message.im"]


def manifest(scopes: list[str] = SCOPES, events: list[str] = EVENTS) -> dict[str, Any]:
    return {
        "display_information": {"name": "Likeness"},
        "features": {
            "bot_user": {"display_name": "Likeness", "always_online": True},
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
            "slash_commands": [
                {"command": "/asset", "description": "Add a picture", "usage_hint": "[list]"},
                {"command": "/escaped", "description": "Wants ids", "should_escape": True},
            ],
            "shortcuts": [
                {"name": "New asset", "type": "global", "callback_id": "new_asset", "description": "Start"},
                {"name": "Use it", "type": "message", "callback_id": "use_message", "description": "Start"},
            ],
        },
        "oauth_config": {"scopes": {"bot": scopes}},
        "settings": {
            "event_subscriptions": {"bot_events": events},
            "interactivity": {"is_enabled": True},
            "socket_mode_enabled": True,
        },
    }


@dataclass
class Slack:
    """A running workspace with what tests ask of it."""

    url: str
    state: Workspace
    session: aiohttp.ClientSession
    clock: list[float]

    @property
    def client(self) -> AsyncWebClient:
        return AsyncWebClient(
            token="xoxb-local", base_url=f"{self.url}/api/", session=self.session, retry_handlers=[]
        )

    async def call(self, method: str, token: str | None = "xoxb-local", **args: Any) -> dict[str, Any]:
        """One JSON call, answered with the body whatever the status."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with self.session.post(f"{self.url}/api/{method}", json=args, headers=headers) as answer:
            return await answer.json()

    async def page(self, act: str, **body: Any) -> dict[str, Any]:
        """One thing that a person does on the page."""
        async with self.session.post(f"{self.url}/_local/{act}", json=body) as answer:
            return await answer.json()

    async def look(self, user: str) -> dict[str, Any]:
        """What that person sees."""
        async with self.session.get(f"{self.url}/_local/state", params={"user": user}) as answer:
            assert answer.status == 200
            return await answer.json()

    async def journal(self, kind: str, method: str) -> list[dict[str, Any]]:
        async with self.session.get(f"{self.url}/_local/journal") as answer:
            entries = (await answer.json())["entries"]
        return [entry for entry in entries if entry["kind"] == kind and entry["method"] == method]

    async def upload(self, user: str, name: str, data: bytes) -> dict[str, Any]:
        """A file that a person chose on the page."""
        form = aiohttp.FormData()
        form.add_field("user", user)
        form.add_field("file", data, filename=name)
        async with self.session.post(f"{self.url}/_local/upload", data=form) as answer:
            return await answer.json()

    async def bot_upload(self, name: str, data: bytes, **complete: Any) -> dict[str, Any]:
        """The app's three steps; answers the file."""
        start = await self.client.files_getUploadURLExternal(filename=name, length=len(data))
        async with self.session.post(start["upload_url"], data=data) as answer:
            assert answer.status == 200
        done = await self.client.files_completeUploadExternal(files=[{"id": start["file_id"]}], **complete)
        return done["files"][0]

    @asynccontextmanager
    async def live(self, user: str) -> AsyncIterator[Callable[[str], Awaitable[dict[str, Any]]]]:
        """The live events of one person; the given function waits for the next of a type."""
        async with self.session.ws_connect(f"{self.url}/_local/live", params={"user": user}) as socket:

            async def until(kind: str) -> dict[str, Any]:
                async with asyncio.timeout(3):
                    while True:
                        event = await socket.receive_json()
                        if event["type"] == kind:
                            return event

            yield until


@dataclass
class Running:
    """Everything that must be closed after a test."""

    closers: list[Callable[[], Awaitable[Any]]] = field(default_factory=list)


@pytest.fixture(name="running")
async def _running() -> AsyncIterator[Running]:
    running = Running()
    yield running
    for close in reversed(running.closers):
        await close()


@pytest.fixture(name="make_slack")
async def _make_slack(running: Running) -> Callable[..., Awaitable[Slack]]:
    """Start a workspace with other options than the usual ones."""

    async def make(manifest_of: dict[str, Any] | None = None, **options: Any) -> Slack:
        clock = [1_800_000_000.0]
        chosen = SlackOptions(manifest=manifest_of or manifest(), now=lambda: clock[0])
        runner, url = await serve(0, replace(chosen, **options))
        running.closers.append(runner.cleanup)
        session = aiohttp.ClientSession()
        running.closers.append(session.close)
        return Slack(url=url, state=runner.app[WORKSPACE], session=session, clock=clock)

    return make


@pytest.fixture(name="slack")
async def _slack(make_slack: Callable[..., Awaitable[Slack]]) -> Slack:
    return await make_slack()


@pytest.fixture(name="make_manifest")
def _make_manifest() -> Callable[..., dict[str, Any]]:
    return manifest


@pytest.fixture(name="png")
def _png() -> bytes:
    """A small true picture."""
    buffer = io.BytesIO()
    Image.new("RGB", (8, 6), "teal").save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture(name="connect")
async def _connect(running: Running) -> Callable[[Slack], Awaitable[AsyncApp]]:
    """A Bolt app connected over Socket Mode."""

    async def connect(slack: Slack) -> AsyncApp:
        app = AsyncApp(client=slack.client, raise_error_for_unhandled_request=False)
        handler = AsyncSocketModeHandler(app, "xapp-local", web_client=slack.client, ping_interval=1)
        await handler.connect_async()
        running.closers.append(handler.close_async)
        return app

    return connect


@pytest.fixture(name="connect_http")
async def _connect_http(
    running: Running, make_slack: Callable[..., Awaitable[Slack]]
) -> Callable[[], Awaitable[Any]]:
    """A Bolt app behind its own HTTP server, and a workspace that delivers to it."""

    async def connect() -> tuple[Slack, AsyncApp]:
        holder: list[AsyncApp] = []

        async def events(request: web.Request) -> web.Response:
            from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request

            return await to_aiohttp_response(await holder[0].async_dispatch(await to_bolt_request(request)))

        server = web.Application()
        server.router.add_post("/slack/events", events)
        runner = web.AppRunner(server)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        running.closers.append(runner.cleanup)
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
        import time

        slack = await make_slack(events_url=url, now=time.time)
        holder.append(AsyncApp(client=slack.client, signing_secret="local-signing-secret"))
        return slack, holder[0]

    return connect
