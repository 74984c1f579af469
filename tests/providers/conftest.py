"""Pictures on a loopback server, for reviews that look at what they are given."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from tests.providers.sandbox_contract import media_files


@pytest.fixture(scope="session")
def drawn() -> dict[str, bytes]:
    return media_files()


@pytest.fixture
async def media(drawn: dict[str, bytes]) -> AsyncIterator[dict[str, str]]:
    """Serve each picture; gives its link by name."""

    async def serve_one(request: web.Request) -> web.Response:
        return web.Response(body=drawn[request.match_info["name"]], content_type="image/jpeg")

    app = web.Application()
    app.router.add_get("/{name}", serve_one)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield {name: f"http://127.0.0.1:{runner.addresses[0][1]}/{name}" for name in drawn}
    await runner.cleanup()
