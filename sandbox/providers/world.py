"""The one world behind every simulated gateway: accounts, files, links, clock, faults and background work."""

import asyncio
import hashlib
import logging
import tempfile
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import web

from sandbox.providers.face_checks import PATH, FaceCheck
from sandbox.providers.faults import Faults
from sandbox.providers.journal import Journal
from sandbox.providers.limits import RateLimits
from sandbox.providers.links import Links
from sandbox.providers.options import GatewayOptions
from sandbox.providers.records import Account
from sandbox.providers.variant import Variant

_log = logging.getLogger(__name__)
_ID_LETTERS = "bcdfghjkmnpqrstvwxyz23456789"


class World:
    """State shared by the gateways of one server; its threads and files live from `start` to `stop`."""

    def __init__(self, options: GatewayOptions) -> None:
        self.options = options
        self.now = options.now
        self.variant = Variant(options.variant)
        self.journal = Journal()
        self.faults = Faults(options.faults)
        self.limits = RateLimits(options.now, on=options.rate_limits)
        self.links = Links(self.variant.random.randbytes(32), options.now)
        self.accounts: dict[tuple[str, str], Account] = {}
        self.face_checks: dict[str, FaceCheck] = {}
        self.stopping = False
        self.media: aiohttp.ClientSession
        self.folder: Path
        self._pool: ThreadPoolExecutor
        self._temporary: tempfile.TemporaryDirectory[str]
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        self._temporary = tempfile.TemporaryDirectory(prefix="sandbox-providers-")
        self.folder = Path(self._temporary.name)
        self._pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="sandbox-media")
        connector = aiohttp.TCPConnector(ssl=False)
        self.media = aiohttp.ClientSession(connector=connector, auto_decompress=False)

    async def stop(self) -> None:
        self.stopping = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.media.close()
        await asyncio.to_thread(self._pool.shutdown, wait=True, cancel_futures=True)
        self._temporary.cleanup()

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run work in the background until it ends or the server does."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            _log.error("background work failed", exc_info=error)

    async def in_thread(self, work: Callable[[], Any]) -> Any:
        """Run blocking work on pixels or files off the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    def origin(self, request: web.Request) -> str:
        """Return scheme and host for links to this server."""
        return (self.options.public_url or f"{request.scheme}://{request.host}").rstrip("/")

    def account(self, gateway: str, key: str, make: Callable[[str], Account]) -> Account:
        """Return the account of an API key, made by `make(hash)` when it is seen first."""
        hashed = key_hash(key)
        if (gateway, hashed) not in self.accounts:
            self.accounts[gateway, hashed] = make(hashed)
        return self.accounts[gateway, hashed]

    def open_face_check(self, origin: str, check: FaceCheck) -> str:
        """Register a face check and return the link to its phone page."""
        self.face_checks[check.token] = check
        return f"{origin}{PATH}?{urlencode({'token': check.token, 'lang': check.lang})}"

    def letters(self, length: int) -> str:
        """Return random letters and digits for an id or token."""
        return "".join(self.variant.random.choices(_ID_LETTERS, k=length))

    def stamp(self) -> str:
        """Return the current time as the fourteen digits that ids carry."""
        return datetime.fromtimestamp(self.now(), UTC).strftime("%Y%m%d%H%M%S")


def key_hash(key: str) -> str:
    """Return what the journal and the local pages show in place of an API key."""
    return hashlib.sha256(key.encode()).hexdigest()[:12]


WORLD: web.AppKey[World] = web.AppKey("world", World)
