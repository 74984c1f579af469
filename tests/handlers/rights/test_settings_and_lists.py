"""Settings for admins, and lists of faces for whoever may see them."""

from __future__ import annotations

import pytest

from bot.demo.forms import asset_values
from handlers import ids
from tests.handlers.rights.office_rows import (
    SEEN,
    TOM,
    WEI,
    admin,
    kinds,
)
from tests.support.rows import RACHEL, TEAM
from workflow.scope import Who


async def test_settings_are_for_admins(office):
    """Everybody else gets one private sentence."""
    answer = await office.command("/likeness settings", user=TOM)
    assert "admins" in answer["text"]
    assert office.calls("views.open") == []


async def test_an_admin_changes_the_settings(office):
    """They open as they stand, are kept, and stand so the next time."""
    admin(office)
    await office.command("/likeness settings", user=WEI)
    hand = office.hand(WEI)
    view = await hand.open_view()
    typed = {ids.FIELD_FOUR_EYES: "on", ids.FIELD_DEFAULT_WHO: "everybody", ids.FIELD_KEEP_VIDEOS: "30"}
    answer = await hand.submit(view, asset_values(view, **typed))
    assert answer["response_action"] is None
    kept = await office.surface.desk.settings(TEAM)
    assert (kept.four_eyes, kept.default_who, kept.keep_videos_days) == (True, Who.EVERYBODY, 30)
    assert kept.keep_files_days is None
    assert "settings_changed" in await kinds(office)
    await office.command("/likeness SETTINGS", user=WEI)
    again = await hand.open_view()
    assert asset_values(again)[ids.FIELD_KEEP_VIDEOS][ids.INPUT]["value"] == "30"


async def test_a_wrong_number_of_days_stands_on_its_field(office):
    """With everything else kept."""
    admin(office)
    await office.command("/likeness settings", user=WEI)
    hand = office.hand(WEI)
    view = await hand.open_view()
    answer = await hand.submit(view, asset_values(view, **{ids.FIELD_KEEP_FILES: "soon"}))
    assert list(answer["errors"]) == [ids.FIELD_KEEP_FILES]
    assert "settings_changed" not in await kinds(office)


async def test_who_is_no_admin_any_more_changes_nothing(office):
    """The form may have been open for long."""
    admin(office)
    await office.command("/likeness settings", user=WEI)
    view = await office.hand(WEI).open_view()
    office.be(WEI, is_admin=False)
    office.clock.ms += 3_600_001
    answer = await office.hand(WEI).submit(view, asset_values(view, **{ids.FIELD_FOUR_EYES: "on"}))
    assert "admins" in next(iter(answer["errors"].values()))
    assert not (await office.surface.desk.settings(TEAM)).four_eyes


async def test_a_person_sees_every_use_of_her_face(posted):
    """What pictures her, how far her yes reaches, and each video with the way to it."""
    answer = await posted.command("/likeness consent", user=RACHEL)
    for words in ("@rachel", "PomexAI", "asked each time", "<@U0TOM>"):
        assert words in answer["text"]
    assert SEEN in str(answer["blocks"])
    assert ids.ACTION_REPORT in str(answer["blocks"])
    assert answer["ephemeral"]


@pytest.mark.parametrize("kind", ["guest", "stranger"])
async def test_ones_own_face_is_shown_to_guests_too(posted, kind):
    """Whoever somebody is, his face is his."""
    if kind == "guest":
        posted.be(RACHEL, is_restricted=True)
    else:
        posted.stranger(RACHEL)
    assert "@rachel" in (await posted.command("/likeness consent", user=RACHEL))["text"]


async def test_who_is_pictured_nowhere_is_told_so(posted):
    """Other people's faces are not in the answer."""
    answer = await posted.command("/likeness consent", user=TOM)
    assert "not pictured" in answer["text"]
    assert "rachel" not in str(answer)


async def test_members_may_know_who_is_pictured(posted):
    """Names and whether the yes stands, no pictures; not for guests."""
    answer = await posted.command("/likeness people", user=TOM)
    assert "<@U0RACHEL>" in answer["text"]
    assert "agreed" in answer["text"]
    assert "image" not in [block["type"] for block in answer["blocks"]]
    posted.be(WEI, is_restricted=True, locale="en-US")
    assert "Guests may not" in (await posted.command("/likeness people", user=WEI))["text"]
