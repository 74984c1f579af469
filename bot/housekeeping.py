"""What is swept up now and then while the bot runs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog

from storage.errors import StorageError
from storage.face import Storage
from workflow.moment import DAY

KEYS_LIFE = DAY
"""Slack sends an event again for some minutes, and anything else not at all."""
_EVERY_SECONDS = 3600.0

log = structlog.get_logger(__name__)


async def keep_house(
    storage: Storage, clock: Callable[[], int], stop: asyncio.Event, *, every_seconds: float = _EVERY_SECONDS
) -> None:
    """Drop dedupe keys older than a day, now and every hour until `stop`; `clock` in milliseconds UTC."""
    while not stop.is_set():
        try:
            dropped = await storage.forget_deliveries(clock() - KEYS_LIFE)
        except StorageError as error:
            log.warning("dedupe keys not dropped", error=str(error))
        else:
            log.debug("dedupe keys dropped", count=dropped)
        try:
            await asyncio.wait_for(stop.wait(), every_seconds)
        except TimeoutError:
            continue
