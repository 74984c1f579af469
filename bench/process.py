"""The bot as a process: memory and start-up as its library grows, and what it does when nothing happens."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from bench.library import fill_library
from bot.demo.stage import BotProcess, set_stage
from bot.parts import now_ms
from storage.sqlite.connection import connect

SIZES = (1, 1_000, 10_000, 100_000)
_STACK = "import bot.run, bot.cli, PIL.Image, av; print(open('/proc/self/status').read())"
_SETTLE_S = 4.0


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One run: resident memory in MB, seconds to the first useful step, and the database's size in MB."""

    assets: int
    memory_mb: float
    first_step_s: float
    database_mb: float


@dataclass(frozen=True, kw_only=True)
class Idle:
    """What a bot with 1,000 assets did in a time without events."""

    seconds: float
    gateway_calls: int
    slack_calls: int
    core_share: float


def imported_mb() -> float:
    """Resident memory of a process that has imported everything and done nothing."""
    shown = subprocess.run([sys.executable, "-c", _STACK], capture_output=True, text=True, check=True)
    return _resident(shown.stdout)


def _resident(status: str) -> float:
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def _memory(bot: BotProcess) -> float:
    return _resident(Path(f"/proc/{bot.pid}/status").read_text())


def _cpu_seconds(bot: BotProcess) -> float:
    fields = Path(f"/proc/{bot.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def standing(assets: int) -> Standing:
    """Start the bot on a library of that many assets, 1,000 jobs open and one look due."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        fill_library(data / "likeness.db", assets, now=now_ms())
        _make_one_due(data / "likeness.db")
        async with set_stage(data, start_bot=False) as stage:
            before = len(await _calls(stage.gateways_url))
            began = time.perf_counter()
            await stage.bot.spawn()
            while len(await _calls(stage.gateways_url)) == before:
                await asyncio.sleep(0.01)
            took = time.perf_counter() - began
            await asyncio.sleep(_SETTLE_S)
            memory = _memory(stage.bot)
        size = (data / "likeness.db").stat().st_size / 1_048_576
        return Standing(assets=assets, memory_mb=memory, first_step_s=took, database_mb=size)


async def idle(seconds: float = 60.0) -> Idle:
    """Leave a started bot alone."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        fill_library(data / "likeness.db", 1_000, now=now_ms(), jobs=0)
        async with set_stage(data) as stage:
            await asyncio.sleep(_SETTLE_S)
            gateway, slack = await _calls(stage.gateways_url), await _calls(stage.slack_url)
            cpu, began = _cpu_seconds(stage.bot), time.perf_counter()
            await asyncio.sleep(seconds)
            spent = time.perf_counter() - began
            return Idle(
                seconds=spent,
                gateway_calls=len(await _calls(stage.gateways_url)) - len(gateway),
                slack_calls=len(await _calls(stage.slack_url)) - len(slack),
                core_share=(_cpu_seconds(stage.bot) - cpu) / spent,
            )


async def _calls(url: str) -> Sequence[object]:
    """What a stand-in was asked so far."""
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{url}/_local/journal", params={"limit": "100000"}) as answer,
    ):
        said = await answer.json()
    return next(entries for entries in said.values() if isinstance(entries, list))


def _make_one_due(path: Path) -> None:
    with closing(connect(path, writes=True)) as connection:
        connection.execute("UPDATE jobs SET due_at = 0 WHERE id = 'j_0'")


if __name__ == "__main__":
    print(imported_mb(), *[asyncio.run(standing(n)) for n in SIZES], asyncio.run(idle()))  # noqa: T201  a report
