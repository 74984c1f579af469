"""The yes in the DM: to what it says with one press, or to what the person chooses in a small form."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from handlers import ids
from handlers.blocks.choose_form import choose_form_view
from handlers.catalogue import LOCALES, texts
from storage.changes import Update
from storage.model import AssetRequest, Depiction, Invitation, InvitationStatus
from tests.support import rows
from tests.support.rows import CHANNEL, MAYA, RACHEL
from tests.support.slack_schema import assert_view
from workflow import consents
from workflow.scope import How, Scope, Who, read_scope

QUESTION, REQUEST = "i_aaaaaaaaaaaa", "q_aaaaaaaaaaaa"
PRESS = (ids.ACTION_CONSENT_CHOOSE, f"v1.{QUESTION}")


async def given(asked) -> Scope | None:
    consent = (await asked.storage.request(REQUEST)).assets[0].consent
    return read_scope(consent.scope) if consent else None


async def open_form(asked):
    await asked.press(RACHEL, *PRESS)
    return await asked.hand(RACHEL).open_view()


def choice(view, field: str, value: str) -> dict:
    element = next(b["element"] for b in view["blocks"] if b.get("block_id") == field)
    option = next(o for o in element["options"] if o["value"] == value)
    return {field: {ids.INPUT: {"type": "radio_buttons", "selected_option": option}}}


def day(text: str) -> dict:
    return {"until": {ids.INPUT: {"type": "datepicker", "selected_date": text}}}


async def test_one_press_agrees_to_what_the_dm_says(asked):
    """The narrowest that serves: this channel, asked each time, until taken back."""
    await asked.press(RACHEL, ids.ACTION_CONSENT_APPROVE, f"v1.{QUESTION}")
    assert await given(asked) == Scope(who=Who.CHANNEL, how=How.ASK, user_id=MAYA, channel=CHANNEL)


async def test_two_presses_agree_to_the_same_through_the_form(asked):
    """Opened and sent as it is, the form says what the DM says."""
    view = await open_form(asked)
    values = choice(view, "who", "channel") | choice(view, "how", "ask")
    assert (await asked.hand(RACHEL).submit(view, values))["response_action"] is None
    assert await given(asked) == Scope(who=Who.CHANNEL, how=How.ASK, user_id=MAYA, channel=CHANNEL)


async def test_the_form_starts_with_what_holds_anyway(asked):
    """The same choices as the DM's sentence, and no date."""
    view = await open_form(asked)
    chosen = {
        b["block_id"]: b["element"].get("initial_option", {}).get("value")
        for b in view["blocks"]
        if b["type"] == "input"
    }
    assert chosen == {"who": "channel", "how": "ask", "until": None}


@pytest.mark.parametrize("who", list(Who))
@pytest.mark.parametrize("how", list(How))
async def test_the_yes_reaches_as_far_as_was_chosen(asked, who, how):
    """Who, how, and a last day; the record says that it came from the DM."""
    view = await open_form(asked)
    values = choice(view, "who", who) | choice(view, "how", how) | day("2027-03-31")
    assert (await asked.hand(RACHEL).submit(view, values))["response_action"] is None
    until = int(datetime(2027, 4, 1, tzinfo=UTC).timestamp()) * 1000
    assert await given(asked) == Scope(who=who, how=how, until=until, user_id=MAYA, channel=CHANNEL)
    entries = [e async for e in asked.storage.ledger() if e.kind == "consent_given"]
    assert entries[0].body["via"] == "dm"
    assert entries[0].body["scope"] == {"who": who, "how": how, "until": until}


@pytest.mark.parametrize(
    ("text", "words"), [("2020-01-01", "after today"), ("2999-01-01", "within the next")]
)
async def test_a_wrong_day_is_told_beside_its_field(asked, text, words):
    """Nothing is recorded, and the form stays open with everything in it."""
    view = await open_form(asked)
    values = choice(view, "who", "everybody") | choice(view, "how", "ask") | day(text)
    answer = await asked.hand(RACHEL).submit(view, values)
    assert answer["response_action"] == "errors"
    assert words in answer["errors"]["until"]
    assert await given(asked) is None


async def test_the_form_opens_for_nobody_else(asked):
    """Whoever else presses the button is told so."""
    asked.be("U0WEI", locale="en-US")
    await asked.press("U0WEI", *PRESS)
    assert asked.calls("views.open") == []
    assert "for somebody else" in (await asked.told("U0WEI"))[-1]


async def test_a_form_sent_after_the_answer_learns_that_it_was_answered(asked):
    """The first answer stands."""
    view = await open_form(asked)
    await asked.press(RACHEL, ids.ACTION_CONSENT_DECLINE, f"v1.{QUESTION}")
    await asked.hand(RACHEL).submit(view, choice(view, "who", "everybody") | choice(view, "how", "ask"))
    assert "answered already" in (await asked.told(RACHEL))[-1]
    assert await given(asked) is None


async def test_words_that_changed_since_the_dm_are_read_first(asked):
    """The DM is shown again in its newest words; the next press counts."""
    older = Update(table=Invitation, where={"id": QUESTION}, values={"text_version": "2020-01"})
    await asked.add(older)
    await asked.press(RACHEL, ids.ACTION_CONSENT_APPROVE, f"v1.{QUESTION}")
    assert "read it once more" in (await asked.told(RACHEL))[-1]
    assert await given(asked) is None
    kinds = [m.kind for m in await asked.storage.messages_about([QUESTION])]
    assert kinds == ["consent_card"]
    await asked.press(RACHEL, ids.ACTION_CONSENT_APPROVE, f"v1.{QUESTION}")
    assert (await asked.storage.invitation(QUESTION)).text_version == consents.TEXT_VERSION
    assert await given(asked) is not None


async def test_what_the_dm_said_counts_whatever_admins_set_since(asked):
    """The default is kept with the question when it is asked."""
    kept = Scope(who=Who.REQUESTER, how=How.ASK, user_id=MAYA).to_json()
    await asked.add(Update(table=Invitation, where={"id": QUESTION}, values={"scope": kept}))
    await asked.press(RACHEL, ids.ACTION_CONSENT_APPROVE, f"v1.{QUESTION}")
    assert (await given(asked)).who is Who.REQUESTER


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("depiction", [Depiction.SELF, Depiction.MEMBER, Depiction.OUTSIDER])
@pytest.mark.parametrize("channel", [CHANNEL, MAYA])
async def test_the_form_is_one_that_slack_takes(asked, locale, depiction, channel):
    """In every language, for whoever is asked, with and without a channel."""
    values = {"depiction": depiction, "channel": channel}
    await asked.add(Update(table=AssetRequest, where={"id": REQUEST}, values=values))
    view = choose_form_view(await asked.storage.request(REQUEST), texts(locale))
    assert_view(view)
    whos = [o["value"] for b in view["blocks"] if b.get("block_id") == "who" for o in b["element"]["options"]]
    assert ("channel" in whos) is (channel == CHANNEL)


async def test_the_question_stays_open_while_the_form_is(asked):
    """Opening it answers nothing."""
    await open_form(asked)
    assert (await asked.storage.invitation(QUESTION)).status is InvitationStatus.OPEN
    assert asked.clock() == rows.NOW
