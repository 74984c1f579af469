"""The patient story by itself, and a kill in its most expensive moment; random ones are in tests/faults."""

from __future__ import annotations

import asyncio
from collections import Counter

import aiohttp
import pytest

from bot.demo.local_slack import local_slack
from bot.demo.phone import Phone
from bot.demo.stage import set_stage
from handlers import ids
from tests.e2e.patient import PatientStory, messages_of_bot, paid_starts


@pytest.mark.slow
async def test_the_story_needs_no_kill_to_finish(tmp_path):
    """The same story without a kill: one film, one paid start."""
    async with set_stage(tmp_path, review_seconds=0.6, video_seconds=1.5) as stage:
        async with local_slack(stage.slack_url) as slack, aiohttp.ClientSession() as browser:
            await PatientStory(slack, Phone(browser), stage.gateways_url).tell()
            await asyncio.sleep(2.5)
            messages, starts = (
                Counter(await messages_of_bot(slack)),
                await paid_starts(browser, stage.gateways_url),
            )
    assert starts == 1
    assert max(messages.values()) == 1


async def test_a_kill_inside_the_paid_call_asks_the_requester(tmp_path):
    """Nobody can tell whether it was started: the card asks, and one click finishes the story."""
    late = {"path": "/v1/video/generations", "method": "POST", "times": 1, "fault": "late", "seconds": 12}
    async with set_stage(tmp_path, review_seconds=0.6, video_seconds=1.5) as stage:
        async with local_slack(stage.slack_url) as slack, aiohttp.ClientSession() as browser:
            await browser.post(f"{stage.gateways_url}/_local/faults", json={"rules": [late]})
            story = PatientStory(slack, Phone(browser), stage.gateways_url)
            telling = asyncio.create_task(story.tell())
            async with asyncio.timeout(60):
                while b"starting video" not in await asyncio.to_thread(stage.log.read_bytes):
                    await asyncio.sleep(0.05)
            await asyncio.sleep(0.3)
            await stage.bot.kill()
            await stage.bot.start()
            await telling
            assert ids.ACTION_VIDEO_TRY_AGAIN in story.pressed
            assert max(Counter(await messages_of_bot(slack)).values()) == 1
