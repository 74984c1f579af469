"""The HTTP edge that all adapters share."""

from __future__ import annotations

import asyncio
import gzip
from typing import Any

import httpx
import pytest
from aiohttp import web

from providers.errors import (
    AnswerLost,
    KeyRefused,
    ProviderError,
    Unavailable,
    UnexpectedAnswer,
    Unsupported,
)
from providers.http import MAX_BODY, Answer, GatewayClient
from tests.providers.scripted import Recorded, ScriptedGateway


@pytest.fixture
async def gateway() -> Any:
    scripted = ScriptedGateway(
        recordings=[Recorded(method=m, path="/x", body={"m": m}) for m in ("GET", "POST")]
    )
    await scripted.start()
    yield scripted
    await scripted.stop()


def client(url: str, key: str = "sk-1234567", **extra: Any) -> GatewayClient:
    return GatewayClient("test", url, key, **extra)


async def failing(error: Exception) -> ProviderError:
    """Give what comes out when the transport raises `error`."""

    def answer(_request: httpx.Request) -> httpx.Response:
        raise error

    http = client("https://gateway.test", transport=httpx.MockTransport(answer))
    with pytest.raises(ProviderError) as caught:
        await http.call("POST", "/x", json={})
    await http.aclose()
    return caught.value


async def test_an_answer_is_status_body_and_headers(gateway: ScriptedGateway) -> None:
    """A JSON object comes back as it was sent, and the request carried the key, the query and the body."""
    http = client(gateway.url)
    answer = await http.call("POST", "/x", json={"a": "é"}, params={"page": 2})
    await http.aclose()
    assert isinstance(answer, Answer)
    assert (answer.status, answer.body) == (200, {"m": "POST"})
    assert "application/json" in answer.headers["content-type"]
    [call] = gateway.calls
    assert (call.body, call.query, call.headers["Authorization"]) == (
        {"a": "é"},
        {"page": "2"},
        "Bearer sk-1234567",
    )


async def test_a_file_goes_as_a_form(gateway: ScriptedGateway) -> None:
    """A multipart body reaches the gateway whole."""
    http = client(gateway.url)
    await http.call("POST", "/x", files={"file": ("a.jpg", b"\xff\xd8picture", "image/jpeg")})
    await http.aclose()
    [call] = gateway.calls
    assert call.headers["Content-Type"].startswith("multipart/form-data")
    assert b"\xff\xd8picture" in call.body


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (httpx.ConnectError("refused"), Unavailable),
        (httpx.ConnectTimeout("no one there"), Unavailable),
        (httpx.UnsupportedProtocol("gopher"), Unavailable),
        (httpx.ReadTimeout("slow"), AnswerLost),
        (httpx.ReadError("cut"), AnswerLost),
        (httpx.WriteError("cut"), AnswerLost),
        (httpx.RemoteProtocolError("nonsense"), AnswerLost),
        (httpx.ProxyError("proxy"), AnswerLost),
        (OSError("network is unreachable"), AnswerLost),
        (httpx.DecodingError("not gzip"), UnexpectedAnswer),
    ],
)
async def test_only_what_never_left_is_surely_not_accepted(error: Exception, expected: type) -> None:
    """A failure before sending is Unavailable; after that the answer is lost, and the call may have counted."""
    found = await failing(error)
    assert type(found) is expected
    assert found.may_have_taken_effect is (expected is not Unavailable)


async def test_a_name_that_does_not_resolve_is_unavailable() -> None:
    """A host that does not exist is no connection."""
    http = client("http://no-such-host.invalid")
    with pytest.raises(Unavailable):
        await http.call("GET", "/x")
    await http.aclose()


async def test_a_server_without_tls_is_unavailable(gateway: ScriptedGateway) -> None:
    """A failed handshake means that the request was never sent."""
    http = client(gateway.url.replace("http://", "https://"))
    with pytest.raises(Unavailable):
        await http.call("POST", "/x", json={})
    await http.aclose()


async def test_a_kept_connection_that_dies_under_a_post_is_an_answer_lost(gateway: ScriptedGateway) -> None:
    """A connection cut after sending is not taken for one that was never made."""
    http = client(gateway.url)
    await http.call("POST", "/x", json={})

    def cut(request: web.Request, _recorded: Recorded) -> web.Response:
        assert request.transport
        request.transport.abort()
        return web.Response()

    gateway.spoil = cut
    with pytest.raises(AnswerLost):
        await http.call("POST", "/x", json={})
    await http.aclose()
    assert len(gateway.calls) == 2


async def test_a_slow_answer_ends_with_the_total_time(gateway: ScriptedGateway) -> None:
    """An answer that trickles for ever is given up after the total time, not per byte."""

    async def trickle(request: web.Request, _recorded: Recorded) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(100):
            await response.write(b" ")
            await asyncio.sleep(0.02)
        return response

    gateway.spoil = trickle
    http = client(gateway.url, total_seconds=0.2)
    with pytest.raises(AnswerLost, match=r"within 0\.2 s"):
        await http.call("GET", "/x")
    with pytest.raises(AnswerLost, match=r"within 0\.1 s"):
        await http.call("GET", "/x", total_seconds=0.1)
    await http.aclose()


async def test_an_endless_answer_is_cut_off(gateway: ScriptedGateway) -> None:
    """A body above the limit is not read into memory, not even when it unpacks to it."""
    bomb = gzip.compress(b" " * (MAX_BODY + 1))
    gateway.spoil = lambda *_: web.Response(body=bomb, headers={"Content-Encoding": "gzip"})
    http = client(gateway.url)
    with pytest.raises(UnexpectedAnswer, match="more than"):
        await http.call("GET", "/x")
    await http.aclose()


async def test_a_body_that_cannot_be_unpacked_is_unexpected(gateway: ScriptedGateway) -> None:
    """A wrong Content-Encoding is an answer outside the documentation."""
    gateway.spoil = lambda *_: web.Response(body=b'{"a": 1}', headers={"Content-Encoding": "gzip"})
    http = client(gateway.url)
    with pytest.raises(UnexpectedAnswer):
        await http.call("GET", "/x")
    await http.aclose()


async def test_an_empty_answer_is_good_only_where_allowed(gateway: ScriptedGateway) -> None:
    """204 is a success for a deletion and unexpected elsewhere."""
    gateway.spoil = lambda *_: web.Response(status=204)
    http = client(gateway.url)
    assert (await http.call("DELETE", "/x", empty_allowed=True)).body == {}
    with pytest.raises(UnexpectedAnswer):
        await http.call("DELETE", "/x")
    await http.aclose()


async def test_connections_are_bounded_and_kept(gateway: ScriptedGateway) -> None:
    """Never more calls at once than allowed, over connections that are used again."""
    running: list[int] = [0]
    most: list[int] = [0]
    ports: set[int] = set()

    async def watch(request: web.Request, _recorded: Recorded) -> web.Response:
        running[0] += 1
        most[0] = max(most[0], running[0])
        assert request.transport
        ports.add(request.transport.get_extra_info("peername")[1])
        await asyncio.sleep(0.01)
        running[0] -= 1
        return web.json_response({})

    gateway.spoil = watch
    http = client(gateway.url, connections=3)
    await asyncio.gather(*(http.call("GET", "/x") for _ in range(20)))
    await http.aclose()
    assert most[0] == 3
    assert len(ports) == 3


async def test_no_cookie_is_ever_sent_back(gateway: ScriptedGateway) -> None:
    """A gateway's cookie does not tie later calls together."""
    gateway.spoil = lambda *_: web.json_response({}, headers={"Set-Cookie": "track=me; Path=/"})
    http = client(gateway.url)
    for _ in range(2):
        await http.call("GET", "/x")
    await http.aclose()
    assert all("Cookie" not in call.headers for call in gateway.calls)


@pytest.mark.parametrize("key", ["schlüssel", "sk-1\nX-Other: 1"])
async def test_a_key_that_no_header_can_carry_is_a_matter_of_configuration(key: str) -> None:
    """A pasted key with foreign characters is refused before any HTTP, and not repeated."""
    http = client("http://127.0.0.1:9", key)
    with pytest.raises(KeyRefused) as caught:
        await http.call("GET", "/x")
    await http.aclose()
    assert key not in str(caught.value)


async def test_what_cannot_be_sent_is_unsupported() -> None:
    """Half a surrogate pair in a text, or a base address that is none, ends before any HTTP."""
    http = client("http://127.0.0.1:9")
    with pytest.raises(Unsupported):
        await http.call("POST", "/x", json={"prompt": "\ud800"})
    await http.aclose()
    http = client("http://127.0.0.1:port")
    with pytest.raises(Unsupported):
        await http.call("GET", "/x")
    await http.aclose()


async def test_the_key_is_in_no_repr(gateway: ScriptedGateway) -> None:
    """Neither the client nor its parts show the key."""
    http = client(gateway.url, "sk-neverseen")
    await http.call("GET", "/x")
    assert "sk-neverseen" not in repr(http) + repr(http._http) + repr(http._http.auth)
    await http.aclose()
