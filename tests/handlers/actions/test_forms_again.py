"""Buttons that open a form, filled in with what was typed before."""

from __future__ import annotations

import pytest

from bot.demo.forms import asset_values
from handlers import ids
from storage.changes import Insert, Update
from storage.model import Asset, AssetStatus, Media, MediaStatus
from tests.support import rows
from tests.support.rows import CHANNEL, MAYA, RACHEL

TOM = "U0TOM"
VIDEO, REFUSED, SPARE = "v_aaaaaaaaaaaa", "q_bbbbbbbbbbbb", "m_cccccccccccc"


def element(view, field):
    return next(b["element"] for b in view["blocks"] if b.get("block_id") == field)


def kept_line(view):
    return " ".join(e["text"] for b in view["blocks"] if b["type"] == "context" for e in b["elements"])


async def test_fix_opens_the_form_as_it_was_sent(office, refused_rows):
    """Everything typed is there; the file that went well goes on by itself."""
    await office.add(*refused_rows('media_sides{"width": 100}'))
    await office.press(MAYA, ids.ACTION_ASSET_FIX, f"v1.{REFUSED}")
    view = await office.hand().open_view()
    assert element(view, ids.FIELD_NAME)["initial_value"] == "good-2"
    assert element(view, ids.FIELD_MEMBER)["initial_user"] == RACHEL
    assert element(view, ids.FIELD_PURPOSE)["initial_value"] == "The launch film"
    assert element(view, ids.FIELD_CHANNEL)["initial_conversation"] == CHANNEL
    assert element(view, ids.FIELD_WHO)["initial_option"]["value"] == "member"
    assert "bad.jpg" in kept_line(view)
    assert "good.jpg" not in kept_line(view)


async def test_a_fixed_form_sends_the_kept_file_again(office, refused_rows):
    """An uploaded file need not be uploaded twice, also after the form changed meanwhile."""
    await office.add(*refused_rows('media_sides{"width": 100}'))
    await office.press(MAYA, ids.ACTION_ASSET_FIX, f"v1.{REFUSED}")
    view = await office.hand().open_view()
    view = await office.choose_who(view, "self")
    view = await office.choose_who(view, "member")
    assert "bad.jpg" in kept_line(view)
    answer = await office.hand().submit(view, asset_values(view, member=RACHEL, purpose="The launch film"))
    assert answer["response_action"] is None
    asset = await office.storage.asset_named("T0LOCAL", "good-2")
    assert asset.media.slack_file_id == "F0BAD"


async def test_what_lapsed_is_asked_again_with_the_same_file(office, refused_rows):
    """Our copy is erased; Slack's is fetched once more."""
    await office.add(
        *refused_rows("media_sides"),
        Update(table=Media, where={"id": ("m_4", "m_5")}, values={"status": MediaStatus.ERASED}),
        Update(table=Asset, where={"id": ("a_4", "a_5")}, values={"status": AssetStatus.LAPSED}),
    )
    await office.press(MAYA, ids.ACTION_ASSET_FIX, f"v1.{REFUSED}")
    view = await office.hand().open_view()
    assert "good.jpg" in kept_line(view)
    assert element(view, ids.FIELD_NAME)["initial_value"] == "rachel"
    answer = await office.hand().submit(view, asset_values(view, member=RACHEL, purpose="The launch film"))
    assert answer["response_action"] is None
    asset = await office.storage.asset_named("T0LOCAL", "rachel")
    assert asset.media.slack_file_id == "F0GOOD"


@pytest.mark.parametrize("other", ["file", "link"])
async def test_another_file_stands_in_for_the_kept_one(office, refused_rows, other):
    """What is chosen now is what counts."""
    await office.add(*refused_rows('media_sides{"width": 100}'))
    await office.press(MAYA, ids.ACTION_ASSET_FIX, f"v1.{REFUSED}")
    view = await office.hand().open_view()
    picture = await office.picture()
    chosen = {"files": [picture]} if other == "file" else {"link": "https://example.com/b.jpg"}
    assert (await office.hand().submit(view, asset_values(view, **chosen)))["response_action"] is None
    asset = await office.storage.asset_named("T0LOCAL", "good-2")
    assert asset.media.slack_file_id == (picture if other == "file" else None)


@pytest.mark.parametrize("problem", ["media_broken", "media_is_page", 'media_unknown_type{"taken": "JPEG"}'])
async def test_a_file_that_is_no_good_anywhere_is_not_kept(office, refused_rows, problem):
    """Another one is asked for at the field."""
    await office.add(*refused_rows(problem))
    await office.press(MAYA, ids.ACTION_ASSET_FIX, f"v1.{REFUSED}")
    view = await office.hand().open_view()
    assert "bad.jpg" not in kept_line(view)
    answer = await office.hand().submit(view, asset_values(view))
    assert set(answer["errors"]) == {ids.FIELD_FILES}


async def test_somebody_elses_kept_files_are_not_his(office, refused_rows):
    """A form that names another person's request gets nothing of it."""
    await office.add(*refused_rows('media_sides{"width": 100}'))
    await office.press(MAYA, ids.ACTION_ASSET_FIX, f"v1.{REFUSED}")
    view = await office.hand().open_view()
    await office.hand().submit(view, asset_values(view, name="  "))
    payload = office.deliveries()[-1] | {"trigger_id": "another"}
    payload["user"] = payload["user"] | {"id": TOM}
    payload["view"]["state"]["values"][ids.FIELD_NAME][ids.INPUT]["value"] = "mine"
    await office.carrier.send("interactive", payload)
    assert "Choose a file" in office.carrier.answers[-1].body


@pytest.mark.parametrize("action", [ids.ACTION_VIDEO_ANOTHER, ids.ACTION_VIDEO_WITH_ASSET])
@pytest.mark.parametrize(
    ("kind", "words"), [("guest", "Guests may not"), ("stranger", "Only members of this workspace")]
)
async def test_guests_and_strangers_open_no_video_form(asked, action, kind, words):
    """A card's buttons are seen by everybody in its channel."""
    if kind == "guest":
        asked.be(TOM, is_restricted=True)
    else:
        asked.stranger(TOM)
    await asked.press(TOM, action, "v1.a_aaaaaaaaaaaa", channel=CHANNEL)
    assert words in (await asked.told(TOM))[-1]
    assert asked.calls("views.open") == []


async def test_a_guest_fixes_nothing(asked):
    """Who became a guest meanwhile may not add assets any more."""
    asked.be(MAYA, is_restricted=True)
    await asked.press(MAYA, ids.ACTION_ASSET_FIX, "v1.q_aaaaaaaaaaaa")
    assert "Guests may not" in (await asked.told(MAYA))[-1]


async def test_another_opens_the_form_of_that_video(asked):
    """With its prompt, its assets and its choices."""
    await asked.press(TOM, ids.ACTION_VIDEO_ANOTHER, f"v1.{VIDEO}", channel=CHANNEL)
    view = await asked.hand(TOM).open_view()
    assert element(view, ids.FIELD_PROMPT)["initial_value"] == "@rachel walks into the office"
    assert element(view, ids.FIELD_CHANNEL)["initial_conversation"] == CHANNEL
    chosen = element(view, ids.FIELD_REFERENCES)["initial_options"]
    assert [option["text"]["text"] for option in chosen] == ["@rachel"]


async def test_a_ready_asset_opens_the_form_with_its_name(asked):
    """Only the rest of the sentence is left to write."""
    await asked.press(TOM, ids.ACTION_VIDEO_WITH_ASSET, "v1.a_aaaaaaaaaaaa", channel=CHANNEL)
    view = await asked.hand(TOM).open_view()
    assert element(view, ids.FIELD_PROMPT)["initial_value"] == "@close-up "


async def test_what_was_offered_instead_is_taken_with_one_press(office, refused_rows):
    """The press of whoever asked takes it once; anybody else, and a second press, is told."""
    offered = rows.media(
        id=SPARE, status=MediaStatus.REFUSED, problem="media_ratio", sha256="f" * 64, width=1000, height=400
    )
    refused = {"request_id": REFUSED, "media_id": SPARE, "status": AssetStatus.DELETED}
    spare = rows.asset(id="a_6", name="wide", name_key="wide", **refused)
    await office.add(*refused_rows("media_is_page"), Insert(row=offered), Insert(row=spare))
    await office.press(TOM, ids.ACTION_MEDIA_TAKE, f"v1.{SPARE}")
    assert "for somebody else" in (await office.told(TOM))[-1]
    assert (await office.storage.media(SPARE)).status is MediaStatus.REFUSED
    for _ in range(2):
        await office.press(MAYA, ids.ACTION_MEDIA_TAKE, f"v1.{SPARE}")
    assert (await office.storage.media(SPARE)).status is MediaStatus.READY
    assert (await office.storage.asset_named("T0LOCAL", "wide")).asset.status is AssetStatus.AWAITING_CONSENT
    assert "taken already" in (await office.told(MAYA))[-1]
