"""The admin port: metrics, for this machine alone."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

import structlog
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.parts import Parts
from storage.errors import StorageError

_HOST = "127.0.0.1"

log = structlog.get_logger(__name__)


@contextlib.asynccontextmanager
async def admin_port(parts: Parts) -> AsyncIterator[None]:
    """Serve `/metrics` at LIKENESS_ADMIN_PORT on loopback; nothing where it is not set."""
    port = parts.environment.admin_port
    if port is None:
        yield
        return
    runner = web.AppRunner(_create(parts), access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, _HOST, port).start()
        log.info("metrics", host=_HOST, port=runner.addresses[0][1])
        yield
    finally:
        await runner.cleanup()


def _create(parts: Parts) -> web.Application:
    async def metrics(_request: web.Request) -> web.Response:
        try:
            text = await parts.metrics.text(parts.storage, parts.availabilities)
        except StorageError as error:
            log.warning("no metrics", error=str(error))
            return web.Response(status=503, text="the database does not answer")
        return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE_LATEST})

    app = web.Application()
    app.router.add_get("/metrics", metrics)
    return app
