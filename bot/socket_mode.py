"""Socket Mode over two connections, each renewed on its own, so that one is there while the other changes."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import structlog
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.proxy_env_variable_loader import load_http_proxy_from_env
from slack_sdk.socket_mode.request import SocketModeRequest

CONNECTIONS = 2
HEARTBEAT_SECONDS = 10.0
"""A connection that leaves a ping unanswered for half as long again is dead."""
_HELLO_SECONDS = 10.0
_CLOSING_SECONDS = 30.0  # how long a connection that Slack is about to close is still read
_ANSWERS_SECONDS = 2.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0

log = structlog.get_logger(__name__)


@dataclass(eq=False)
class _Link:
    socket: aiohttp.ClientWebSocketResponse
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    leaving: asyncio.Event = field(default_factory=asyncio.Event)
    reading: asyncio.Task[None] | None = None


class SocketMode:
    """Deliveries of Slack to a Bolt app, answered on the connection that they came over.

    What comes over both, or again, is told apart by its trigger or event id, not here.
    """

    def __init__(self, app: AsyncApp, token: str, *, heartbeat_seconds: float = HEARTBEAT_SECONDS) -> None:
        self._app = app
        self._token = token
        self._heartbeat = heartbeat_seconds
        self._proxy = load_http_proxy_from_env(app.logger)
        self._session: aiohttp.ClientSession | None = None
        self._links: set[_Link] = set()
        self._keepers: list[asyncio.Task[None]] = []
        self._answers: set[asyncio.Task[None]] = set()

    async def connect(self) -> None:
        """Return when Slack said hello; SlackApiError for a token that it refuses. The others follow."""
        first = await self._first()
        self._keepers = [
            asyncio.create_task(self._keep(first if number == 0 else None), name=f"socket-{number}")
            for number in range(CONNECTIONS)
        ]

    async def _first(self) -> _Link:
        """Two starts within a minute are more than Slack counts on: it tells how long to wait."""
        while True:
            try:
                return await self._open()
            except SlackApiError as error:
                wait = _told_to_wait(error)
                if wait is None:
                    raise
            log.warning("slack asks to wait before connecting", wait_s=wait)
            await asyncio.sleep(wait)

    async def is_connected(self) -> bool:
        """Whether Slack reaches this process now."""
        return any(link.ready.is_set() and not link.socket.closed for link in self._links)

    async def close(self) -> None:
        """Take no more, give what is under way two seconds to answer, and hang up."""
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)
        if self._answers:
            await asyncio.wait(set(self._answers), timeout=_ANSWERS_SECONDS)
        for link in list(self._links):
            await self._hang_up(link)
        if self._session is not None:
            await self._session.close()

    async def _keep(self, link: _Link | None) -> None:
        """Hold one connection for good: the next one is open before the one that leaves is given up."""
        pause = _FIRST_PAUSE
        while True:
            try:
                link = link or await self._open()
            except Exception as error:  # noqa: BLE001  whatever it was, the next try may go
                wait = _told_to_wait(error) or pause * (0.5 + random.random() / 2)  # noqa: S311  spreads tries
                log.warning("no connection to slack", error=type(error).__name__, wait_s=round(wait, 1))
                await asyncio.sleep(wait)
                pause = min(pause * 2, _LONGEST_PAUSE)
                continue
            pause = _FIRST_PAUSE
            await self._until_it_leaves(link)
            link = None

    async def _until_it_leaves(self, link: _Link) -> None:
        leaving = asyncio.create_task(link.leaving.wait())
        try:
            assert link.reading is not None
            await asyncio.wait({leaving, link.reading}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            leaving.cancel()
        log.info("connection to slack is renewed", asked=link.leaving.is_set())

    async def _open(self) -> _Link:
        """A connection on which Slack said hello."""
        answer = await self._app.client.apps_connections_open(app_token=self._token)
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession()
        socket = await self._session.ws_connect(answer["url"], heartbeat=self._heartbeat, proxy=self._proxy)
        link = _Link(socket)
        self._links.add(link)
        link.reading = asyncio.create_task(self._read(link), name="socket-read")
        try:
            async with asyncio.timeout(_HELLO_SECONDS):
                await link.ready.wait()
        except BaseException:
            await self._hang_up(link)
            raise
        return link

    async def _read(self, link: _Link) -> None:
        """Take what comes until the connection ends, by Slack, by the network or by a missing pong."""
        try:
            async for message in link.socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    self._take(link, message.data)
        finally:
            self._links.discard(link)
            link.ready.set()  # nobody waits for a hello that cannot come
            await link.socket.close()

    def _take(self, link: _Link, text: str) -> None:
        try:
            said = json.loads(text)
        except ValueError:
            return
        match said.get("type"):
            case "hello":
                link.ready.set()
            case "disconnect":
                link.leaving.set()
                asyncio.get_running_loop().call_later(_CLOSING_SECONDS, self._give_up, link)
            case _:
                request = SocketModeRequest.from_dict(said)
                if request is not None:
                    self._spawn(self._answer(link, request))

    def _give_up(self, link: _Link) -> None:
        if link in self._links:
            self._spawn(self._hang_up(link))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)

    async def _answer(self, link: _Link, request: SocketModeRequest) -> None:
        """Hand a delivery to the app; without an acknowledgement Slack says so, or sends it again."""
        response = await run_async_bolt_app(self._app, request)
        if response.status != 200:
            log.warning("delivery not acknowledged", type=request.type, status=response.status)
            return
        answer: dict[str, Any] = {"envelope_id": request.envelope_id}
        if response.body:
            is_json = "".join(response.headers.get("content-type", [])).startswith("application/json")
            answer["payload"] = json.loads(response.body) if is_json else {"text": response.body}
        try:
            await link.socket.send_json(answer)
        except (ConnectionError, RuntimeError):
            log.warning("acknowledgement came too late for its connection", type=request.type)

    async def _hang_up(self, link: _Link) -> None:
        await link.socket.close()
        if link.reading is not None:
            link.reading.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await link.reading


def _told_to_wait(error: Exception) -> float | None:
    if isinstance(error, SlackApiError) and error.response.get("error") == "ratelimited":
        with contextlib.suppress(ValueError):
            return float(error.response.headers.get("Retry-After", "30"))
    return None
