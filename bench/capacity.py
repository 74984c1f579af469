"""Polls a second and processor time for each, over real sockets, beside a bare loop of the same client."""

from __future__ import annotations

import asyncio
import multiprocessing
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path

import aiohttp
import httpx
from aiohttp import web
from httpx_aiohttp import AiohttpTransport

from bench.gateways import LATENCY_S
from bench.polling import start_poller
from bench.waiting_room import fill
from providers.account import Account
from providers.profile import CallKind
from providers.registry import PROVIDERS
from storage import open_storage
from storage.changes import Again, Change
from tests.support import rows
from workflow.jobs import Gaps

WAITING = 2_000
SECONDS = 8.0
CONNECTIONS = 64


@dataclass(frozen=True, kw_only=True)
class Rate:
    per_second: float
    cpu_ms: float


def _serve(pipe: Connection) -> None:
    """A gateway in a process of its own: every asset is in review, 50 ms away."""

    async def asset(request: web.Request) -> web.Response:
        await asyncio.sleep(LATENCY_S)
        name = request.match_info["name"]
        group = f"group-{name.removeprefix('asset-')}"
        return web.json_response(
            {
                "id": name,
                "object": "video.asset",
                "asset_type": "Image",
                "group_id": group,
                "status": "processing",
            }
        )

    async def main() -> None:
        app = web.Application()
        app.router.add_get("/v1/video/assets/{name}", asset)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        pipe.send(runner.addresses[0][1])
        await asyncio.to_thread(pipe.recv)
        await runner.cleanup()

    asyncio.run(main())


@asynccontextmanager
async def gateway() -> AsyncIterator[str]:
    """The address of a gateway 50 ms away."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs,))
    process.start()
    try:
        yield f"http://127.0.0.1:{await asyncio.to_thread(ours.recv)}"
    finally:
        ours.send("stop")
        await asyncio.to_thread(process.join)


async def polls(address: str, *, seconds: float = SECONDS) -> Rate:
    """The real poller: claim, look, write the next time."""
    profile = replace(PROVIDERS["pomex"].profile, rates={}, assumed_rates={CallKind.READ: 1_000_000})
    account = Account(
        profile=profile,
        keys={profile.key_variable: "key"},
        bases={profile.base_variable: address},
        connections=CONNECTIONS,
    )
    provider = PROVIDERS["pomex"].build(account)
    with tempfile.TemporaryDirectory() as folder:
        storage = await open_storage(Path(folder) / "likeness.db")
        await fill(storage, WAITING, provider="pomex", groups=WAITING, spread_ms=1)
        counted = 0
        apply_all = storage.apply_all

        async def counting(changes: Sequence[Change]) -> list[str | None]:
            nonlocal counted
            counted += sum(isinstance(step, Again) for change in changes for step in change.steps)
            return await apply_all(changes)

        storage.apply_all = counting  # type: ignore[method-assign]  a measuring point
        gaps, started = Gaps(smallest=10, largest=20), time.monotonic()

        def clock() -> int:
            return rows.NOW + int(1000 * (time.monotonic() - started))

        async with start_poller(storage, provider, Path(folder), gaps, clock):
            await asyncio.sleep(2)
            before, cpu, began = counted, time.process_time(), time.perf_counter()
            await asyncio.sleep(seconds)
            done, spent = counted - before, time.process_time() - cpu
            rate = Rate(per_second=done / (time.perf_counter() - began), cpu_ms=1000 * spent / max(done, 1))
        await provider.aclose()
        await storage.close()
        return rate


async def bare(address: str, *, seconds: float = SECONDS) -> Rate:
    """The same client in a loop that asks and forgets."""

    def session() -> aiohttp.ClientSession:
        return aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=CONNECTIONS))

    done = 0
    async with httpx.AsyncClient(transport=AiohttpTransport(client=session), base_url=address) as client:

        async def ask(end: float) -> None:
            nonlocal done
            while time.perf_counter() < end:
                (await client.get("/v1/video/assets/asset-1")).json()
                done += 1

        cpu, began = time.process_time(), time.perf_counter()
        await asyncio.gather(*(ask(began + seconds) for _ in range(CONNECTIONS)))
        return Rate(
            per_second=done / (time.perf_counter() - began),
            cpu_ms=1000 * (time.process_time() - cpu) / max(done, 1),
        )


async def measure(seconds: float = SECONDS) -> tuple[Rate, Rate]:
    """The poller's rate and the bare loop's."""
    async with gateway() as address:
        return await polls(address, seconds=seconds), await bare(address, seconds=seconds)


if __name__ == "__main__":
    print(asyncio.run(measure()))  # noqa: T201  a report
