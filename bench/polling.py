"""The real poller with nothing but looks to make."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.crypto.ids import new_id, new_state
from bot.media.store import MediaStore
from bot.parts import now_ms
from bot.poller import Poller, Tools
from bot.poller.steps import STEPS
from providers.face import Provider
from storage import SqliteStorage
from workflow.jobs import Gaps
from workflow.use_cases import Desk


@asynccontextmanager
async def start_poller(
    storage: SqliteStorage,
    provider: Provider,
    folder: Path,
    gaps: Gaps,
    clock: Callable[[], int] = now_ms,
) -> AsyncIterator[Tools]:
    """A poller at one gateway, on the given clock in milliseconds, until the block ends."""
    name = provider.profile.name
    desk = Desk(
        storage=storage,
        profiles={name: provider.profile},
        clock=clock,
        new_id=lambda prefix: new_id(f"{prefix}_"),
        new_state=new_state,
        seal=str,
        unseal=str,
    )
    tools = Tools(
        desk=desk,
        providers={name: provider},
        store=MediaStore(folder / "media"),
        gaps=gaps,
        jitter=random.Random(1).random,  # noqa: S311  spreads looks, guards nothing
        bring_in=_never,
        download=_never,
        media_url=str,
    )
    poller, stop = Poller(tools, STEPS), asyncio.Event()
    storage.on_commit(lambda jobs, _messages: poller.wake() if jobs else None)
    running = asyncio.create_task(poller.run(stop))
    try:
        yield tools
    finally:
        stop.set()
        await running


async def _never(*_: Any) -> None:
    raise AssertionError("nothing is fetched here")
