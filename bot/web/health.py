"""Whether the bot is well, for whoever watches over it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from storage.errors import StorageError
from storage.face import Storage

log = structlog.get_logger(__name__)

_STORAGE_SECONDS = 5


class Health:
    """`connected` tells whether Slack reaches us."""

    def __init__(self, storage: Storage, connected: Callable[[], Awaitable[bool]]) -> None:
        self._storage = storage
        self._connected = connected

    async def live(self, _request: web.Request) -> web.Response:
        """200 while the process answers at all: a restart would mend nothing else."""
        return web.json_response({"ok": True})

    async def ready(self, request: web.Request) -> web.Response:
        """As `answer`; 503 also while Slack does not reach us."""
        if not await self._connected():
            return web.json_response({"ok": False, "error": "slack"}, status=503)
        return await self.answer(request)

    async def answer(self, _request: web.Request) -> web.Response:
        """200 with counts of open work; 503 when storage fails or does not answer within 5 s."""
        try:
            async with asyncio.timeout(_STORAGE_SECONDS):
                counts = await self._storage.counts()
        except (StorageError, TimeoutError) as error:
            log.warning("not healthy", error=repr(error))
            return web.json_response({"ok": False, "error": "storage"}, status=503)
        return web.json_response({"ok": True, **counts})
