"""The whole story through kills and faults: nothing lost, nothing twice; `make faults` plays many more."""

from __future__ import annotations

import time

import pytest

from sandbox.slack.options import Memory
from tests.faults.runs import Tally, complaints, many, plan, play

LONG_RUNS = 26
LONG_SECONDS = 15 * 60
SLOW_RUNS = 6
SLOW_SECONDS = 6 * 60


@pytest.mark.parametrize("seed", [1, pytest.param(3, marks=[pytest.mark.slow, pytest.mark.long])])
async def test_a_story_with_a_kill_ends_as_it_should(seed, tmp_path):
    """Seeds whose every moment is the same each time: a failing one is played again with `--seed`."""
    run = plan(seed, kills=1)
    verdict, _ = await play(run, tmp_path)
    assert complaints(run, verdict) == []
    assert verdict.posts >= 10


@pytest.mark.slow
@pytest.mark.long
async def test_a_dozen_kills():
    """Kills with faults on every side, as many as there is time for."""
    tally = Tally()
    runs = [plan(seed, kills=2) for seed in range(1_000, 1_000 + SLOW_RUNS)]
    await many(runs, 2, time.monotonic() + SLOW_SECONDS, tally)
    assert tally.failed_seeds == []
    assert tally.kills >= 2


@pytest.mark.slow
@pytest.mark.long
async def test_fifty_kills():
    """At least 50 kills with faults on every side, in each of Slack's three memories."""
    tally = Tally()
    runs = [plan(seed, kills=2) for seed in range(1_000, 1_000 + LONG_RUNS)]
    await many(runs, 3, time.monotonic() + LONG_SECONDS, tally)
    assert tally.failed_seeds == []
    assert tally.kills >= 50
    assert tally.doubled.get(Memory.NOTHING, 0) <= 0.01 * tally.posts[Memory.NOTHING]


def test_a_seed_says_everything():
    """What chance decided can be played again."""
    assert plan(7) == plan(7)
    assert plan(7) != plan(8)
