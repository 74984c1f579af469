"""Buttons that answer: who may press them, what a second press learns, and buttons of older versions."""

from __future__ import annotations

import pytest

from handlers import ids
from storage.changes import Update
from storage.model import ApprovalStatus, Invitation, InvitationStatus, Video, VideoStatus
from tests.support.rows import MAYA, NOW, RACHEL

TOM = "U0TOM"
QUESTION, APPROVAL, OWNERS_APPROVAL = "i_aaaaaaaaaaaa", "y_aaaaaaaaaaaa", "y_bbbbbbbbbbbb"
VIDEO, DOUBTFUL = "v_aaaaaaaaaaaa", "v_bbbbbbbbbbbb"
EVERY_BUTTON = (
    ids.ACTION_CONSENT_APPROVE,
    ids.ACTION_CONSENT_CHOOSE,
    ids.ACTION_CONSENT_DECLINE,
    ids.ACTION_APPROVE_ONCE,
    ids.ACTION_APPROVE_ALWAYS,
    ids.ACTION_APPROVE_NO,
    ids.ACTION_VIDEO_TRY_AGAIN,
    ids.ACTION_VIDEO_FORGET,
    ids.ACTION_ASSET_FIX,
    ids.ACTION_MEDIA_TAKE,
    ids.ACTION_VIDEO_ANOTHER,
    ids.ACTION_VIDEO_WITH_ASSET,
)


@pytest.mark.parametrize(
    ("action", "subject"),
    [
        (ids.ACTION_CONSENT_APPROVE, QUESTION),
        (ids.ACTION_CONSENT_CHOOSE, QUESTION),
        (ids.ACTION_CONSENT_DECLINE, QUESTION),
        (ids.ACTION_APPROVE_ONCE, APPROVAL),
        (ids.ACTION_APPROVE_ALWAYS, APPROVAL),
        (ids.ACTION_APPROVE_NO, APPROVAL),
        (ids.ACTION_APPROVE_ONCE, OWNERS_APPROVAL),
        (ids.ACTION_VIDEO_TRY_AGAIN, DOUBTFUL),
        (ids.ACTION_VIDEO_FORGET, DOUBTFUL),
        (ids.ACTION_ASSET_FIX, "q_aaaaaaaaaaaa"),
    ],
)
async def test_the_wrong_person_is_told_privately(asked, invitation_status, action, subject):
    """Wei sees buttons that are not his: he is told so, and nothing changes."""
    asked.be("U0WEI", locale="en-US")
    await asked.press("U0WEI", action, f"v1.{subject}", channel="C0FILM" if subject == DOUBTFUL else None)
    assert "for somebody else" in (await asked.told("U0WEI"))[-1]
    assert await invitation_status() is InvitationStatus.OPEN
    assert (await asked.storage.approval(APPROVAL)).status is ApprovalStatus.PENDING
    assert (await asked.storage.video(DOUBTFUL)).video.status is VideoStatus.UNKNOWN
    assert asked.calls("views.open") == []


@pytest.mark.parametrize("action", EVERY_BUTTON)
async def test_a_button_of_another_version_says_so(asked, action):
    """A value that is not read any more is answered with a way on."""
    for number, value in enumerate(("v0.i_aaaaaaaaaaaa", "i_aaaaaaaaaaaa", "{}"), start=1):
        await asked.press(RACHEL, action, value)
        assert sum("older version" in text for text in await asked.told(RACHEL)) == number


@pytest.mark.parametrize("action", [a for a in EVERY_BUTTON if a != ids.ACTION_APPROVE_NO])
async def test_a_button_about_what_is_gone_says_so(asked, action):
    """Nothing is left unanswered."""
    await asked.press(RACHEL, action, "v1.x_zzzzzzzzzzzz")
    assert "no longer exists" in (await asked.told(RACHEL))[-1]


async def test_the_persons_yes_in_the_dm_is_recorded(asked, invitation_status):
    """She is verified at this gateway already, so her press is enough."""
    await asked.press(RACHEL, ids.ACTION_CONSENT_APPROVE, f"v1.{QUESTION}")
    assert await invitation_status() is InvitationStatus.ACCEPTED
    given = [e async for e in asked.storage.ledger() if e.kind == "consent_given"]
    assert [e.body["via"] for e in given] == ["dm"]


async def test_the_persons_no_ends_it(asked, invitation_status):
    """And a yes that comes after it changes nothing."""
    await asked.press(RACHEL, ids.ACTION_CONSENT_DECLINE, f"v1.{QUESTION}")
    await asked.press(RACHEL, ids.ACTION_CONSENT_APPROVE, f"v1.{QUESTION}")
    assert await invitation_status() is InvitationStatus.DECLINED
    assert "answered already" in (await asked.told(RACHEL))[-1]


async def test_where_a_face_must_be_scanned_a_press_is_not_enough(asked, invitation_status):
    """The way to the page is told instead."""
    await asked.add(Update(table=Invitation, where={"id": "i_1"}, values={"status": InvitationStatus.OPEN}))
    request = await asked.storage.request("r_1")
    assert request.group is not None
    await asked.storage._write(lambda c: c.execute("DELETE FROM person_groups"))
    await asked.press(RACHEL, ids.ACTION_CONSENT_APPROVE, f"v1.{QUESTION}")
    assert await invitation_status() is InvitationStatus.OPEN
    assert "Scan the code" in (await asked.told(RACHEL))[-1]


@pytest.mark.parametrize("kind", ["guest", "stranger"])
async def test_ones_own_face_is_always_ones_own(asked, invitation_status, kind):
    """Guests and people of other workspaces may answer for their own face, and refuse."""
    if kind == "guest":
        asked.be(RACHEL, is_restricted=True)
    else:
        asked.stranger(RACHEL)
    await asked.press(RACHEL, ids.ACTION_CONSENT_APPROVE, f"v1.{QUESTION}")
    assert await invitation_status() is InvitationStatus.ACCEPTED
    await asked.press(RACHEL, ids.ACTION_APPROVE_ONCE, f"v1.{APPROVAL}")
    assert (await asked.storage.approval(APPROVAL)).status is ApprovalStatus.ALLOWED_ONCE


@pytest.mark.parametrize(
    ("first", "status"),
    [
        (ids.ACTION_APPROVE_ONCE, ApprovalStatus.ALLOWED_ONCE),
        (ids.ACTION_APPROVE_ALWAYS, ApprovalStatus.ALLOWED_ALWAYS),
    ],
)
@pytest.mark.parametrize(
    "second", [ids.ACTION_APPROVE_ONCE, ids.ACTION_APPROVE_ALWAYS, ids.ACTION_APPROVE_NO]
)
async def test_a_second_press_learns_who_decided_and_when(asked, first, status, second):
    """The first answer stands."""
    await asked.press(RACHEL, first, f"v1.{APPROVAL}")
    asked.clock.ms += 60_000
    await asked.press(RACHEL, second, f"v1.{APPROVAL}")
    told = (await asked.told(RACHEL))[-1]
    assert "<@U0RACHEL> decided this already" in told
    assert f"<!date^{NOW // 1000}^" in told
    assert (await asked.storage.approval(APPROVAL)).status is status
    assert asked.calls("views.open") == []


async def test_a_no_asks_for_a_reason_and_is_one_without(asked):
    """The form behind *No* may be sent empty; the video ends."""
    await asked.press(RACHEL, ids.ACTION_APPROVE_NO, f"v1.{APPROVAL}")
    view = await asked.hand(RACHEL).open_view()
    assert (await asked.storage.approval(APPROVAL)).status is ApprovalStatus.PENDING
    assert (await asked.hand(RACHEL).submit(view, {}))["response_action"] is None
    approval = await asked.storage.approval(APPROVAL)
    assert (approval.status, approval.reason) == (ApprovalStatus.REFUSED, None)
    assert (await asked.storage.video(VIDEO)).video.status is VideoStatus.REFUSED


async def test_the_reason_of_a_no_is_kept(asked):
    """As it was typed, trimmed."""
    await asked.press(RACHEL, ids.ACTION_APPROVE_NO, f"v1.{APPROVAL}")
    view = await asked.hand(RACHEL).open_view()
    typed = {"type": "plain_text_input", "value": "  not this one  "}
    await asked.hand(RACHEL).submit(view, {ids.FIELD_REASON: {ids.INPUT: typed}})
    assert (await asked.storage.approval(APPROVAL)).reason == "not this one"


async def test_a_no_sent_after_a_yes_learns_that_it_was_decided(asked):
    """The form stood open while another press decided."""
    await asked.press(RACHEL, ids.ACTION_APPROVE_NO, f"v1.{APPROVAL}")
    view = await asked.hand(RACHEL).open_view()
    await asked.press(RACHEL, ids.ACTION_APPROVE_ONCE, f"v1.{APPROVAL}")
    await asked.hand(RACHEL).submit(view, {})
    assert "decided this already" in (await asked.told(RACHEL))[-1]
    assert (await asked.storage.approval(APPROVAL)).status is ApprovalStatus.ALLOWED_ONCE


@pytest.mark.parametrize(
    ("action", "status"),
    [
        (ids.ACTION_VIDEO_TRY_AGAIN, VideoStatus.STARTING),
        (ids.ACTION_VIDEO_FORGET, VideoStatus.CANCELLED),
    ],
)
@pytest.mark.parametrize("user", [TOM, "U0ADA"])
async def test_a_lost_start_is_settled_by_its_requester_or_an_admin(asked, user, action, status):
    """One press, and a second one is told that it was decided."""
    await asked.press(user, action, f"v1.{DOUBTFUL}")
    assert (await asked.storage.video(DOUBTFUL)).video.status is status
    await asked.press(user, action, f"v1.{DOUBTFUL}")
    assert "decided already" in (await asked.told(user))[-1]


async def test_a_click_delivered_twice_has_one_effect(asked):
    """The ledger has one answer."""
    asked.faults({"method": "interactive", "fault": "double"})
    await asked.press(RACHEL, ids.ACTION_APPROVE_ONCE, f"v1.{APPROVAL}")
    answers = [e async for e in asked.storage.ledger() if e.kind == "approval_decided"]
    assert len(answers) == 1


async def test_both_must_allow_it(asked):
    """Nothing starts on the person's word alone: the start waits for the owner's."""
    await asked.press(RACHEL, ids.ACTION_APPROVE_ONCE, f"v1.{APPROVAL}")
    assert (await asked.storage.video(VIDEO)).video.status is VideoStatus.AWAITING_APPROVAL
    await asked.press(MAYA, ids.ACTION_APPROVE_ONCE, f"v1.{OWNERS_APPROVAL}")
    jobs = await asked.storage.claim_jobs(asked.clock(), 1000, 10)
    assert ("start_video", VIDEO) in [(job.kind, job.subject) for job in jobs]


async def test_a_standing_yes_that_is_there_already_does_not_stand_in_the_way(asked):
    """Always, pressed for a second video of the same channel, counts for this one too."""
    await asked.press(RACHEL, ids.ACTION_APPROVE_ALWAYS, f"v1.{APPROVAL}")
    await asked.add(Update(table=Video, where={"id": VIDEO}, values={"channel": "C0FILM"}))
    assert (await asked.storage.approval(APPROVAL)).status is ApprovalStatus.ALLOWED_ALWAYS


async def test_an_expired_response_url_is_answered_in_a_dm(asked):
    """The word reaches him all the same."""
    await asked.press("U0WEI", ids.ACTION_CONSENT_OPEN, "v1.x")
    payload = asked.deliveries()[-1]
    payload["actions"][0] |= {"action_id": ids.ACTION_APPROVE_ONCE, "value": f"v1.{APPROVAL}"}
    payload["response_url"] = payload["response_url"].rpartition("/")[0] + "/dead"
    await asked.carrier.send("interactive", payload)
    assert await asked.told("U0WEI")
    assert asked.calls("chat.postMessage")[-1]["args"]["channel"] == "U0WEI"
