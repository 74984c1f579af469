"""How soon a bot that was killed does something useful, with thousands of rows left open."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime
from pathlib import Path

import aiohttp
import click
import pytest

from bot.demo.stage import BotProcess, bot_environment, free_port
from bot.manifest import manifest
from sandbox import providers as gateways
from sandbox import slack
from storage import open_storage
from storage.changes import Insert, change
from storage.model import MessageStatus, RegistrationStatus
from tests.support import rows

START_SECONDS = 10.0
"""What a busy machine may take; docs/reliability.md says what a quiet one does."""


async def _left_open(database: Path, count: int) -> None:
    """Half of them reviews to be read under a dead worker's lease, half posts that were being made."""
    now = time.time_ns() // 1_000_000
    storage = await open_storage(database)
    await storage.apply(change(*rows.request_rows()))
    for start in range(0, count // 2, 500):
        steps = [Insert(row=row) for n in range(start, start + 500) for row in _open_rows(n, now)]
        assert await storage.apply(change(*steps)) is None
    await storage.claim_jobs(now, 30_000, count)
    await storage.close()


def _open_rows(n: int, now: int):
    yield rows.media(id=f"m_x{n}")
    yield rows.asset(id=f"a_x{n}", media_id=f"m_x{n}", name=f"robot-{n}", person_id=None)
    yield rows.registration(
        id=f"g_x{n}", asset_id=f"a_x{n}", status=RegistrationStatus.IN_REVIEW, handle={"id": f"asset-{n}"}
    )
    yield rows.job(
        id=f"j_x{n}",
        kind="read_registration",
        subject=f"g_x{n}",
        due_at=now,
        provider="pomex",
        account="main",
    )
    yield rows.notice(
        id=f"n_x{n}", channel=rows.MAYA, due_at=now, created_at=now, status=MessageStatus.INDETERMINATE
    )


async def _first_step(slack_url: str, gateways_url: str) -> float:
    """When the bot first asked a gateway, or Slack about a message; seconds since 1970."""
    async with aiohttp.ClientSession() as session:
        for _ in range(600):
            async with session.get(f"{gateways_url}/_local/journal") as answer:
                asked = [
                    datetime.fromisoformat(r["at"]).timestamp() for r in (await answer.json())["requests"]
                ]
            async with session.get(f"{slack_url}/_local/journal") as answer:
                entries = (await answer.json())["entries"]
            asked += [e["at"] for e in entries if e["method"].startswith(("chat.", "conversations.history"))]
            if asked:
                return min(asked)
            await asyncio.sleep(0.02)
    raise AssertionError("nothing useful was done")


@pytest.mark.parametrize("count", [2_000, pytest.param(10_000, marks=[pytest.mark.slow, pytest.mark.long])])
async def test_the_first_useful_step_comes_soon_after_a_kill(count, tmp_path):
    """From the start of the process on, everything that Python has to load included."""
    data = tmp_path / "data"
    await _left_open(data / "likeness.db", count)
    runner, gateways_url = await gateways.serve(0, gateways.GatewayOptions())
    slack_runner, slack_url = await slack.serve(0, slack.SlackOptions(manifest=manifest(None)))
    environment = bot_environment(data, slack_url, gateways_url, free_port(), provider="pomex", http=False)
    bot = BotProcess(environment, tmp_path / "bot.log")
    began = time.time()
    try:
        await bot.start()
        took = await _first_step(slack_url, gateways_url) - began
    finally:
        await bot.kill()
        await slack_runner.cleanup()
        await runner.cleanup()
    click.echo(f"{count} rows left open: first useful step after {took:.2f} s")
    assert took < START_SECONDS
