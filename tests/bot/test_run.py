"""The bot put together: it starts, it stops when told, and it says why it cannot."""

from __future__ import annotations

import asyncio
import os
import socket
import time
from contextlib import asynccontextmanager

import pytest
from slack_sdk.errors import SlackApiError

from bot.demo.stage import bot_environment, free_port
from bot.manifest import manifest
from bot.run import run
from bot.settings import load_settings
from handlers.slack.errors import TokenRefused
from sandbox.slack import WORKSPACE, SlackOptions, serve


@pytest.fixture(name="bot")
def _bot(tmp_path, monkeypatch):
    """Run the bot against a local Slack; yields (workspace, task, stop)."""

    @asynccontextmanager
    async def start(*, http=False, faults=(), **variables):
        runner, url = await serve(0, SlackOptions(manifest=manifest(), rate_limits=False))
        workspace = runner.app[WORKSPACE]
        workspace.faults.set(list(faults))
        environment = bot_environment(
            tmp_path / "data", url, "http://127.0.0.1:9", free_port(), provider="pomex", http=http
        )
        for name in ("SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"):
            monkeypatch.delenv(name, raising=False)
        for name, value in {**environment, **variables}.items():
            monkeypatch.setenv(name, value)
        stop = asyncio.Event()
        task = asyncio.create_task(run(load_settings(), stop))
        try:
            yield workspace, task, stop
        finally:
            stop.set()
            await asyncio.wait({task})
            await runner.cleanup()

    return start


def opened(workspace):
    entries = workspace.journal.after(0)
    return [e for e in entries if e["method"] == "apps.connections.open"]


async def until(holds):
    async with asyncio.timeout(10):
        while not holds():
            await asyncio.sleep(0.01)


async def test_it_starts_and_stops_when_told(bot):
    """Both connections are there, asked for once each, and everything that was opened is closed again."""
    async with bot() as (workspace, task, stop):
        await until(lambda: len(workspace.carrier._links) == 2)
        assert len(opened(workspace)) == 2
        began = time.monotonic()
        stop.set()
        await task
    assert time.monotonic() - began < 4


async def test_a_refused_app_token_ends_the_start(bot):
    """It is not tried for ever."""
    async with bot(SLACK_APP_TOKEN="xapp-of-another-app") as (_, task, _stop):
        with pytest.raises(SlackApiError, match="invalid_auth"):
            await asyncio.wait_for(task, 5)


async def test_a_refused_bot_token_ends_the_start(bot):
    """The same for the token of the Web API."""
    async with bot(SLACK_BOT_TOKEN="xoxb-of-another-app") as (_, task, _stop):
        with pytest.raises(TokenRefused):
            await asyncio.wait_for(task, 5)


async def test_it_stops_when_told_while_it_connects(bot):
    """A Slack that hangs does not keep it."""
    slow = {"method": "apps.connections.open", "fault": "late", "seconds": 30}
    async with bot(faults=[slow]) as (workspace, task, stop):
        await until(lambda: opened(workspace))
        began = time.monotonic()
        stop.set()
        await task
    assert time.monotonic() - began < 4


async def test_its_port_opens_once_slack_reaches_it(bot):
    """Whoever waits for the port types a command that is answered."""
    slow = {"method": "apps.connections.open", "fault": "late", "seconds": 0.5}
    async with bot(faults=[slow]) as (workspace, _task, _stop):
        await until(lambda: opened(workspace))
        assert not answers()
        await until(answers)
        assert workspace.carrier.connections
        ack = await workspace.carrier.send("slash_commands", {"command": "/nothing"})
        assert ack.error != "dispatch_failed"


def answers() -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", int(os.environ["LIKENESS_PORT"]))) == 0
