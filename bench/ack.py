"""How soon a signed delivery is answered, 50 at once, beside a Bolt app that only acknowledges.

The library holds 100,000 assets, and the poller is busy with 1,000 looks that are due again and again.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import itertools
import json
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import aiohttp

from bench.library import fill_library
from bot.demo.stage import free_port, set_stage
from bot.parts import now_ms
from handlers import ids
from tests.support import rows

ASSETS = 100_000
AT_ONCE = 50
SECONDS = 4.0
SECRET = "local-signing-secret"  # noqa: S105  the stand-in's

Body = Callable[[int], str]


@dataclass(frozen=True, kw_only=True)
class Acks:
    """Milliseconds from the delivery to its answer."""

    what: str
    p50: float
    p99: float
    slowest: float
    per_second: float


def command(number: int) -> str:
    return urlencode(
        {
            "command": "/asset",
            "text": "list",
            "team_id": rows.TEAM,
            "user_id": rows.MAYA,
            "channel_id": rows.CHANNEL,
            "trigger_id": f"t.{number}",
            "api_app_id": "A0LIKENESS",
        }
    )


def click(number: int) -> str:
    value = ids.ButtonValue(f"y_{_letters(number)}").encode()
    action = {"type": "button", "action_id": ids.ACTION_APPROVE_ONCE, "block_id": "b", "value": value}
    return _payload({"type": "block_actions", "trigger_id": f"c.{number}", "actions": [action]})


def options(number: int) -> str:
    return _payload(
        {
            "type": "block_suggestion",
            "action_id": ids.ACTION_REFERENCES,
            "block_id": ids.FIELD_REFERENCES,
            "value": f"asset-{number % 1000}",
            "view": {"id": "V1", "callback_id": ids.VIEW_VIDEO, "blocks": [], "state": {"values": {}}},
        }
    )


def _payload(fields: dict[str, object]) -> str:
    known = {
        "team": {"id": rows.TEAM},
        "user": {"id": rows.MAYA, "team_id": rows.TEAM},
        "api_app_id": "A0LIKENESS",
        "container": {"type": "message", "channel_id": rows.CHANNEL, "message_ts": "1.1"},
    }
    return urlencode({"payload": json.dumps(known | fields)})


def _letters(number: int) -> str:
    digits = "abcdefghijklmnopqrstuvwxyz234567"
    return "".join(digits[number >> shift & 31] for shift in range(55, -1, -5))


DELIVERIES: tuple[tuple[str, Body], ...] = (
    ("`/asset list`", command),
    ("a click", click),
    ("an external select", options),
)


async def measure(address: str, what: str, body: Body, *, seconds: float = SECONDS) -> Acks:
    """Deliver as fast as answers come, 50 at once."""
    numbers, taken = itertools.count(int(time.time() * 1000) % 10**9 * 1000), list[float]()
    connector = aiohttp.TCPConnector(limit=AT_ONCE)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def deliver(end: float) -> None:
            while time.perf_counter() < end:
                text = body(next(numbers))
                began = time.perf_counter()
                async with session.post(address, data=text, headers=_signed(text)) as answer:
                    await answer.read()
                    assert answer.status == 200, (what, answer.status)
                taken.append(1000 * (time.perf_counter() - began))

        await deliver(time.perf_counter() + 0.5)
        taken.clear()
        began = time.perf_counter()
        await asyncio.gather(*(deliver(began + seconds) for _ in range(AT_ONCE)))
        spent = time.perf_counter() - began
    return Acks(
        what=what,
        p50=_share(taken, 0.5),
        p99=_share(taken, 0.99),
        slowest=max(taken),
        per_second=len(taken) / spent,
    )


def _signed(body: str) -> dict[str, str]:
    now = str(int(time.time()))
    made = hmac.new(SECRET.encode(), f"v0:{now}:{body}".encode(), hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": now,
        "X-Slack-Signature": f"v0={made}",
    }


def _share(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


@asynccontextmanager
async def bot(assets: int = ASSETS) -> AsyncIterator[tuple[str, str]]:
    """The bot's address for deliveries, and Slack's stand-in; 1,000 looks are due from the start."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        fill_library(data / "likeness.db", assets, now=now_ms(), due_ms=0)
        async with set_stage(data, http=True) as stage:
            yield f"{stage.bot_url}/slack/events", f"{stage.slack_url}/api/"


@asynccontextmanager
async def bare(slack_api: str) -> AsyncIterator[str]:
    """The address of the Bolt app that only acknowledges."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.bare_bolt", str(port), SECRET, slack_api
    )
    try:
        await _until_open(port)
        yield f"http://127.0.0.1:{port}/slack/events"
    finally:
        process.terminate()
        await process.wait()


async def _until_open(port: int) -> None:
    for _ in range(200):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return
    raise RuntimeError("the bare app did not come up")


async def measure_all(*, seconds: float = SECONDS) -> list[tuple[Acks, Acks]]:
    """Ours and the bare app's, delivery by delivery."""
    found = []
    async with bot() as (ours, slack_api), bare(slack_api) as theirs:
        for what, body in DELIVERIES:
            found.append(
                (
                    await measure(ours, what, body, seconds=seconds),
                    await measure(theirs, what, body, seconds=seconds),
                )
            )
    return found


if __name__ == "__main__":
    for pair in asyncio.run(measure_all()):
        print(*pair, sep="\n")  # noqa: T201  a report
