"""Reports: pressed, typed, decided."""

from __future__ import annotations

import pytest

from bot.demo.forms import asset_values
from handlers import ids
from storage.model import (
    ReportStatus,
)
from tests.handlers.rights.office_rows import (
    TOM,
    VIDEO,
    WEI,
    admin,
    wanted,
)
from tests.support import rows
from tests.support.rows import MAYA, RACHEL


async def report(office, user, reason=""):
    await office.press(user, ids.ACTION_REPORT, f"v1.{VIDEO}", channel=rows.CHANNEL)
    view = await office.hand(user).open_view()
    return await office.hand(user).submit(view, asset_values(view, **{ids.FIELD_REASON: reason}))


async def test_a_report_is_told_to_owner_and_admins_and_hides_nothing(posted):
    """Whoever is pictured or reads the channel may press."""
    admin(posted)
    await posted.command("/likeness help", user=WEI)
    assert (await report(posted, RACHEL, "not in a suit"))["response_action"] is None
    (kept,) = await posted.storage.reports_of(VIDEO)
    assert (kept.reporter_id, kept.as_person, kept.reason) == (RACHEL, True, "not in a suit")
    told = await wanted(posted, kept.id)
    assert told == [("report_card", MAYA), ("report_card", WEI), ("report_received", RACHEL)]
    assert [m.kind for m in await posted.storage.messages_about([VIDEO])].count("video_posted") == 1


async def test_a_second_report_of_the_same_person_says_so(posted):
    """On the form, whose words are kept."""
    await report(posted, RACHEL)
    answer = await report(posted, RACHEL)
    assert "reported this video already" in answer["errors"][ids.FIELD_REASON]


@pytest.mark.parametrize(("kind", "words"), [("guest", "Guests"), ("stranger", "members of this workspace")])
async def test_guests_report_only_their_own_face(posted, kind, words):
    """Wei is pictured nowhere; Rachel, a guest as well, is."""
    for user in (WEI, RACHEL):
        if kind == "guest":
            posted.be(user, is_restricted=True, locale="en-US")
        else:
            posted.be(user, locale="en-US")
            posted.stranger(user)
    await posted.press(WEI, ids.ACTION_REPORT, f"v1.{VIDEO}", channel=rows.CHANNEL)
    assert words in (await posted.told(WEI))[-1]
    await report(posted, RACHEL)
    assert [r.reporter_id for r in await posted.storage.reports_of(VIDEO)] == [RACHEL]


@pytest.mark.parametrize(
    ("action", "status"),
    [(ids.ACTION_REPORT_UPHOLD, ReportStatus.UPHELD), (ids.ACTION_REPORT_DISMISS, ReportStatus.DISMISSED)],
)
async def test_the_owner_decides_with_a_reason(posted, action, status):
    """Without one the form says so; a later press learns who decided."""
    await report(posted, RACHEL)
    (kept,) = await posted.storage.reports_of(VIDEO)
    await posted.press(MAYA, action, f"v1.{kept.id}")
    hand = posted.hand(MAYA)
    view = await hand.open_view()
    blank = await hand.submit(view, asset_values(view, **{ids.FIELD_REASON: "   "}))
    assert list(blank["errors"]) == [ids.FIELD_REASON]
    await hand.submit(view, asset_values(view, **{ids.FIELD_REASON: "she is right"}))
    decided = await posted.storage.report(kept.id)
    assert (decided.status, decided.decided_by, decided.decision_reason) == (status, MAYA, "she is right")
    await posted.press(MAYA, action, f"v1.{kept.id}")
    assert "<@U0MAYA> decided this already" in (await posted.told(MAYA))[-1]


async def test_who_may_not_decide_is_told(posted):
    """The requester of the video does not decide about it."""
    await report(posted, RACHEL)
    (kept,) = await posted.storage.reports_of(VIDEO)
    await posted.press(TOM, ids.ACTION_REPORT_DISMISS, f"v1.{kept.id}")
    assert (await posted.told(TOM))[-1]
    assert (await posted.storage.report(kept.id)).status is ReportStatus.OPEN
