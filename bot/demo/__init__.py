"""`likeness demo`: the whole story with stand-ins, told as it happens."""

from __future__ import annotations

import asyncio
import os
import shutil
import time
from pathlib import Path

from rich.console import Console

from bot.demo.local_slack import StoryError, local_slack
from bot.demo.phone import Phone, browser
from bot.demo.stage import Stage, set_stage
from bot.demo.story import ADA, MAYA, RACHEL, TOM, Story
from bot.demo.transcript import Transcript
from bot.run import stop_on_signals
from providers.profile import Profile
from providers.registry import PROVIDERS

__all__ = ["play"]

_MARKER = "likeness-demo"
_PEOPLE = (MAYA, RACHEL, TOM, ADA)


async def play(*, provider: str, stays: bool) -> int:
    """Tell the story; the process's exit code."""
    console = Console(soft_wrap=False)
    data = data_folder(os.environ.get("LIKENESS_DATA_DIR"))
    began = time.monotonic()
    async with set_stage(data, provider=provider) as stage:
        console.print(f"Local workspace: {stage.slack_url}/   Gateways: {stage.gateways_url}/_local/")
        try:
            saved = await _tell(console, stage, data, PROVIDERS[provider].profile)
        except StoryError as error:
            console.print(f"[bold red]demo: failed[/bold red] {error}\n{stage.bot.tail()}")
            return 1
        took = time.monotonic() - began
        console.print(f"\nThe story took {took:.0f} s.")
        print(f"demo: done {saved}", flush=True)  # noqa: T201  the line that scripts look for
        if stays:
            await _stay(console, stage)
    return 0


async def _tell(console: Console, stage: Stage, data: Path, profile: Profile) -> Path:
    async with local_slack(stage.slack_url) as slack, browser() as phone:
        transcript = Transcript(console, slack, _PEOPLE)
        story = Story(slack=slack, phone=Phone(phone), transcript=transcript, profile=profile)
        async with transcript.running():
            return await story.tell(data / "rachel.mp4")


async def _stay(console: Console, stage: Stage) -> None:
    console.print(f"\nOpen [bold]{stage.slack_url}/[/bold] and go on by hand. Ctrl-C ends it.")
    stop = asyncio.Event()
    stop_on_signals(stop)
    await stop.wait()


def data_folder(configured: str | None) -> Path:
    """The demo's folder, empty: wiped only when it carries the demo's own marker."""
    folder = Path(configured or "./demo-data").resolve()
    marker = folder / _MARKER
    if folder.exists() and any(folder.iterdir()):
        if not marker.exists():
            raise SystemExit(
                f"{folder} holds something that is not the demo's: name another LIKENESS_DATA_DIR"
            )
        for entry in folder.iterdir():
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    folder.mkdir(parents=True, exist_ok=True)
    marker.write_text("This folder belongs to `likeness demo`, which empties it at each start.\n", "utf-8")
    return folder
