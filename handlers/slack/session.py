"""The aiohttp session that every call to Slack shares."""

from __future__ import annotations

import aiohttp

CALL_SECONDS = 30
CONNECTIONS = 32
KEEP_ALIVE_SECONDS = 10  # below what servers keep: a connection closed under a call looks like a lost answer


def open_slack_session() -> aiohttp.ClientSession:
    """A session with Slack's time-outs; must be called in the running loop and closed by the caller."""
    return aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=CALL_SECONDS, sock_connect=10),
        connector=aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=KEEP_ALIVE_SECONDS),
    )
