"""A gateway on a real loopback socket that answers what a test tells it to."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """One documented answer: `path` is a regular expression for the whole path."""

    method: str
    path: str
    body: Any
    status: int = 200


@dataclass(frozen=True, kw_only=True)
class Call:
    """What arrived."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any


Spoil = Callable[[web.Request, Recorded], Any]


@dataclass(kw_only=True)
class ScriptedGateway:
    """Answers with the first recording that fits; `spoil` takes over from the call number `spoil_at` on."""

    recordings: Sequence[Recorded] = ()
    spoil: Spoil | None = None
    spoil_at: int = 0
    calls: list[Call] = field(default_factory=list)
    url: str = ""
    _runner: web.AppRunner | None = None

    async def start(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/{tail:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.05)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        if self._runner:
            await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        number = len(self.calls)
        raw = await request.read()
        self.calls.append(
            Call(
                method=request.method,
                path=request.path,
                query=dict(request.query),
                headers=dict(request.headers),
                body=json.loads(raw) if request.content_type == "application/json" and raw else raw,
            )
        )
        recording = self._recording(request)
        if self.spoil and number >= self.spoil_at:
            spoilt = self.spoil(request, recording)
            return await spoilt if asyncio.iscoroutine(spoilt) else spoilt
        return web.json_response(recording.body, status=recording.status)

    def _recording(self, request: web.Request) -> Recorded:
        for recording in self.recordings:
            if recording.method == request.method and re.fullmatch(recording.path, request.path):
                return recording
        return Recorded(method=request.method, path=request.path, body={"error": "no recording"}, status=418)
