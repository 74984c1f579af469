"""The preview of an offer leaves Slack with the offer."""

from __future__ import annotations

from pathlib import Path

from tests.bot.media.conftest import encoded, picture
from tests.bot.poller.test_withdrawal_in_slack import (
    Office,
    _office,  # noqa: F401  the fixture
    contents_below,
    left_in,
)
from workflow.moment import DAY


async def test_after_a_day_no_byte_of_the_preview_is_left(office: Office, tmp_path: Path) -> None:
    """The message says that it is over, and shows no picture and no button to take it."""
    world = office.world
    world.pictures["wide"] = encoded(picture(1800, 400), "JPEG")
    await world.ask("wide")
    await office.settle()
    held = contents_below(tmp_path / "media")
    assert left_in(tmp_path / "slack", held)
    (offer,) = await office.seen("media_offer")
    assert "slack_file" in str(offer["blocks"])
    assert "Crop to fit" in str(offer["blocks"])
    world.clock.ms += DAY
    await office.settle()
    (offer,) = await office.seen("media_offer")
    assert "slack_file" not in str(offer["blocks"])
    assert "not kept any more" in offer["text"]
    assert "Crop to fit" not in str(offer["blocks"])
    assert left_in(tmp_path, held) == []
