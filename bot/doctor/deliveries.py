"""Whether what Slack delivers over HTTP comes through the public address to Likeness."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import AsyncIterator

import aiohttp
from slack_sdk.signature import SignatureVerifier

from bot.doctor.findings import Finding, good, problem, unseen
from bot.settings import Environment

_SECONDS = 10


async def deliveries(environment: Environment, session: aiohttp.ClientSession) -> AsyncIterator[Finding]:
    """Send ourselves the challenge with which Slack verifies an address, signed as Slack signs it."""
    secret, address = environment.slack_signing_secret, environment.public_url
    if environment.socket_mode or secret is None or address is None:
        return
    if not await _is_running(environment):
        yield unseen("deliveries", "are looked at while Likeness runs")
        return
    url, word = f"{address.rstrip('/')}/slack/events", secrets.token_hex(8)
    body = json.dumps({"type": "url_verification", "challenge": word, "token": "likeness-doctor"})
    headers = _signed(secret.get_secret_value(), body)
    try:
        async with (
            asyncio.timeout(_SECONDS),
            session.post(url, data=body, headers=headers, allow_redirects=False) as answer,
        ):
            status, text = answer.status, (await answer.content.read(4096)).decode("utf-8", "replace")
    except (TimeoutError, aiohttp.ClientError, OSError):
        status, text = 0, ""
    if word in text:
        yield good("deliveries", f"what is signed as Slack signs it is taken at {url}")
    else:
        yield problem(
            "deliveries",
            f"{url} did not answer Slack's challenge" + (f", but with {status}" if status else ""),
            "start Likeness; let the proxy pass /slack/events on with body and headers as they came",
        )


def _signed(secret: str, body: str) -> dict[str, str]:
    stamp = str(int(time.time()))
    signature = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body)
    return {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": str(signature),
    }


async def _is_running(environment: Environment) -> bool:
    """Whether somebody listens where Likeness is to listen."""
    host = "127.0.0.1" if environment.host in ("0.0.0.0", "::") else environment.host  # noqa: S104  compared only
    try:
        async with asyncio.timeout(_SECONDS):
            _, writer = await asyncio.open_connection(host, environment.port)
    except (TimeoutError, OSError):
        return False
    writer.close()
    return True
