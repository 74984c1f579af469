"""A file that would do once it is mended, and one that is there already: told privately, taken with a press."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from bot.demo.local_slack import has_button, local_slack, says
from bot.demo.stage import set_stage
from handlers import ids
from sandbox.providers import draw_portrait
from tests.e2e.test_bad_input import MAYA, Maya

TAKE = has_button(ids.ACTION_MEDIA_TAKE)


def wide_portrait() -> bytes:
    """A good picture of one face in a shape that no gateway takes."""
    made = Image.new("RGB", (1800, 600), "white")
    made.paste(Image.open(io.BytesIO(draw_portrait("Rachel", 4, (600, 600)))), (600, 0))
    out = io.BytesIO()
    made.save(out, "JPEG", quality=95)
    return out.getvalue()


@pytest.mark.slow
async def test_a_mended_file_and_a_file_that_is_there_already_are_taken_with_a_press(tmp_path):
    """The preview is in the message; one press, and the asset is ready; the message then says so."""
    async with set_stage(tmp_path, review_seconds=0.4) as stage, local_slack(stage.slack_url) as slack:
        maya = Maya(slack)
        wide = await slack.upload(MAYA, "wide.jpg", wide_portrait(), "image/jpeg")
        await maya.send(await maya.form(), name="wide", files=[wide])
        offer = await maya.hand.see(
            lambda m: TAKE(m) and says("@wide", "crop it for you", "1500 × 600")(m), "the offer to crop"
        )
        assert any(block["type"] == "image" for block in offer.message["blocks"])
        assert has_button(ids.ACTION_ASSET_FIX)(offer.message)
        await maya.hand.press(offer, ids.ACTION_MEDIA_TAKE)
        await maya.hand.see(says("@wide", "goes on with it"), "the word that it was taken")
        await maya.ready("wide")

        again = await slack.upload(MAYA, "again.jpg", wide_portrait(), "image/jpeg")
        await maya.send(await maya.form(), name="other", files=[again])
        offer = await maya.hand.see(lambda m: TAKE(m) and says("@other")(m), "the second offer to crop")
        await maya.hand.press(offer, ids.ACTION_MEDIA_TAKE)
        await maya.ready("other")

        plain = draw_portrait("Tom", 1)
        for name in ("first", "twice"):
            file = await slack.upload(MAYA, f"{name}.jpg", plain, "image/jpeg")
            await maya.send(await maya.form(), name=name, files=[file])
            if name == "first":
                await maya.ready(name)
        offer = await maya.hand.see(
            lambda m: TAKE(m) and says("@twice", "is @first already")(m), "the word that it is there"
        )
        assert has_button(ids.ACTION_VIDEO_WITH_ASSET)(offer.message)
        await maya.hand.press(offer, ids.ACTION_MEDIA_TAKE)
        await maya.ready("twice")
