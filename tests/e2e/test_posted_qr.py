"""The QR code that stands in the person's direct message, read as a phone across a desk sees it."""

from __future__ import annotations

import io

import aiohttp
import pytest
import zxingcpp
from PIL import Image
from rich.console import Console

from bot.demo.local_slack import Hand, has_button, local_slack
from bot.demo.phone import Phone
from bot.demo.stage import set_stage
from bot.demo.story import Story
from bot.demo.transcript import Transcript
from handlers import ids
from providers.pomex_profile import PROFILE


def read(shown: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(shown)]


@pytest.mark.slow
async def test_the_posted_qr_code_is_read_at_every_size(tmp_path):
    """120, 240 and 600 pixels wide, and as it is: always the one link behind the button."""
    async with (
        set_stage(tmp_path) as stage,
        local_slack(stage.slack_url) as slack,
        aiohttp.ClientSession() as browser,
    ):
        transcript = Transcript(Console(file=io.StringIO()), slack, ("U0RACHEL",))
        story = Story(slack=slack, phone=Phone(browser), transcript=transcript, profile=PROFILE)
        await story.add_asset("rachel", seed=1, purpose="Teaser")
        asked = await Hand(slack, "U0RACHEL").see(has_button(ids.ACTION_CONSENT_OPEN), "the question")
        images = [b for b in asked.message["blocks"] if b["type"] == "image"]
        (code,) = [b for b in images if "qr" in b["alt_text"].casefold()]
        png = await slack.file(code["slack_file"]["id"])
        (link,) = [
            element["url"]
            for block in asked.message["blocks"]
            for element in block.get("elements", [])
            if element.get("action_id") == ids.ACTION_CONSENT_OPEN
        ]
    posted = Image.open(io.BytesIO(png)).convert("L")
    assert posted.width == posted.height >= 600
    for side in (120, 240, 600, posted.width):
        assert read(posted.resize((side, side), Image.Resampling.LANCZOS)) == [link], side
