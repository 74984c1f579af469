"""What tests of requests and videos look at, and how they begin."""

from __future__ import annotations

import asyncio

from workflow.jobs import JobKind
from workflow.moment import DAY

ASSETS = "/v1/video/assets"
VIDEOS = "/v1/video/generations"


def registrations(facts):
    return [a.registrations[0] for a in facts.assets]


def made(world):
    """How many assets the gateway created."""
    return sum(1 for entry in world.calls("POST", ASSETS) if entry.made)


async def submit(world, count=1):
    facts = await world.waiting_request(count=count)
    await world.schedule(JobKind.SUBMIT, "q_1", provider="pomex", account="main", deadline=DAY)
    return facts


def paid(world):
    """How many generations the gateway began."""
    return sum(1 for entry in world.calls("POST", VIDEOS) if entry.made)


async def finished(world):
    """Let the gateway make its film, which takes real time."""
    async with asyncio.timeout(20):
        while not (await world.video()).video.finished_at:
            await world.settle(within_ms=30_000)
            await asyncio.sleep(0.05)
