"""The bot as a process between stand-ins, a proxy before each of them."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.demo.stage import BotProcess, bot_environment, free_port
from bot.manifest import manifest
from sandbox import providers as gateways
from sandbox import slack
from sandbox.slack.options import Memory
from tests.faults.proxy import Proxy


@dataclass(frozen=True, kw_only=True)
class Stage:
    """People and judges use the stand-ins' own addresses; the bot goes through the proxies."""

    slack_url: str
    gateways_url: str
    slack: Proxy
    gateways: Proxy
    data: Path
    bot: BotProcess


@asynccontextmanager
async def set_stage(
    folder: Path, *, seed: int = 0, memory: Memory = Memory.KEY, provider: str = "pomex"
) -> AsyncIterator[Stage]:
    """Everything up; reviews and videos take a moment each, so that kills hit work more than waiting."""
    data = folder / "data"
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    dice = random.Random(seed)
    async with AsyncExitStack() as stack:
        runner, gateways_url = await gateways.serve(
            0, gateways.GatewayOptions(review_seconds=0.5, video_seconds=1.0)
        )
        stack.push_async_callback(runner.cleanup)
        before_gateways = await stack.enter_async_context(Proxy(_port(gateways_url), dice))
        before_slack = await stack.enter_async_context(Proxy(0, dice))
        options = slack.SlackOptions(manifest=manifest(None), base_url=before_slack.url, memory=memory)
        slack_runner, _ = await slack.serve(0, options)
        stack.push_async_callback(slack_runner.cleanup)
        before_slack.upstream_port = slack_runner.addresses[0][1]
        port = free_port()
        environment = bot_environment(
            data, before_slack.url, before_gateways.url, port, provider=provider, http=False
        )
        bot = BotProcess(environment, folder / "bot.log")
        stack.push_async_callback(bot.stop)
        await bot.start()
        yield Stage(
            slack_url=f"http://127.0.0.1:{before_slack.upstream_port}",
            gateways_url=gateways_url,
            slack=before_slack,
            gateways=before_gateways,
            data=data,
            bot=bot,
        )


def _port(url: str) -> int:
    return int(url.rpartition(":")[2])
