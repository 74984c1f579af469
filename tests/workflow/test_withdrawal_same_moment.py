"""Asked for, started and taken back at one and the same moment: what is paid for was begun before."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections import Counter
from pathlib import Path

import pytest

from storage import open_storage
from tests.support.seeds import fifty
from tests.workflow.consent_world import FILM, MAYA, POMEX, RACHEL, World
from workflow.access import Actor
from workflow.scope import How, Scope
from workflow.use_cases.withdrawing import Standing, Withdrawing

TAKING = 6
"""Pictures taken back one after the other with each seed."""
GO_AHEAD = Scope(how=How.GO_AHEAD)


@pytest.fixture(name="world")
async def _world(tmp_path: Path):
    path = tmp_path / "likeness.db"
    storage = await open_storage(path)
    watch = sqlite3.connect(path, isolation_level=None)
    watch.row_factory = sqlite3.Row
    world = World(storage, watch)
    await world.open()
    yield world
    watch.close()
    await storage.close()


async def _a_while(chance: random.Random) -> None:
    """A few turns of the loop, or a few milliseconds in which the storage gets on."""
    for _ in range(chance.randrange(6)):
        await asyncio.sleep(0)
    await asyncio.sleep(chance.choice((0, 0, 0.001, 0.003, 0.006)))


async def _withdraw(world: World, asset: str, *, whole: bool) -> None:
    withdrawing = Withdrawing(world.desk)
    standing = await withdrawing.standing(asset, Actor(user_id=RACHEL))
    assert isinstance(standing, Standing)
    key = world.new_id("k")
    await withdrawing.withdraw(
        standing, whole=whole, removes_videos=False, via="dm", locale="en", actor=RACHEL, key=key
    )


async def _at_once(world: World, chance: random.Random, asset: str) -> None:
    async def ask() -> None:
        await _a_while(chance)
        await world.ask(MAYA, [asset], FILM, POMEX)
        await world.sweep()

    async def withdraw() -> None:
        await _a_while(chance)
        await _withdraw(world, asset, whole=chance.random() < 0.5)

    acts = [ask(), withdraw()]
    chance.shuffle(acts)
    await asyncio.gather(*acts)


def _outcome(watch: sqlite3.Connection, asset: str) -> str:
    """Whether the video of this asset was begun before the yes was taken back, or never."""
    found = watch.execute(
        """SELECT videos.id, videos.status, videos.intent_at FROM videos
           JOIN video_references ON video_id = videos.id WHERE asset_id = ?""",
        (asset,),
    ).fetchall()
    if not found:
        return "never asked for"
    ((video, status, intent_at),) = found
    started = watch.execute(
        "SELECT seq FROM ledger WHERE kind = 'video_started' AND subject = ?", (video,)
    ).fetchall()
    if intent_at is None:
        assert (len(started), status) == (0, "refused")
        return "refused"
    ((seq,),) = started
    (taken,) = watch.execute(
        "SELECT min(seq) FROM ledger WHERE kind = 'consent_withdrawn' AND body LIKE ?", (f'%"{asset}"%',)
    ).fetchone()
    assert seq < taken
    return "begun before"


@pytest.mark.parametrize("seed", fifty())
async def test_refused_or_begun_before_and_never_in_between(world, seed):
    """In any order, and whatever the poller is doing: the chain of the ledger tells which came first."""
    chance, outcomes = random.Random(seed), Counter[str]()
    for _ in range(TAKING):
        asset = await world.bring_in(GO_AHEAD, (POMEX,))
        await _at_once(world, chance, asset)
        await world.sweep()
        outcomes[_outcome(world.watch, asset)] += 1
    assert len(world.gateway.paid) == outcomes["begun before"]
    assert sum(outcomes.values()) == TAKING
    SEEN.update(outcomes)


SEEN: Counter[str] = Counter()


def test_the_seeds_reach_either_end():
    """Some came in time, some did not."""
    if sum(SEEN.values()) >= 3 * TAKING:
        assert SEEN["begun before"] > 0
        assert SEEN["refused"] + SEEN["never asked for"] > 0
