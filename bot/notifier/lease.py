"""Holds the lease of a claimed message while its delivery runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from storage.changes import SettleMessage, Step, change
from storage.face import Storage
from storage.model import Message

LEASE_MS = 30_000
RENEW_SECONDS = LEASE_MS / 3000


class LeaseLost(Exception):  # noqa: N818  an answer, not an error
    """Somebody else claimed the message meanwhile; nothing more may be done with it here."""


class Overtaken(Exception):  # noqa: N818  an answer, not an error
    """What a message was to say no longer holds."""


async def write_under_lease(storage: Storage, message: Message, **values: object) -> None:
    """Set columns of a claimed message and keep it claimed; `LeaseLost` when it is not ours any more."""
    if await storage.apply(change(SettleMessage(message=message, values=values))) is not None:
        raise LeaseLost(message.id)


async def renew(storage: Storage, message: Message, now: int, still: Sequence[Step] = ()) -> None:
    """Hold the message for another 30 s; `Overtaken` when what it says does not hold any more."""
    held = SettleMessage(message=message, values={"lease_until": now + LEASE_MS})
    guard = await storage.apply(change(held, *still))
    if guard == "lease":
        raise LeaseLost(message.id)
    if guard is not None:
        raise Overtaken(guard)


@asynccontextmanager
async def kept(storage: Storage, message: Message, clock: Callable[[], int]) -> AsyncIterator[None]:
    """Renew every 10 s until the block ends; uploads may take longer than a lease."""

    async def keep() -> None:
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            await renew(storage, message, clock())

    keeper = asyncio.create_task(keep(), name=f"lease of {message.id}")
    try:
        yield
    finally:
        keeper.cancel()
        await asyncio.gather(keeper, return_exceptions=True)
