"""Files fetched to disk, streaming, within a size and a time."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urljoin

import aiohttp
from yarl import URL

from bot.media import problem
from bot.media.address import PrivateAddressError
from bot.media.problem import MediaProblem
from bot.media.sniff import HEAD_BYTES, PAGE, sniff
from workflow.links import LINK_INVALID, LINK_PRIVATE_ADDRESS, link_problem

MAX_REDIRECTS = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HOST = re.compile(r"[a-z0-9.:-]+", re.ASCII)
_PIECE = 256 * 1024
_SOCKET_SECONDS = 20.0


async def fetch_link(
    session: aiohttp.ClientSession,
    url: str,
    destination: Path,
    *,
    max_bytes: int,
    allow_loopback: bool,
    seconds: float = 120,
) -> None:
    """Fetch a user's link to `destination`; `session` is a guarded one.

    Raises MediaProblem and leaves no file. At most 3 redirects are followed, each checked as the first
    link was; `seconds` bounds the whole.
    """
    status = 0
    try:
        async with asyncio.timeout(seconds):
            for _ in range(MAX_REDIRECTS + 1):
                if key := link_problem(url, allow_loopback=allow_loopback):
                    raise MediaProblem(key)
                async with _get(session, _as_given(url)) as response:
                    if response.status not in _REDIRECTS:
                        await _keep(response, destination, max_bytes, page_key=problem.IS_PAGE)
                        return
                    status = response.status
                    url = _joined(url, response.headers.get("Location", ""))
    except TimeoutError:
        raise MediaProblem(problem.TIMEOUT, temporary=True) from None
    raise MediaProblem(problem.UNREACHABLE, status=status)


async def fetch_slack_file(
    session: aiohttp.ClientSession,
    url_private: str,
    token: str,
    destination: Path,
    *,
    max_bytes: int,
    slack_url: str,
    seconds: float = 120,
) -> None:
    """Fetch a private Slack file to `destination` with the bot's token.

    Raises MediaProblem and leaves no file. The token goes only to the host of `slack_url` (the Web API's
    address) and hosts below it, with the same scheme and port, and never along a redirect. Slack answers 200
    with a login page when a scope is missing.
    """
    if not _is_slacks(url_private, slack_url):
        raise MediaProblem(problem.SLACK_FILE_UNREADABLE)
    headers = {"Authorization": f"Bearer {token}"}
    try:
        async with asyncio.timeout(seconds), _get(session, URL(url_private), headers) as response:
            if response.status in _REDIRECTS or response.status in {401, 403, 404, 410}:
                raise MediaProblem(problem.SLACK_FILE_UNREADABLE)
            await _keep(response, destination, max_bytes, page_key=problem.SLACK_FILE_UNREADABLE)
    except TimeoutError:
        raise MediaProblem(problem.TIMEOUT, temporary=True) from None


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        raise MediaProblem(LINK_INVALID) from None


def _as_given(url: str) -> URL:
    # A signature in a query covers its exact spelling.
    return URL(url, encoded=url.isascii())


def _is_slacks(url: str, slack_url: str) -> bool:
    # Read with the parser that the client connects by, so that both see the same host.
    try:
        asked, known = URL(url), URL(slack_url)
    except ValueError:
        return False
    host, base = asked.raw_host or "", known.raw_host or ""
    return (
        (asked.scheme, asked.port) == (known.scheme, known.port)
        and asked.user is None
        and asked.password is None
        and all(_HOST.fullmatch(name) for name in (host, base))
        and (host == base or host.endswith("." + base))
    )


@asynccontextmanager
async def _get(
    session: aiohttp.ClientSession, url: URL, headers: dict[str, str] | None = None
) -> AsyncIterator[aiohttp.ClientResponse]:
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=_SOCKET_SECONDS, sock_read=_SOCKET_SECONDS)
    try:
        async with session.get(url, headers=headers, allow_redirects=False, timeout=timeout) as response:
            yield response
    # No cause is kept: it holds the address, which may be a signed one.
    except aiohttp.ClientConnectorError as error:
        if isinstance(error.os_error, PrivateAddressError):
            raise MediaProblem(LINK_PRIVATE_ADDRESS) from None
        raise MediaProblem(problem.UNREACHABLE, temporary=True, status=0) from None
    except TimeoutError:
        raise
    except aiohttp.ClientError:
        raise MediaProblem(problem.UNREACHABLE, temporary=True, status=0) from None


async def _keep(
    response: aiohttp.ClientResponse, destination: Path, max_bytes: int, *, page_key: str
) -> None:
    status = response.status
    if status != 200:
        temporary = status in {408, 425, 429} or status >= 500
        raise MediaProblem(problem.UNREACHABLE, temporary=temporary, status=status)
    if (response.content_length or 0) > max_bytes:
        raise problem.too_large(max_bytes)
    kept = False
    try:
        kind = sniff(await _write(response, destination, max_bytes))
        kept = kind != PAGE and (kind is not None or response.content_type != "text/html")
    finally:
        if not kept:
            destination.unlink(missing_ok=True)  # noqa: ASYNC240  must also happen when cancelled
    if not kept:
        raise MediaProblem(page_key)


async def _write(response: aiohttp.ClientResponse, destination: Path, max_bytes: int) -> bytes:
    """Stream the body to disk; the first bytes."""
    head, size = b"", 0
    handle = await asyncio.to_thread(os.open, destination, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        async for piece in response.content.iter_chunked(_PIECE):
            size += len(piece)
            if size > max_bytes:
                raise problem.too_large(max_bytes)
            if len(head) < HEAD_BYTES:
                head += piece[:HEAD_BYTES]
            await asyncio.to_thread(file.write, piece)
    return head
