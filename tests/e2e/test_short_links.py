"""A gateway whose links die 5 s after the read that gave them."""

from __future__ import annotations

import asyncio
import hashlib
import io
from pathlib import Path

import aiohttp
import pytest
from rich.console import Console

from bot.demo.local_slack import local_slack
from bot.demo.phone import Phone
from bot.demo.stage import set_stage
from bot.demo.story import Story
from bot.demo.transcript import Transcript
from providers.pomex_profile import PROFILE
from storage import open_storage
from tests.support.check_film import check_film


@pytest.mark.slow
async def test_the_video_is_in_the_thread_bit_for_bit(tmp_path: Path) -> None:
    """What Slack has is what was fetched, checked and kept."""
    data = tmp_path / "data"
    data.mkdir()
    async with (
        set_stage(data, review_seconds=0.5, video_seconds=1, video_link_seconds=5) as stage,
        local_slack(stage.slack_url) as slack,
        aiohttp.ClientSession() as browser,
    ):
        page = Console(file=io.StringIO(), width=200)
        transcript = Transcript(page, slack, ("U0MAYA", "U0RACHEL", "U0TOM"))
        story = Story(slack=slack, phone=Phone(browser), transcript=transcript, profile=PROFILE)
        await story.add_asset("rachel", seed=1, purpose="Teaser")
        await story.consent("U0RACHEL")
        await story.see_ready("rachel")
        await story.ask_for_video("@rachel walks into the office")
        await story.approvals()
        saved = await story.see_posted(tmp_path / "film.mp4")
    check_film(saved)
    posted = hashlib.sha256(await asyncio.to_thread(saved.read_bytes)).hexdigest()
    storage = await open_storage(data / "likeness.db")
    try:
        rows = await storage._read(
            lambda connection: connection.execute(
                "SELECT id FROM media WHERE kind = 'video' AND sha256 = ?", (posted,)
            ).fetchall()
        )
    finally:
        await storage.close()
    ((media_id,),) = rows
    kept = await asyncio.to_thread((data / "media" / media_id / "original").read_bytes)
    assert hashlib.sha256(kept).hexdigest() == posted
