"""The proxy spoils what it was told to, and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from tests.faults.proxy import Proxy, Rule


@pytest.fixture(name="calls")
def _calls() -> list[bytes]:
    return []


@pytest.fixture(name="proxy")
async def _proxy(calls) -> AsyncIterator[Proxy]:
    async def take(request: web.Request) -> web.Response:
        calls.append(await request.read())
        return web.json_response({"n": len(calls), "pad": "x" * 100})

    async def echo(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for message in socket:
            await socket.send_str(message.data)
        return socket

    app = web.Application()
    app.add_routes([web.post("/a", take), web.get("/socket", echo)])
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with Proxy(runner.addresses[0][1]) as proxy:
        yield proxy
    await runner.cleanup()


async def _post(proxy: Proxy) -> tuple[int, dict]:
    async with aiohttp.ClientSession() as session, session.post(f"{proxy.url}/a", data=b"body") as answer:
        return answer.status, await answer.json(content_type=None) if answer.status == 200 else {}


async def test_without_a_rule_everything_passes(proxy, calls):
    """Whole bodies, with a length or in chunks."""

    async def chunks():
        yield b"bo"
        yield b"dy"

    assert (await _post(proxy))[1]["n"] == 1
    async with aiohttp.ClientSession() as session, session.post(f"{proxy.url}/a", data=chunks()) as answer:
        assert (await answer.json())["n"] == 2
    assert calls == [b"body", b"body"]


@pytest.mark.parametrize(("fault", "reached"), [("lost", 1), ("half", 1), ("reset", 0)])
async def test_an_answer_that_never_comes(proxy, calls, fault, reached):
    """The other side did the work, or never heard of it."""
    proxy.rules.append(Rule(fault, "POST /a"))
    with pytest.raises(aiohttp.ClientError):
        await _post(proxy)
    assert len(calls) == reached
    assert (await _post(proxy))[0] == 200


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_refusal_reaches_nobody(proxy, calls, status):
    """A 429 says how long to wait."""
    proxy.rules.append(Rule(str(status), "POST *", seconds=7))
    async with aiohttp.ClientSession() as session, session.post(f"{proxy.url}/a") as answer:
        assert answer.status == status
        assert answer.headers.get("Retry-After") == ("7" if status == 429 else None)
    assert calls == []


async def test_late_and_double(proxy, calls):
    """Late waits after the work; double does the work twice."""
    proxy.rules += [Rule("late", seconds=0.2), Rule("double")]
    began = asyncio.get_running_loop().time()
    await _post(proxy)
    assert asyncio.get_running_loop().time() - began >= 0.2
    assert (await _post(proxy))[1]["n"] == 3
    assert proxy.struck == {"late POST /a": 1, "double POST /a": 1}


async def test_sockets_pass(proxy):
    """Socket Mode goes through as it is."""
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{proxy.url}/socket") as socket:
        await socket.send_str("hello")
        assert await socket.receive_str(timeout=2) == "hello"
