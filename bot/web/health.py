"""Whether the bot is well, for whoever watches over it."""

from __future__ import annotations

import asyncio

import structlog
from aiohttp import web

from storage.errors import StorageError
from storage.face import Storage

log = structlog.get_logger(__name__)

_STORAGE_SECONDS = 5


class Health:
    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def answer(self, _request: web.Request) -> web.Response:
        """200 with counts of open work; 503 when storage fails or does not answer within 5 s."""
        try:
            async with asyncio.timeout(_STORAGE_SECONDS):
                counts = await self._storage.counts()
        except (StorageError, TimeoutError) as error:
            log.warning("not healthy", error=repr(error))
            return web.json_response({"ok": False, "error": "storage"}, status=503)
        return web.json_response({"ok": True, **counts})
