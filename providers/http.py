"""The HTTP edge that all adapters share: one bounded client per account, every failure in our own tree."""

from __future__ import annotations

import asyncio
import json as json_module
import ssl
import time
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport

from providers.availability import Availability
from providers.errors import (
    AnswerLost,
    KeyRefused,
    ProviderError,
    RateLimited,
    Unavailable,
    UnexpectedAnswer,
    Unsupported,
)
from providers.pace import WINDOW_SECONDS, Pace
from providers.profile import CallKind
from providers.redact import redact
from providers.statuses import refusal

MAX_BODY = 8 * 1024 * 1024
CONNECT_SECONDS = 10.0
# Far below the usual 60 s of a gateway's front: a POST into a connection just closed is an answer lost.
KEEP_ALIVE_SECONDS = 5.0
# How long a call waits for its turn; whoever would wait longer is told to come back.
PATIENCE_SECONDS = 3.0


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A 2xx answer whose body is a JSON object."""

    status: int
    body: dict[str, Any]
    headers: Mapping[str, str]


class BearerAuth(httpx.Auth):
    """Adds `Authorization: Bearer`, and keeps the key out of every `repr`."""

    def __init__(self, key: str) -> None:
        self._header = f"Bearer {key}"

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = self._header
        yield request


class GatewayClient:
    """Speaks JSON with one gateway account: `connections` calls at once, each `total_seconds` at most."""

    def __init__(
        self,
        provider: str,
        base_url: str,
        key: str,
        *,
        auth: httpx.Auth | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        total_seconds: float = 30.0,
        connections: int = 64,
        now: Callable[[], float] = time.time,
        pace: Pace | None = None,
        availability: Availability | None = None,
    ) -> None:
        self._provider = provider
        self._base_url = base_url
        self._key = key
        self._total_seconds = total_seconds
        self._now = now
        self._pace = pace or Pace({})
        self._availability = availability or Availability(provider)
        self._bound = asyncio.Semaphore(connections)
        self._http = httpx.AsyncClient(
            auth=auth or BearerAuth(key),
            transport=transport or _pooled_transport(connections),
            timeout=httpx.Timeout(None, connect=min(CONNECT_SECONDS, total_seconds)),
            # No cookie ties one person's calls to another's.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            headers={"Accept": "application/json", "User-Agent": "likeness"},
        )

    def __repr__(self) -> str:
        return f"GatewayClient({self._provider!r}, {self._base_url!r})"

    async def call(
        self,
        method: str,
        path: str,
        *,
        json: Mapping[str, Any] | None = None,
        params: Mapping[str, str | int] | None = None,
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
        empty_allowed: bool = False,
        total_seconds: float | None = None,
        counted: CallKind | None = None,
    ) -> Answer:
        """Make one call; raises only `ProviderError`s.

        `empty_allowed`: an empty 2xx body is read as `{}`; `counted`: the account's rate that it falls under.
        """
        if not (self._key.isascii() and self._key.isprintable()):
            raise KeyRefused(self._provider, "the key holds characters that no header can carry")
        try:
            url = self._base_url + path
            request = self._http.build_request(method, url, json=json, params=params, files=files)
        except (UnicodeError, httpx.InvalidURL) as error:
            raise Unsupported(self._provider, f"cannot be sent: {type(error).__name__}") from None
        await self._turn(counted)
        kind = counted or f"{method} {path}"
        async with self._bound:
            sent = await self._available(kind, request, total_seconds or self._total_seconds)
        # Raised here, outside of any handler, so that no traceback drags the request with its key along.
        if isinstance(sent, ProviderError):
            raise sent
        response, content = sent
        body = {} if empty_allowed and not content.strip() else _json_object(content)
        if body is None:
            raise UnexpectedAnswer(
                self._provider, "the answer is not a JSON object", http_status=response.status_code
            )
        return Answer(status=response.status_code, body=body, headers=response.headers)

    async def aclose(self) -> None:
        await self._http.aclose()

    async def _turn(self, counted: CallKind | None) -> None:
        wait = self._pace.wait(counted, at_most=PATIENCE_SECONDS)
        if wait is None:
            after = round(WINDOW_SECONDS * 1000)
            raise RateLimited(self._provider, "many calls wait for their turn", retry_after_ms=after)
        if wait > 0:
            await asyncio.sleep(wait)

    async def _available(
        self, kind: str, request: httpx.Request, total_seconds: float
    ) -> tuple[httpx.Response, bytes] | ProviderError:
        """The answer of a call that may be made now; any other than 2xx is an error."""
        turn = self._availability.enter(kind)
        if turn.wait_ms:
            return self._availability.refusal(kind, turn.wait_ms)
        try:
            sent = await self._send(request, total_seconds)
        except BaseException:
            self._availability.left(turn)
            raise
        if not isinstance(sent, ProviderError) and not sent[0].is_success:
            sent = refusal(self._provider, *sent, now=self._now(), secrets=(self._key,))
        self._availability.ended(turn, kind, sent if isinstance(sent, ProviderError) else None)
        return sent

    async def _send(
        self, request: httpx.Request, total_seconds: float
    ) -> tuple[httpx.Response, bytes] | ProviderError:
        try:
            async with asyncio.timeout(total_seconds):
                response = await self._http.send(request, stream=True)
                try:
                    return response, await _read(response)
                finally:
                    await response.aclose()
        except TimeoutError:
            return AnswerLost(self._provider, f"no answer within {total_seconds:g} s")
        except _TooLongError:
            return UnexpectedAnswer(self._provider, f"an answer of more than {MAX_BODY} bytes")
        except httpx.DecodingError:
            return UnexpectedAnswer(self._provider, "the answer cannot be decompressed")
        except (httpx.HTTPError, aiohttp.ClientError, OSError) as error:
            kind = Unavailable if _never_sent(error) else AnswerLost
            return kind(self._provider, redact(str(error) or type(error).__name__, self._key))


class _TooLongError(Exception):
    pass


async def _read(response: httpx.Response) -> bytes:
    content = bytearray()
    async for chunk in response.aiter_bytes():
        content += chunk
        if len(content) > MAX_BODY:
            raise _TooLongError
    return bytes(content)


def _never_sent(error: BaseException) -> bool:
    """Tell whether the failure came before the request left: only then was surely nothing accepted."""
    if not isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout):
        return isinstance(error, httpx.UnsupportedProtocol)
    cause = error.__cause__
    # httpx-aiohttp calls a connection that was cut after sending a ConnectTimeout too.
    if isinstance(cause, aiohttp.ClientError):
        return isinstance(cause, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError)
    return True


def _json_object(content: bytes) -> dict[str, Any] | None:
    try:
        body = json_module.loads(content)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


@cache
def _trust() -> ssl.SSLContext:
    # Reading all certificates takes tens of milliseconds; every account trusts the same ones.
    return httpx.create_ssl_context()


def _pooled_transport(connections: int) -> AiohttpTransport:
    def session() -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(
            limit=connections, keepalive_timeout=KEEP_ALIVE_SECONDS, ssl=_trust()
        )
        return aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())

    return AiohttpTransport(verify=_trust(), client=session)
