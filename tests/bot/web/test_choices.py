"""What a person chooses with a yes on the page: kept as chosen, and told beside the field when it is no choice."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from storage.model import Depiction
from tests.bot.web.conftest import World
from tests.support import rows
from workflow.scope import How, Scope, Who, read_scope

AFTER_31_MARCH = int(datetime(2027, 4, 1, tzinfo=UTC).timestamp()) * 1000


async def given(world: World) -> Scope:
    consent = (await world.facts()).assets[0].consent
    assert consent is not None
    return read_scope(consent.scope)


@pytest.mark.parametrize("who", list(Who))
@pytest.mark.parametrize("how", list(How))
async def test_the_yes_reaches_as_far_as_was_chosen(invited: World, who: Who, how: How) -> None:
    """Who, how, until when; the record has the same words."""
    await invited.press_yes(who=who, how=how, until="2027-03-31")
    assert await given(invited) == Scope(
        who=who, how=how, until=AFTER_31_MARCH, user_id=rows.MAYA, channel=rows.CHANNEL
    )
    entries = [entry async for entry in invited.storage.ledger() if entry.kind == "consent_given"]
    assert entries[0].body["scope"] == {"who": who, "how": how, "until": AFTER_31_MARCH}


async def test_without_a_date_the_yes_holds_until_it_is_taken_back(invited: World) -> None:
    """An empty date is no date."""
    await invited.press_yes()
    assert (await given(invited)).until is None


async def test_what_is_offered_first_is_narrow(invited: World) -> None:
    """The channel that was asked for, asked each time, until taken back."""
    page = await invited.get(invited.path())
    assert re.findall(r'name="(\w+)" value="(\w+)" required checked', page.text) == [
        ("who", "channel"),
        ("how", "ask"),
    ]
    assert 'name="until" value=""' in page.text


async def test_where_only_the_requester_sees_it_only_he_is_offered_first(world: World) -> None:
    """Without a channel there is none to allow it for."""
    await world.invite(request={"channel": rows.MAYA})
    page = await world.get(world.path())
    assert 'value="requester" required checked' in page.text
    assert 'value="channel"' not in page.text
    refused = await world.press_yes(who="channel")
    assert (refused.status, refused.screen) == (422, "ask")
    assert await world.ledger() == []


async def test_somebody_outside_is_not_offered_to_be_asked(world: World) -> None:
    """He has no account here: nobody could ask him."""
    await world.invite(person={"slack_user_id": None}, request={"depiction": Depiction.OUTSIDER})
    assert 'name="how"' not in (await world.get(world.path())).text


WRONG = [
    ({"who": ""}, "who", "who may use it"),
    ({"who": "the whole world"}, "who", "who may use it"),
    ({"how": "maybe"}, "how", "asked first"),
    ({"until": "soon"}, "until", "no date"),
    ({"until": "2027-02-30"}, "until", "no date"),
    ({"until": "2027-01-15"}, "until", "over or is today"),
    ({"until": "0001-01-01"}, "until", "over or is today"),
    ({"until": "9999-12-31"}, "until", "too far"),
    ({"until": "2" * 5000}, "until", "no date"),
]


@pytest.mark.parametrize(("chosen", "field", "words"), WRONG)
async def test_what_is_no_choice_is_told_beside_its_field(
    invited: World, chosen: dict[str, str], field: str, words: str
) -> None:
    """Nothing is recorded, and whatever else was filled in is still there."""
    kept = {"who": "everybody", "how": "go_ahead", "until": "2027-03-31"} | chosen
    answer = await invited.press_yes(**kept)
    assert (answer.status, answer.screen) == (422, "ask")
    (sentence,) = re.findall(rf'id="wrong-{field}">([^<]+)<', answer.text)
    assert words in sentence
    for name, value in (kept.items() - chosen.items()) - {("until", "2027-03-31")}:
        assert f'name="{name}" value="{value}" required checked' in answer.text
    if "until" not in chosen:
        assert 'value="2027-03-31"' in answer.text
    assert await invited.ledger() == []


async def test_a_yes_to_older_words_is_asked_again(invited: World) -> None:
    """Who had the page open while its words changed reads them anew; his choices stay."""
    for text in ("2020-01", ""):
        answer = await invited.press_yes(text=text, who="requester")
        assert (answer.status, answer.screen) == (422, "ask")
        assert "read it once more" in (answer.trouble or "")
        assert 'value="requester" required checked' in answer.text
    assert await invited.ledger() == []


async def test_another_language_loses_nothing(invited: World) -> None:
    """The question is shown again with every choice, right or wrong, and nothing is recorded."""
    chosen = {"who": "everybody", "how": "go_ahead", "until": "<soon>"}
    page = await invited.post(f"{invited.path()}/language?lang=zh", data=chosen)
    assert (page.status, page.screen) == (200, "ask")
    assert '<html lang="zh-Hans">' in page.text
    assert 'value="everybody" required checked' in page.text
    assert 'value="go_ahead" required checked' in page.text
    assert 'value="&lt;soon&gt;"' in page.text
    assert await invited.ledger() == []


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"who=\xff\xfe", "application/x-www-form-urlencoded"),
        (b"who=channel", "application/x-www-form-urlencoded; charset=no-such"),
        (b"{}", "application/json"),
        (b"--x", "multipart/form-data; boundary=x"),
        (b"", "multipart/form-data"),
    ],
)
async def test_a_body_that_is_no_form_is_asked_again(invited: World, body: bytes, kind: str) -> None:
    """Whatever a client sends, the page answers."""
    answer = await invited.post(f"{invited.path()}/agree", data=body, headers={"Content-Type": kind})
    assert (answer.status, answer.screen) == (422, "ask")
    assert await invited.ledger() == []


async def test_a_member_chooses_once(invited: World) -> None:
    """A second press before the face check takes the first one's choices, whatever it says."""
    await invited.press_yes(who="requester")
    await invited.press_yes(who="everybody")
    assert (await given(invited)).who is Who.REQUESTER
    facts = await invited.facts()
    assert facts.invitation is not None
    assert read_scope(facts.invitation.scope or {}).who is Who.REQUESTER
