"""`/video <id>`: where one video stands, for whoever may know; and an admin's way past an owner's silence."""

from __future__ import annotations

import pytest

from handlers import ids
from storage.changes import Insert, Put
from storage.model import ApprovalStatus, Setting, VideoStatus
from tests.support import rows
from tests.support.rows import MAYA, RACHEL

TOM, WEI = "U0TOM", "U0WEI"
VIDEO, PERSONS, OWNERS = "v_aaaaaaaaaaaa", "y_aaaaaaaaaaaa", "y_bbbbbbbbbbbb"
WHY = "Maya is away until Monday"


@pytest.fixture(name="asked")
async def _asked(office):
    """Wei's video with Rachel's picture: she and Maya, who owns it, are asked; Tom is an admin."""
    new = (
        rows.video(id=VIDEO, requester_id=WEI, model="byteplus/seedance-2.0"),
        rows.video_reference(video_id=VIDEO),
        rows.approval(id=PERSONS, video_id=VIDEO),
        rows.approval(id=OWNERS, video_id=VIDEO, approver_id=MAYA, as_person=False),
    )
    await office.add(*rows.request_rows(), *(Insert(row=row) for row in new))
    office.be(WEI, locale="en-US")
    office.be(TOM, is_admin=True)
    return office


def buttons(answer) -> list[str]:
    blocks = answer.get("blocks") or []
    parts = [e for block in blocks for e in (*block.get("elements", ()), block.get("accessory") or {})]
    return [part["action_id"] for part in parts if part.get("type") == "button"]


@pytest.mark.parametrize("user", [WEI, MAYA, RACHEL, TOM])
async def test_members_read_privately_where_a_video_stands(asked, user):
    """What its card says, whoever asked for it."""
    answer = await asked.command(f"/video {VIDEO}", user)
    assert answer["ephemeral"]
    assert "walks into the office" in answer["text"]
    assert f"<@{WEI}>" in answer["text"]
    assert asked.calls("views.open") == []


@pytest.mark.parametrize(("user", "offered"), [(TOM, True), (WEI, False), (MAYA, False), (RACHEL, False)])
async def test_only_an_admin_is_offered_an_owners_answer(asked, user, offered):
    """And never the person's own."""
    answer = await asked.command(f"/video {VIDEO}", user)
    assert buttons(answer).count(ids.ACTION_OVERRIDE) == (1 if offered else 0)


async def test_a_guest_reads_only_of_a_video_that_shows_him(asked):
    """The person's right to see every use of his face."""
    asked.be(RACHEL, is_restricted=True)
    asked.be(WEI, is_restricted=True)
    assert "walks into the office" in (await asked.command(f"/video {VIDEO}", RACHEL))["text"]
    assert "no video of that name" in (await asked.command(f"/video {VIDEO}", WEI))["text"]


@pytest.mark.parametrize("name", ["v_zzzzzzzzzzzz", "v_bbbbbbbbbbbb"])
async def test_a_name_that_is_none_is_told(asked, name):
    """Of another workspace too."""
    await asked.add(Insert(row=rows.video(id="v_bbbbbbbbbbbb", team_id="T0OTHER", requester_id=WEI)))
    assert "no video of that name" in (await asked.command(f"/video {name}", WEI))["text"]


async def test_an_admin_overrides_with_a_reason(asked):
    """Button, form, and the owner's answer is given; Rachel is still asked."""
    await asked.press(TOM, ids.ACTION_OVERRIDE, f"v1.{OWNERS}")
    view = await asked.hand(TOM).open_view()
    answer = await asked.hand(TOM).submit(view, reason(WHY))
    assert not answer.get("errors")
    said = await asked.storage.approval(OWNERS)
    assert (said.status, said.decided_by, said.reason) == (ApprovalStatus.ALLOWED_ONCE, TOM, WHY)
    assert (await asked.storage.approval(PERSONS)).status is ApprovalStatus.PENDING
    assert (await asked.storage.video(VIDEO)).video.status is VideoStatus.AWAITING_APPROVAL
    assert ids.ACTION_OVERRIDE not in buttons(await asked.command(f"/video {VIDEO}", TOM))


def reason(text: str) -> dict:
    return {ids.FIELD_REASON: {ids.INPUT: {"type": "plain_text_input", "value": text}}}


async def test_a_reason_of_spaces_is_told_on_its_field(asked):
    """And nothing is given."""
    await asked.press(TOM, ids.ACTION_OVERRIDE, f"v1.{OWNERS}")
    answer = await asked.hand(TOM).submit(await asked.hand(TOM).open_view(), reason("   "))
    assert ids.FIELD_REASON in answer["errors"]
    assert (await asked.storage.approval(OWNERS)).status is ApprovalStatus.PENDING


async def test_the_owner_was_quicker(asked):
    """The form is open when the owner answers: sending it says who decided."""
    await asked.press(TOM, ids.ACTION_OVERRIDE, f"v1.{OWNERS}")
    view = await asked.hand(TOM).open_view()
    await asked.press(MAYA, ids.ACTION_APPROVE_ONCE, f"v1.{OWNERS}")
    answer = await asked.hand(TOM).submit(view, reason(WHY))
    assert "decided this already" in answer["errors"][ids.FIELD_REASON]
    assert (await asked.storage.approval(OWNERS)).decided_by == MAYA
    await asked.press(TOM, ids.ACTION_OVERRIDE, f"v1.{OWNERS}")
    assert "decided this already" in (await asked.told(TOM))[-1]


@pytest.mark.parametrize(
    ("user", "which"),
    [(WEI, OWNERS), (MAYA, OWNERS), (TOM, PERSONS), (RACHEL, OWNERS), (TOM, "y_zzzzzzzzzzzz")],
)
async def test_whoever_may_not_is_told_privately(asked, user, which):
    """No form opens for a press that should not be there."""
    await asked.press(user, ids.ACTION_OVERRIDE, f"v1.{which}")
    words = "no longer exists" if which == "y_zzzzzzzzzzzz" else "Only an admin"
    assert words in (await asked.told(user))[-1]
    assert asked.calls("views.open") == []


async def test_with_four_eyes_an_admin_cannot_help_himself(asked):
    """His own video needs another admin."""
    four_eyes = Setting(
        team_id=rows.TEAM, name="four_eyes", value={"value": True}, changed_by=TOM, changed_at=rows.NOW
    )
    asked.be(WEI, is_admin=True)
    assert ids.ACTION_OVERRIDE in buttons(await asked.command(f"/video {VIDEO}", WEI))
    await asked.add(Put(row=four_eyes))
    assert ids.ACTION_OVERRIDE not in buttons(await asked.command(f"/video {VIDEO}", WEI))
    assert ids.ACTION_OVERRIDE in buttons(await asked.command(f"/video {VIDEO}", TOM))
