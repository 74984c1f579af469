"""The story with Slack's requests over HTTP, as behind a public address, instead of Socket Mode."""

from __future__ import annotations

import io
from pathlib import Path

import aiohttp
from rich.console import Console

from bot.demo.local_slack import local_slack
from bot.demo.phone import Phone
from bot.demo.stage import set_stage
from bot.demo.story import Story
from bot.demo.transcript import Transcript
from providers.pomex_profile import PROFILE
from tests.support.check_film import check_film


async def test_the_whole_story_over_http(tmp_path: Path) -> None:
    """Signed requests at /slack/events carry the story as well as the socket does."""
    page = io.StringIO()
    async with (
        set_stage(tmp_path, http=True, review_seconds=0.5, video_seconds=1) as stage,
        local_slack(stage.slack_url) as slack,
        aiohttp.ClientSession() as browser,
    ):
        transcript = Transcript(Console(file=page, width=200), slack, ("U0MAYA", "U0RACHEL", "U0TOM"))
        story = Story(slack=slack, phone=Phone(browser), transcript=transcript, profile=PROFILE)
        saved = await story.tell(tmp_path / "film.mp4")
        async with browser.get(f"{stage.slack_url}/_local/journal", params={"after": "0"}) as answer:
            entries = (await answer.json())["entries"]
    check_film(saved)
    assert "apps.connections.open" not in {entry["method"] for entry in entries}


async def test_a_request_that_slack_did_not_sign_is_refused(tmp_path: Path) -> None:
    """Whoever finds the address cannot speak as Slack: 401, and no form opens."""
    async with (
        set_stage(tmp_path, http=True) as stage,
        aiohttp.ClientSession() as session,
        session.post(
            f"{stage.bot_url}/slack/events",
            data={"command": "/asset", "user_id": "U0MAYA", "team_id": "T0LOCAL", "trigger_id": "1.2.3"},
            headers={"X-Slack-Signature": "v0=" + "0" * 64, "X-Slack-Request-Timestamp": "1"},
        ) as answer,
    ):
        assert answer.status == 401
