"""A delivery that comes several times, at once, later or after a restart, has one effect and one answer."""

from __future__ import annotations

import asyncio

import pytest

from bot.demo.forms import asset_values
from handlers import ids
from storage.changes import Update
from storage.model import ApprovalStatus, Video, VideoStatus
from tests.support import rows

APPROVAL, DOUBTFUL = "y_aaaaaaaaaaaa", "v_bbbbbbbbbbbb"
ASSET_FORM = {"who": "member", "member": rows.RACHEL, "name": "rachel", "purpose": "The launch film"}


def restarted(office) -> None:
    """What the process remembered is gone; the rows are there."""
    office.surface.deliveries._answers.clear()


@pytest.mark.parametrize("times", [2, 3, 4])
async def test_a_press_that_comes_several_times_at_once_counts_once(asked, times):
    """Nobody hears that he was too late for his own answer."""
    await asked.press(rows.RACHEL, ids.ACTION_CONSENT_OPEN, "v1.x")  # a button that changes nothing
    payload = pressed(asked, ids.ACTION_APPROVE_ONCE, APPROVAL)
    acks = await asyncio.gather(*(asked.carrier.send("interactive", payload) for _ in range(times)))
    await asked.settled()
    assert all(ack.ok for ack in acks)
    assert (await asked.storage.approval(APPROVAL)).status is ApprovalStatus.ALLOWED_ONCE
    assert len(await asked.told(rows.RACHEL)) == 1


async def test_a_press_that_comes_again_after_a_restart_does_not_pay_again(asked):
    """The second start became doubtful as well: only a new press may try it again."""
    await asked.press("U0TOM", ids.ACTION_CONSENT_OPEN, "v1.x")
    payload = pressed(asked, ids.ACTION_VIDEO_TRY_AGAIN, DOUBTFUL)
    await asked.carrier.send("interactive", payload)
    assert (await asked.storage.video(DOUBTFUL)).video.status is VideoStatus.STARTING
    doubt = {"status": VideoStatus.UNKNOWN, "intent_at": rows.NOW}
    await asked.add(Update(table=Video, where={"id": DOUBTFUL}, values=doubt))
    restarted(asked)
    assert (await asked.carrier.send("interactive", payload)).ok
    await asked.settled()
    assert (await asked.storage.video(DOUBTFUL)).video.status is VideoStatus.UNKNOWN
    await asked.carrier.send("interactive", payload | {"trigger_id": "another.press"})
    assert (await asked.storage.video(DOUBTFUL)).video.status is VideoStatus.STARTING


async def test_a_press_is_acknowledged_when_it_is_done(asked):
    """Whoever sees no error can rely on it: a bot that ends before leaves Slack to say so."""
    await asked.press(rows.RACHEL, ids.ACTION_CONSENT_OPEN, "v1.x")
    payload = pressed(asked, ids.ACTION_APPROVE_ONCE, APPROVAL)
    assert (await asked.carrier.send("interactive", payload)).ok
    assert (await asked.storage.approval(APPROVAL)).status is ApprovalStatus.ALLOWED_ONCE


@pytest.mark.parametrize("at_once", [True, False])
async def test_a_command_that_comes_twice_opens_one_form(office, at_once):
    """And nobody is told that his trigger was used up."""
    await office.command("/likeness help")
    payload = office.deliveries("slash_commands")[-1] | {"command": "/asset", "text": ""}
    payload["trigger_id"] = office.workspace.triggers.make(rows.MAYA, channel=rows.CHANNEL).id
    if at_once:
        await asyncio.gather(*(office.carrier.send("slash_commands", payload) for _ in range(3)))
    else:
        for _ in range(3):
            await office.carrier.send("slash_commands", payload)
    await office.settled()
    assert len(office.calls("views.open")) == 1
    assert not [text for text in await office.told(rows.MAYA) if "too long" in text]


async def test_a_corrected_form_is_not_swallowed(office):
    """A form with a wrong field, sent twice, then corrected and sent twice: one request, and each copy of a
    delivery gets the answer of the first.
    """
    view = await office.asset_form()
    wrong = asset_values(
        view, files=[await office.picture()], channel=rows.CHANNEL, **ASSET_FORM | {"name": "two words"}
    )
    assert (await office.hand().submit(view, wrong))["response_action"] == "errors"
    again = await office.carrier.send("interactive", office.deliveries()[-1])
    assert again.body["response_action"] == "errors"
    view = await office.hand().open_view()
    right = asset_values(view, files=[await office.picture()], channel=rows.CHANNEL, **ASSET_FORM)
    assert (await office.hand().submit(view, right))["response_action"] is None
    for forget in (False, True):
        if forget:
            restarted(office)
        assert not (await office.carrier.send("interactive", office.deliveries()[-1])).body
    assert await office.requests() == 1


async def test_a_delivery_that_came_to_nothing_may_come_again(office):
    """An error is no answer to keep."""
    await office.command("/likeness help")
    payload = office.deliveries("slash_commands")[-1] | {
        "command": "/asset",
        "text": "list",
        "trigger_id": "1",
    }
    broken, office.surface.desk.storage.assets_of_owner = office.surface.desk.storage.assets_of_owner, None
    assert "Something broke" in (await office.carrier.send("slash_commands", payload)).body["text"]
    office.surface.desk.storage.assets_of_owner = broken
    assert "Something broke" not in str((await office.carrier.send("slash_commands", payload)).body)


def pressed(office, action, subject):
    """The payload of a press of this button, as it would come from the last message that was pressed."""
    payload = office.deliveries()[-1]
    acted = payload["actions"][0] | {"action_id": action, "value": f"v1.{subject}"}
    return payload | {"actions": [acted], "trigger_id": f"press.{action}"}
