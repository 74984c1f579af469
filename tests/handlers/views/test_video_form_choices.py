"""The `/video` form offers what the chosen assets allow, says why the rest is gone, and takes frames."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handlers import ids
from providers.pomex_profile import PROFILE
from storage.changes import Update
from storage.model import Registration, RegistrationStatus
from tests.handlers.views.video_form_hands import (
    TOM,
    choose,
    element,
    form,
    nobody_real,
    offered,
    pick,
    search,
    small_print,
    submit,
)
from tests.support import rows

MODELS = PROFILE.models
OTHER = replace(PROFILE, name="other", title="Another gateway")


@pytest.mark.parametrize("settings", [{"others": (OTHER,)}], indirect=True)
async def test_the_form_follows_the_assets_that_are_picked(office):
    """Rachel is ready at one gateway alone: the other goes, with its reason, and comes back without her."""
    await office.add(*rows.request_rows())
    view = await form(office, "")
    assert offered(view, ids.FIELD_PROVIDER) == ["pomex", "other"]
    view = await choose(office, view, ids.FIELD_PROVIDER, "other")
    (rachel,) = await search(office, view, "rachel")
    view = await pick(office, view, rachel, prompt="she waves")
    assert offered(view, ids.FIELD_PROVIDER) == ["pomex"]
    assert element(view, ids.FIELD_PROVIDER)["initial_option"]["value"] == "pomex"
    assert "Another gateway (@rachel is not registered there)" in small_print(view)
    assert element(view, ids.FIELD_PROMPT)["initial_value"] == "she waves"
    view = await pick(office, view, prompt="she waves")
    assert offered(view, ids.FIELD_PROVIDER) == ["pomex", "other"]
    assert small_print(view) == ""


@pytest.mark.parametrize("settings", [{"others": (OTHER,)}], indirect=True)
async def test_names_in_the_prompt_count_as_soon_as_the_form_changes(office):
    """What opens with a name knows it at once; what is typed later, with the next choice."""
    await office.add(*rows.request_rows())
    assert offered(await form(office, "@rachel waves"), ids.FIELD_PROVIDER) == ["pomex"]
    view = await form(office, "")
    view = await choose(office, view, ids.FIELD_MODEL, MODELS[1].id, prompt="@Rachel waves")
    assert offered(view, ids.FIELD_PROVIDER) == ["pomex"]
    assert element(view, ids.FIELD_MODEL)["initial_option"]["value"] == MODELS[1].id


async def test_a_picture_as_the_first_frame(office):
    """Chosen in the form, kept in the video, and chosen again by its button."""
    await office.add(*rows.request_rows())
    view = await choose(office, await form(office), ids.FIELD_MODE, "first_frame")
    assert (await submit(office, view))["response_action"] is None
    (video,) = await office.videos()
    facts = await office.storage.video(video)
    assert [reference.role for reference in facts.references] == ["first_frame"]
    await office.press(TOM, ids.ACTION_VIDEO_ANOTHER, f"v1.{video}", channel=rows.CHANNEL)
    again = await office.hand(TOM).open_view()
    assert element(again, ids.FIELD_MODE)["initial_option"]["value"] == "first_frame"


@pytest.mark.parametrize(
    ("mode", "prompt", "words"),
    [
        ("first_frame", "a house", "first frame is missing"),
        ("first_and_last", "@beach", "need two pictures"),
        ("first_frame", "@beach and @wood", "with nothing beside it"),
    ],
)
async def test_frames_of_another_number_are_told_at_the_menu(office, mode, prompt, words):
    """The names may be typed after the mode was chosen."""
    await office.add(*rows.request_rows(), *nobody_real(2, "beach"), *nobody_real(3, "wood"))
    view = await choose(office, await form(office, ""), ids.FIELD_MODE, mode)
    answer = await submit(office, view, prompt=prompt)
    assert words in answer["errors"][ids.FIELD_MODE]
    assert await office.videos() == []


async def test_nobody_real_is_found_and_used_without_registration(office):
    """It goes under our own link; a person's picture would have to be registered."""
    await office.add(*rows.request_rows(), *nobody_real(2, "robot"))
    view = await form(office, "")
    (robot,) = await search(office, view, "rob")
    view = await pick(office, view, robot)
    assert (await submit(office, view, prompt="it waves"))["response_action"] is None
    facts = await office.storage.video((await office.videos())[-1])
    assert [(r.asset_id, r.registration_id) for r in facts.references] == [("a_2", None)]


@pytest.mark.parametrize("settings", [{"desk": {"has_public_url": False}}], indirect=True)
async def test_without_a_public_address_only_what_is_registered_is_found(office):
    """Nobody could fetch the file."""
    ready, waiting = nobody_real(2, "robot", status=RegistrationStatus.ACTIVE), nobody_real(3, "robot-2")
    await office.add(*rows.request_rows(), *ready, *waiting)
    found = await search(office, await form(office, ""), "robot")
    assert [option["text"]["text"] for option in found] == ["@robot"]


async def test_where_nothing_will_do_everything_stays(office):
    """The line says why, and the field says it again."""
    await office.add(*rows.request_rows())
    where = {"id": "g_1"}
    await office.add(Update(table=Registration, where=where, values={"status": RegistrationStatus.IN_REVIEW}))
    view = await form(office)
    assert offered(view, ids.FIELD_MODEL) == [model.id for model in MODELS]
    assert "@rachel is not ready there yet" in small_print(view)
    assert "is not ready" in (await submit(office, view))["errors"][ids.FIELD_REFERENCES]


async def test_a_guest_learns_nothing_from_the_form(office):
    """Who became a guest with the form open gets no reasons about names."""
    await office.add(*rows.request_rows())
    where = {"id": "g_1"}
    await office.add(Update(table=Registration, where=where, values={"status": RegistrationStatus.IN_REVIEW}))
    view = await form(office, "")
    office.be(TOM, is_restricted=True)
    office.clock.ms += 3_600_001
    view = await choose(office, view, ids.FIELD_MODEL, MODELS[1].id, prompt="@rachel waves")
    assert small_print(view) == ""
