"""Whether the public address leads to this machine's Likeness."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import ipaddress
import secrets
import socket
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web

from bot.doctor.findings import Finding, good, problem, warning
from bot.media.address import is_public
from bot.settings import Environment

_SECONDS = 10
_PATH = "/healthz"


async def public_address(environment: Environment, session: aiohttp.ClientSession) -> AsyncIterator[Finding]:
    """Fetch ourselves from outside; a bot that is not running is stood in for while we look."""
    if environment.public_url is None:
        yield warning(
            "public address",
            "missing: there is no face check, and only gateways with an upload of their own take media",
            "set LIKENESS_PUBLIC_URL to an https address that a reverse proxy or tunnel passes on to "
            f"LIKENESS_PORT ({environment.port})",
        )
        return
    if not environment.allow_loopback and (inside := await _inside(environment.public_url)):
        yield problem(
            "public address",
            f"leads to {inside}, which phones and gateways outside cannot reach",
            "let the name lead to an address of the internet",
        )
        return
    async with _answering(environment) as word:
        yield await _fetched(environment, session, word)


async def _inside(url: str) -> str | None:
    """The address behind a name if none of them is public; None also where the name leads nowhere."""
    with contextlib.suppress(OSError):
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(urlsplit(url).hostname, None, type=socket.SOCK_STREAM)
        addresses = [ipaddress.ip_address(entry[4][0]) for entry in found]
        if addresses and not any(is_public(address) for address in addresses):
            return str(addresses[0])
    return None


@contextlib.asynccontextmanager
async def _answering(environment: Environment) -> AsyncIterator[str | None]:
    """Answer with a word of ours at the bot's port; None when somebody listens there: the bot, we hope."""
    word = secrets.token_hex(8)

    async def answer(_request: web.Request) -> web.Response:
        return web.json_response({"ok": True, "doctor": word})

    app = web.Application()
    app.router.add_get(_PATH, answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, environment.host, environment.port).start()
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            yield None
        else:
            yield word
    finally:
        await runner.cleanup()


async def _fetched(environment: Environment, session: aiohttp.ClientSession, word: str | None) -> Finding:
    url = f"{(environment.public_url or '').rstrip('/')}{_PATH}"
    here = f"{environment.host}:{environment.port}"
    cure = (
        f"check DNS, certificate and the rule of the proxy or tunnel: it must pass {environment.public_url} "
        f"on to {here}; a firewall may stand between"
    )
    try:
        async with asyncio.timeout(_SECONDS), session.get(url, allow_redirects=False) as answer:
            status, text = answer.status, (await answer.content.read(4096)).decode("utf-8", "replace")
    except TimeoutError:
        return problem("callback address", f"unreachable: no answer within {_SECONDS} s from {url}", cure)
    except (aiohttp.ClientError, OSError) as error:
        return problem("callback address", f"unreachable: {_why(error)} at {url}", cure)
    if word is not None and word in text:
        return good("callback address", f"{url} leads here")
    if word is None and '"ok": true' in text:
        return good("callback address", f"{url} leads to a Likeness that is well")
    return problem("callback address", f"{url} leads elsewhere: it answered {status}", cure)


def _why(error: Exception) -> str:
    if isinstance(error, aiohttp.ClientConnectorCertificateError | aiohttp.ClientSSLError):
        return "a certificate that is not trusted"
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "the name leads nowhere"
    return "no connection"
