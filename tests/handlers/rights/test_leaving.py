"""Somebody is deactivated, comes back, or only changes."""

from __future__ import annotations

from handlers import ids
from tests.handlers.blocks.samples import an_id
from tests.handlers.rights.office_rows import (
    WEI,
    wanted,
)
from tests.support.rows import MAYA, RACHEL, TEAM


async def test_a_deactivated_member_pauses_what_hangs_on_him(posted):
    """Slack's own event is enough: nobody has to do anything here."""
    await posted.command("/likeness help", user=RACHEL)
    await posted.local.post("user", {"id": RACHEL, "patch": {"deleted": True}})
    await delivered(posted, 1)
    facts = await posted.storage.asset_named(TEAM, "rachel")
    assert facts.person_left
    assert ("person_left", MAYA) in await wanted(posted, "p_1")
    await posted.local.post("user", {"id": RACHEL, "patch": {"deleted": False}})
    await delivered(posted, 2)
    assert not (await posted.storage.asset_named(TEAM, "rachel")).person_left


async def test_a_change_of_name_keeps_the_language(posted):
    """The event does not tell it."""
    posted.be(RACHEL, locale="zh-TW")
    await posted.command("/likeness help", user=RACHEL)
    await posted.local.post("user", {"id": RACHEL, "patch": {"real_name": "Rachel O."}})
    await delivered(posted, 1)
    member = await posted.storage.member(TEAM, RACHEL)
    assert member.locale == "zh-TW"


async def test_people_whom_we_never_met_are_not_kept(office):
    """A workspace has many members."""
    await office.local.post("user", {"id": WEI, "patch": {"real_name": "Wei"}})
    await delivered(office, 1)
    assert await office.storage.member(TEAM, WEI) is None


async def delivered(office, count):
    """Wait until so many events were handled."""
    hand = office.hand(MAYA)
    for _ in range(100):
        if len(office.deliveries("events_api")) >= count:
            break
        await hand.slack.state(MAYA)
    await office.settled()
    assert len(office.deliveries("events_api")) == count
    assert all(answer.status == 200 for answer in office.carrier.answers)


def test_ids_fit_the_buttons():
    """Ids of endorsements and reports travel in buttons."""
    for prefix in ("e", "o"):
        assert ids.ButtonValue.parse(f"v1.{an_id(prefix)}") is not None
