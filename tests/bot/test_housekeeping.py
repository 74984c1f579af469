"""Dedupe keys are kept for a day."""

from __future__ import annotations

import asyncio

from bot.housekeeping import KEYS_LIFE, keep_house
from storage import open_storage
from storage.changes import Once, change
from tests.support import rows


async def test_keys_older_than_a_day_are_dropped(tmp_path):
    """What came within the day is still known; the loop ends when told."""
    storage = await open_storage(tmp_path / "likeness.db")
    old, fresh = rows.NOW - KEYS_LIFE - 1, rows.NOW - KEYS_LIFE
    for key, at in (("old", old), ("fresh", fresh)):
        await storage.apply(change(Once(team_id=rows.TEAM, key=key, at=at)))
    stop = asyncio.Event()
    keeping = asyncio.create_task(keep_house(storage, lambda: rows.NOW, stop))
    async with asyncio.timeout(5):
        while await storage.apply(change(Once(team_id=rows.TEAM, key="old", at=rows.NOW))) == "seen":
            await asyncio.sleep(0.01)
    assert await storage.apply(change(Once(team_id=rows.TEAM, key="fresh", at=rows.NOW))) == "seen"
    stop.set()
    await asyncio.wait_for(keeping, 1)
    await storage.close()


async def test_trouble_with_storage_does_not_end_it(tmp_path):
    """The next round tries again."""
    storage = await open_storage(tmp_path / "likeness.db")
    await storage.close()
    stop = asyncio.Event()
    keeping = asyncio.create_task(keep_house(storage, lambda: rows.NOW, stop, every_seconds=0.01))
    await asyncio.sleep(0.05)
    assert not keeping.done()
    stop.set()
    await asyncio.wait_for(keeping, 1)
