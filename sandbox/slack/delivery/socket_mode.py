"""Socket Mode: tickets, at most ten connections, envelopes and their acknowledgements."""

import asyncio
import json
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from sandbox.slack.delivery.ack import FAILED, TIMED_OUT, Ack, Kind
from sandbox.slack.model.people import APP_ID

MAX_CONNECTIONS = 10
TICKET_SECONDS = 30.0
_HOST = "applink-local"


@dataclass(eq=False)
class _Link:
    socket: web.WebSocketResponse
    leaving: bool = False
    frozen: bool = False
    waiting: dict[str, asyncio.Future[Ack]] = field(default_factory=dict)

    def settle(self, envelope_id: str, ack: Ack) -> None:
        future = self.waiting.pop(envelope_id, None)
        if future is not None and not future.done():
            future.set_result(ack)


class SocketMode:
    """The app's WebSocket connections; each delivery goes to one of them, in turn."""

    def __init__(self, now: Callable[[], float], ack_seconds: float) -> None:
        self._now = now
        self._ack_seconds = ack_seconds
        self._tickets: dict[str, float] = {}
        self._links: list[_Link] = []
        self._turn = 0

    @property
    def connections(self) -> int:
        return len(self._links)

    def ticket(self) -> str:
        """A ticket for one connection, good for half a minute."""
        value = secrets.token_urlsafe(24)
        self._tickets[value] = self._now()
        return value

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """`GET /link/?ticket=…`: one connection until it closes."""
        made_at = self._tickets.pop(request.query.get("ticket", ""), None)
        if made_at is None or self._now() - made_at > TICKET_SECONDS:
            return web.Response(status=403, text="invalid ticket")
        socket = web.WebSocketResponse(timeout=1.0, autoping=False)
        await socket.prepare(request)
        if len(self._links) >= MAX_CONNECTIONS:
            await socket.send_json(_disconnect("too_many_websockets"))
            await socket.close()
            return socket
        link = _Link(socket)
        self._links.append(link)
        try:
            await socket.send_json(_hello(len(self._links)))
            await self._read(link)
        finally:
            self._forget(link)
        return socket

    async def send(self, kind: Kind, payload: dict[str, Any], *, attempt: int = 0, reason: str = "") -> Ack:
        """Deliver over one connection; `dispatch_failed` when the app has none."""
        open_links = [link for link in self._links if not link.socket.closed]
        links = [link for link in open_links if not link.leaving] or open_links
        if not links:
            return Ack(error=FAILED, retry_reason="connection_failed")
        self._turn += 1
        link = links[self._turn % len(links)]
        envelope_id = str(uuid.uuid4())
        future: asyncio.Future[Ack] = asyncio.get_running_loop().create_future()
        link.waiting[envelope_id] = future
        try:
            if not link.frozen:
                await link.socket.send_json(_envelope(envelope_id, kind, payload, attempt, reason))
            return await asyncio.wait_for(future, self._ack_seconds)
        except TimeoutError:
            return Ack(error=TIMED_OUT, retry_reason="timeout")
        except ConnectionError:
            return Ack(error=FAILED, retry_reason="connection_failed")
        finally:
            link.waiting.pop(envelope_id, None)

    async def refresh(self, reason: str = "refresh_requested", *, drop: bool = False) -> int:
        """Ask every connection to come again, as Slack does now and then, or drop it; answers how many."""
        links = list(self._links)
        for link in links:
            link.leaving = reason != "warning"
            if drop:
                self._forget(link)
                await link.socket.close()
            else:
                await link.socket.send_json(_disconnect(reason))
        return len(links)

    def freeze(self) -> int:
        """Let every connection go dead without a word, as when a network drops it; answers how many."""
        for link in self._links:
            link.frozen = True
        return len(self._links)

    async def close(self) -> None:
        for link in list(self._links):
            await link.socket.close()

    async def _read(self, link: _Link) -> None:
        async for message in link.socket:
            if message.type == WSMsgType.PING and not link.frozen:
                await link.socket.pong(message.data)
            if message.type != WSMsgType.TEXT or link.frozen:
                continue
            try:
                answer = json.loads(message.data)
            except ValueError:
                continue
            if isinstance(answer, dict) and isinstance(answer.get("envelope_id"), str):
                link.settle(answer["envelope_id"], Ack(body=answer.get("payload")))

    def _forget(self, link: _Link) -> None:
        if link in self._links:
            self._links.remove(link)
        for envelope_id in list(link.waiting):
            link.settle(envelope_id, Ack(error=FAILED, retry_reason="connection_failed"))


def _hello(count: int) -> dict[str, Any]:
    return {
        "type": "hello",
        "num_connections": count,
        "debug_info": {"host": _HOST, "build_number": 1, "approximate_connection_time": 18060},
        "connection_info": {"app_id": APP_ID},
    }


def _disconnect(reason: str) -> dict[str, Any]:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": _HOST}}


def _envelope(
    envelope_id: str, kind: Kind, payload: dict[str, Any], attempt: int, reason: str
) -> dict[str, Any]:
    envelope = {
        "envelope_id": envelope_id,
        "type": kind,
        "payload": payload,
        "accepts_response_payload": kind != "events_api",
    }
    if kind == "events_api":
        envelope |= {"retry_attempt": attempt, "retry_reason": reason}
    return envelope
