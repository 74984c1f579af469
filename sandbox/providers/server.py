"""The server of the simulated gateways: one port, every gateway at its own paths."""

import asyncio
import json
import logging
import socket
import struct
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

from aiohttp import web

from sandbox.providers import face_check_page, files, local
from sandbox.providers.apimart import Apimart
from sandbox.providers.faults import AFTER_THE_WORK, FaultRule, with_unknown_status
from sandbox.providers.globalai.gateway import GlobalAi
from sandbox.providers.jimmyai import JimmyAI
from sandbox.providers.options import GatewayOptions
from sandbox.providers.pomex import Pomex
from sandbox.providers.wire import MADE, Gateway, Handler, RefusalError, bearer_key
from sandbox.providers.world import WORLD, World, key_hash

GATEWAYS: tuple[Callable[[World], Gateway], ...] = (Apimart, GlobalAi, JimmyAI, Pomex)
_LATE_SECONDS = 10.0
_HTML = "<html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>"
_MESSAGES = {
    404: "not found",
    405: "method not allowed",
    413: "request body is too large",
    429: "rate limit exceeded, please retry later",
    500: "internal error",
    502: "upstream provider failure",
    503: "service temporarily unavailable, please retry",
}
_log = logging.getLogger(__name__)


def create_gateways(options: GatewayOptions) -> web.Application:
    """Return the application that answers as every simulated gateway."""
    world = World(options)
    gateways: list[Gateway] = [make(world) for make in GATEWAYS]
    front = _Front(world, gateways)
    app = web.Application(middlewares=[front.middleware], client_max_size=8 * 1024 * 1024)
    app[WORLD] = world
    app.cleanup_ctx.append(_life)
    for gateway in gateways:
        app.add_routes(gateway.routes())
    app.add_routes([*face_check_page.ROUTES, *files.ROUTES, *local.ROUTES])
    return app


async def serve(port: int, options: GatewayOptions, *, host: str = "127.0.0.1") -> tuple[web.AppRunner, str]:
    """Start the gateways on a port, 0 for a free one; return the runner, for clean-up, and the address."""
    runner = web.AppRunner(create_gateways(options), access_log=None, shutdown_timeout=2)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError:
        await runner.cleanup()
        raise
    return runner, f"http://{host}:{runner.addresses[0][1]}"


async def _life(app: web.Application) -> AsyncIterator[None]:
    await app[WORLD].start()
    yield
    await app[WORLD].stop()


class _Front:
    """Stands before every endpoint: orders of faults, refusals in the gateway's envelope, the journal."""

    def __init__(self, world: World, gateways: Sequence[Gateway]) -> None:
        self._world = world
        self._gateways = gateways

    def _refusal(self, path: str, status: int, message: str) -> web.Response:
        """Return an error in the envelope of the gateway that owns the path, else as plain text."""
        gateway = self._owner(path)
        return gateway.refusal(status, message) if gateway else web.Response(text=message, status=status)

    def _owner(self, path: str) -> Gateway | None:
        return next((gateway for gateway in self._gateways if path.startswith(gateway.prefixes)), None)

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.startswith(local.PREFIX):
            return await handler(request)
        rule = self._world.faults.take(request.method, request.path)
        answer: web.StreamResponse | None = None
        try:
            answer = await self._answer(request, handler, rule)
        finally:
            self._note(request, answer, rule)
        return answer or _dropped(request, hard=rule is not None and rule.fault == "reset")

    async def _answer(
        self, request: web.Request, handler: Handler, rule: FaultRule | None
    ) -> web.StreamResponse | None:
        """Return what to send, None when the connection is to be dropped."""
        if rule is None or rule.fault in AFTER_THE_WORK:
            answer = await self._worked(request, handler)
            return answer if rule is None else await _spoilt(answer, rule)
        if rule.fault == "reset":
            return None
        if rule.status is None:
            return web.Response(text=_HTML, content_type="text/html")
        answer = self._refusal(request.path, rule.status, _MESSAGES.get(rule.status, "request refused"))
        if rule.seconds is not None:
            answer.headers["Retry-After"] = f"{rule.seconds:g}"
        return answer

    async def _worked(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except RefusalError as error:
            return self._refusal(request.path, error.status, error.message)
        except web.HTTPException as error:
            message = _MESSAGES.get(error.status, error.reason)
            return self._refusal(request.path, error.status, message)
        except Exception:  # noqa: BLE001  a stand-in answers 500 as the real one would
            _log.exception("%s %s failed", request.method, request.path)
            return self._refusal(request.path, 500, _MESSAGES[500])

    def _note(self, request: web.Request, answer: web.StreamResponse | None, rule: FaultRule | None) -> None:
        key = bearer_key(request)
        self._world.journal.add(
            at=self._world.now(),
            method=request.method,
            path=request.path,
            query=request.query_string if self._owner(request.path) else "",
            key=key and key_hash(key),
            status=answer.status if answer is not None else None,
            made=request.get(MADE),
            fault=rule and rule.fault,
        )


async def _spoilt(answer: web.StreamResponse, rule: FaultRule) -> web.StreamResponse | None:
    """Return what is left of an answer after the work was done; None when it is lost."""
    if rule.fault == "lost":
        return None
    if rule.fault == "late":
        await asyncio.sleep(_LATE_SECONDS if rule.seconds is None else rule.seconds)
        return answer
    if rule.fault == "empty":
        return web.Response(status=answer.status)
    text = (answer.text if isinstance(answer, web.Response) else None) or "{}"
    if rule.fault == "garbage":
        return web.Response(
            text=text[: len(text) // 2], status=answer.status, content_type="application/json"
        )
    body: Any = with_unknown_status(json.loads(text))
    return web.json_response(body, status=answer.status)


def _dropped(request: web.Request, *, hard: bool) -> web.Response:
    """Close the connection without an answer; hard sends a TCP reset."""
    if request.transport is not None:
        raw = request.transport.get_extra_info("socket")
        if hard and raw is not None:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        request.transport.abort()
    return web.Response(status=499)
