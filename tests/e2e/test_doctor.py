"""The doctor beside a bot that runs, in both ways of delivery."""

from __future__ import annotations

import asyncio

import pytest

from bot.demo.stage import bot_environment, set_stage
from tests.support.command_line import likeness


@pytest.mark.parametrize("http", [False, True])
@pytest.mark.slow
async def test_a_running_bot_is_found_well(tmp_path, http):
    """Its own health answers at the public address, and nothing is in its way."""
    async with set_stage(tmp_path, http=http) as stage:
        port = int(stage.bot_url.rpartition(":")[2])
        variables = bot_environment(
            tmp_path, stage.slack_url, stage.gateways_url, port, provider="pomex", http=http
        )
        done = await asyncio.to_thread(likeness, tmp_path, "doctor", "--channel", "C0FILM", **variables)
        still = await asyncio.to_thread(likeness, tmp_path, "doctor", **variables)
    assert done.returncode == still.returncode == 0, done.stdout
    assert f"{stage.bot_url}/healthz leads to a Likeness that is well" in still.stdout
    assert still.stdout.rstrip().endswith("All is well.")
    assert ("deliveries: what is signed" in still.stdout) is http
    assert "it joins when it first posts there" in done.stdout
