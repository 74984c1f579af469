"""The stage of the demo: both stand-ins as tasks, the bot as a process of its own."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.manifest import manifest
from providers.registry import PROVIDERS
from sandbox import providers as gateways
from sandbox import slack

_READY_SECONDS = 30
_END_SECONDS = 12


@dataclass(frozen=True, kw_only=True)
class Stage:
    """Where everything is; `log` is the bot's own."""

    slack_url: str
    gateways_url: str
    bot_url: str
    data_dir: Path
    log: Path
    bot: BotProcess


class BotProcess:
    """The bot as a child process that can be killed and started again."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self._environment = environment
        self._log = log
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    async def start(self) -> None:
        """Start, and wait until it answers."""
        await self.spawn()
        await self._ready()

    async def spawn(self) -> None:
        """Start without waiting."""
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot.cli", "run", env=self._environment, stdout=log, stderr=log
            )

    async def _ready(self) -> None:
        port = int(self._environment["LIKENESS_PORT"])
        for _ in range(_READY_SECONDS * 20):
            if self._process is not None and self._process.returncode is not None:
                raise RuntimeError(f"the bot ended at once; see {self._log}:\n{self.tail()}")
            if await asyncio.to_thread(_answers, port):
                return
            await asyncio.sleep(0.05)
        raise RuntimeError(f"the bot did not come up; see {self._log}:\n{self.tail()}")

    def tail(self) -> str:
        return "\n".join(self._log.read_text("utf-8", "replace").splitlines()[-12:])

    async def kill(self) -> None:
        """SIGKILL, as a crash would."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    async def stop(self) -> None:
        """SIGTERM, as a deploy would; SIGKILL when it takes too long."""
        if self._process is None or self._process.returncode is not None:
            return
        self._process.terminate()
        try:
            await asyncio.wait_for(self._process.wait(), _END_SECONDS)
        except TimeoutError:
            await self.kill()


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def set_stage(
    data_dir: Path,
    *,
    provider: str = "pomex",
    http: bool = False,
    review_seconds: float = 2.0,
    video_seconds: float = 7.0,
    video_link_seconds: float = 24 * 3600.0,
    slack_port: int = 0,
    variant: str | None = None,
    start_bot: bool = True,
) -> AsyncIterator[Stage]:
    """Everything up and talking over loopback sockets, and taken down again in the reverse order."""
    bot_port = free_port()
    bot_url = f"http://127.0.0.1:{bot_port}"
    async with AsyncExitStack() as stack:
        options = gateways.GatewayOptions(
            review_seconds=review_seconds,
            video_seconds=video_seconds,
            video_link_seconds=video_link_seconds,
            variant=variant,
        )
        runner, gateways_url = await gateways.serve(0, options)
        stack.push_async_callback(runner.cleanup)
        events_url = f"{bot_url}/slack/events" if http else None
        slack_options = slack.SlackOptions(
            manifest=manifest(bot_url if http else None), events_url=events_url
        )
        slack_runner, slack_url = await slack.serve(slack_port, slack_options)
        stack.push_async_callback(slack_runner.cleanup)
        environment = bot_environment(
            data_dir, slack_url, gateways_url, bot_port, provider=provider, http=http
        )
        log = data_dir / "bot.log"
        bot = BotProcess(environment, log)
        if start_bot:
            await bot.start()
        stack.push_async_callback(bot.stop)
        yield Stage(
            slack_url=slack_url,
            gateways_url=gateways_url,
            bot_url=bot_url,
            data_dir=data_dir,
            log=log,
            bot=bot,
        )


def bot_environment(
    data_dir: Path, slack_url: str, gateways_url: str, port: int, *, provider: str, http: bool
) -> dict[str, str]:
    """The bot's settings for a stage; nothing of the caller's own settings reaches it."""
    profile = PROVIDERS[provider].profile
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SLACK_", "LIKENESS_")) and not name.endswith(("_API_KEY", "_BASE_URL"))
    }
    mode: dict[str, Any] = (
        {"SLACK_SIGNING_SECRET": "local-signing-secret"} if http else {"SLACK_APP_TOKEN": "xapp-local"}
    )
    return {
        **kept,
        **mode,
        "SLACK_BOT_TOKEN": "xoxb-local",
        "SLACK_API_URL": f"{slack_url}/api/",
        "LIKENESS_HOST": "127.0.0.1",
        "LIKENESS_PORT": str(port),
        "LIKENESS_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "LIKENESS_DATA_DIR": str(data_dir),
        "LIKENESS_ALLOW_LOOPBACK": "1",
        "LIKENESS_POLL_MIN_SECONDS": "0.4",
        "LIKENESS_POLL_MAX_SECONDS": "3",
        profile.key_variable: "sk-demo-key",
        profile.base_variable: gateways_url,
    }
