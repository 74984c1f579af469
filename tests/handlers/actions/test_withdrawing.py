"""Taking a yes back by hand: the command, the buttons and the form; for the person pictured alone."""

from __future__ import annotations

import json

import pytest

from handlers import ids
from handlers.composer import StorageComposer
from storage.changes import Insert, Update
from storage.model import AssetStatus, Consent, Message, MessageStatus, Person, VideoStatus
from tests.support import rows
from tests.support.rows import MAYA, RACHEL

ADA = "U0ADA"
PERSON, FIRST, SECOND, VIDEO, QUESTION = (
    "p_aaaaaaaaaaaa",
    "a_aaaaaaaaaaaa",
    "a_bbbbbbbbbbbb",
    "v_aaaaaaaaaaaa",
    "i_aaaaaaaaaaaa",
)


def picture(number, asset_id, name):
    request = f"q_{number}"
    return (
        rows.asset_request(id=request, person_id=PERSON),
        rows.media(id=f"m_{number}"),
        rows.asset(id=asset_id, request_id=request, person_id=PERSON, media_id=f"m_{number}", name=name),
        rows.registration(id=f"r_{number}", asset_id=asset_id),
        rows.consent(id=f"c_{number}", asset_id=asset_id, person_id=PERSON),
    )


@pytest.fixture(name="pictured")
async def _pictured(office):
    """Two pictures of Rachel, and a posted video with the first."""
    posted = rows.notice(
        kind="video_posted", subject=VIDEO, status=MessageStatus.SENT, sent_channel="C0FILM", sent_ts="1.1"
    )
    new = (
        rows.person(id=PERSON),
        *picture(1, FIRST, "rachel"),
        *picture(2, SECOND, "rachel-at-sea"),
        rows.invitation(id=QUESTION, request_id="q_1", person_id=PERSON, status="accepted"),
        rows.media(id="m_9", kind="video"),
        rows.video(id=VIDEO, status=VideoStatus.SUCCEEDED, result_media_id="m_9"),
        rows.video_reference(video_id=VIDEO, asset_id=FIRST, registration_id="r_1"),
        posted,
    )
    await office.add(*(Insert(row=row) for row in new))
    return office


async def standing(office):
    """Rachel's pictures that may still be used."""
    found = await office.storage.assets_of_person(PERSON)
    return [a.asset.id for a in found if a.asset.status is AssetStatus.USABLE and a.consent is not None]


async def submit(office, view, user=RACHEL, *, everything=None, removes=None):
    values = {}
    if everything is not None:
        option = {"value": "all" if everything else "chosen"}
        values[ids.FIELD_WHAT] = {"value": {"type": "radio_buttons", "selected_option": option}}
    if removes is not None:
        options = [{"value": "remove"}] if removes else []
        values[ids.FIELD_VIDEOS] = {"value": {"type": "checkboxes", "selected_options": options}}
    answer = await office.hand(user).submit(view, values)
    await office.settled()
    return answer


async def kinds(office):
    found = await office.storage.messages_about([w.id for w in await office.storage.withdrawals_of(PERSON)])
    return sorted((m.kind, m.channel) for m in found)


async def test_the_command_shows_everything_that_shows_the_reader(pictured):
    """Each with a way back of its own, and one for all."""
    answer = await pictured.command("/likeness withdraw", RACHEL)
    shown = json.dumps(answer["blocks"])
    for said in ("@rachel", "@rachel-at-sea", f"v1.{FIRST}", f"v1.{SECOND}", f"v1.{PERSON}"):
        assert said in shown
    nothing = await pictured.command("/likeness withdraw", MAYA)
    assert "Nothing here shows you" in nothing["text"]


@pytest.mark.parametrize(
    ("subject", "offers"), [(FIRST, True), (QUESTION, True), (VIDEO, True), (PERSON, False)]
)
async def test_every_button_opens_the_form(pictured, subject, offers):
    """From the list, the answered question, the posted video: what it points at, or everything."""
    await pictured.press(RACHEL, ids.ACTION_WITHDRAW, f"v1.{subject}")
    view = await pictured.hand(RACHEL).open_view()
    fields = {block.get("block_id") for block in view["blocks"]}
    assert (ids.FIELD_WHAT in fields) is offers
    assert ids.FIELD_VIDEOS in fields
    assert await standing(pictured) == [FIRST, SECOND]


@pytest.mark.parametrize(("everything", "left"), [(True, []), (False, [SECOND])])
async def test_the_form_takes_back_what_was_chosen(pictured, everything, left):
    """One or all; the person gets a receipt and the owner a word."""
    await pictured.press(RACHEL, ids.ACTION_WITHDRAW, f"v1.{FIRST}")
    view = await pictured.hand(RACHEL).open_view()
    await submit(pictured, view, everything=everything, removes=True)
    assert await standing(pictured) == left
    (row,) = await pictured.storage.withdrawals_of(PERSON)
    assert (row.removes_videos, row.via) == (True, "dm")
    assert await kinds(pictured) == [("withdrawal_receipt", RACHEL), ("withdrawn_owner", MAYA)]


@pytest.mark.parametrize("patch", [{"is_restricted": True}, {"is_ultra_restricted": True}])
async def test_a_guests_face_is_his_own(pictured, patch):
    """What guests may not do otherwise does not matter here."""
    pictured.be(RACHEL, **patch)
    answer = await pictured.command("/likeness withdraw", RACHEL)
    assert f"v1.{PERSON}" in json.dumps(answer["blocks"])
    await pictured.press(RACHEL, ids.ACTION_WITHDRAW, f"v1.{PERSON}")
    await submit(pictured, await pictured.hand(RACHEL).open_view(), removes=False)
    assert await standing(pictured) == []


async def test_somebody_of_another_workspace_takes_his_own_face_back(pictured):
    """In a channel shared with his workspace."""
    pictured.stranger(RACHEL)
    await pictured.press(RACHEL, ids.ACTION_WITHDRAW, f"v1.{PERSON}")
    await submit(pictured, await pictured.hand(RACHEL).open_view(), removes=False)
    assert await standing(pictured) == []


@pytest.mark.parametrize("subject", [FIRST, QUESTION, VIDEO, PERSON])
async def test_nobody_takes_back_for_somebody_else(pictured, subject):
    """The owner neither: he may delete what is his, which is another thing."""
    await pictured.press(MAYA, ids.ACTION_WITHDRAW, f"v1.{subject}")
    assert "for somebody else" in (await pictured.told(MAYA))[-1]
    assert pictured.calls("views.open") == []


async def test_a_second_press_learns_that_it_was_done(pictured):
    """Nothing stands any more and nothing is posted any more."""
    taken = {"status": AssetStatus.WITHDRAWN}
    await pictured.add(
        Update(table=Consent, where={"ended_at": None}, values={"ended_at": rows.NOW}),
        Update(table=Message, where={"kind": "video_posted"}, values={"sent_ts": None}),
    )
    for asset in (FIRST, SECOND):
        await pictured.add(Update(table=type(rows.asset()), where={"id": asset}, values=taken))
    await pictured.press(RACHEL, ids.ACTION_WITHDRAW, f"v1.{FIRST}")
    assert "took that back already" in (await pictured.told(RACHEL))[-1]


async def test_posted_videos_may_be_asked_away_later(pictured):
    """Everything was taken back and the video left; now it is to go, too."""
    await pictured.press(RACHEL, ids.ACTION_WITHDRAW, f"v1.{PERSON}")
    await submit(pictured, await pictured.hand(RACHEL).open_view(), removes=False)
    answer = await pictured.command("/likeness withdraw", RACHEL)
    assert "posted earlier can still be removed" in answer["text"]
    await pictured.press(RACHEL, ids.ACTION_WITHDRAW, f"v1.{PERSON}")
    view = await pictured.hand(RACHEL).open_view()
    (block,) = [b for b in view["blocks"] if b.get("block_id") == ids.FIELD_VIDEOS]
    assert block["element"]["initial_options"]
    await submit(pictured, view, removes=True)
    rows_made = await pictured.storage.withdrawals_of(PERSON)
    assert [row.removes_videos for row in rows_made] == [False, True]


async def test_an_admin_takes_back_what_somebody_outside_agreed_to_on_paper(pictured):
    """From `/likeness people`, for people without an account alone; he gets the receipt to pass on."""
    outside = {"slack_user_id": None, "display_name": "Robin Vale"}
    await pictured.add(Update(table=Person, where={"id": PERSON}, values=outside))
    assert f"v1.{PERSON}" not in json.dumps((await pictured.command("/likeness people", MAYA))["blocks"])
    await pictured.press(MAYA, ids.ACTION_WITHDRAW, f"v1.{PERSON}")
    assert await standing(pictured) == [FIRST, SECOND]
    assert f"v1.{PERSON}" in json.dumps((await pictured.command("/likeness people", ADA))["blocks"])
    await pictured.press(ADA, ids.ACTION_WITHDRAW, f"v1.{PERSON}")
    await submit(pictured, await pictured.hand(ADA).open_view(), ADA, removes=True)
    assert await standing(pictured) == []
    assert await kinds(pictured) == [("withdrawal_receipt", ADA), ("withdrawn_owner", MAYA)]
    (row,) = await pictured.storage.withdrawals_of(PERSON)
    receipt = await pictured.storage.card(rows.TEAM, f"withdrawal_receipt:{row.id}")
    composer = StorageComposer(pictured.storage, pictured.surface.desk.profiles, lambda _: None)
    told = await composer.compose(receipt, {})
    assert "Robin Vale" in told.text
    assert "pass it on" in told.text
