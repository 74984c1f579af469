"""What the `/asset` form says at its own fields, with everything that was typed kept."""

from __future__ import annotations

import pytest

from bot.demo.forms import asset_values
from handlers import ids
from storage.changes import Insert
from tests.support import rows

MEMBER = {"who": "member", "member": rows.RACHEL, "name": "rachel", "purpose": "The launch film"}


async def _submit(office, view, **typed):
    return await office.hand().submit(view, asset_values(view, **typed))


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"link": "http://example.com/a.jpg"}, ids.FIELD_LINK, "https://"),
        ({"link": "https://10.0.0.7/a.jpg"}, ids.FIELD_LINK, "private network"),
        ({"link": "https://127.0.0.1/a.jpg"}, ids.FIELD_LINK, "private network"),
        ({"link": "https://[::1]/a.jpg"}, ids.FIELD_LINK, "private network"),
        ({"link": "https://2130706433/a.jpg"}, ids.FIELD_LINK, "private network"),
        ({"link": "https://me:pw@example.com/a.jpg"}, ids.FIELD_LINK, "password"),
        ({"link": "https://example.com:8443/a.jpg"}, ids.FIELD_LINK, "port"),
        ({"name": "   "}, ids.FIELD_NAME, "name"),
        ({"name": "r" * 200}, ids.FIELD_NAME, "200"),
        ({"name": "rachel okafor"}, ids.FIELD_NAME, "spaces"),
        ({"files": ()}, ids.FIELD_FILES, "file"),
        ({"purpose": "   "}, ids.FIELD_PURPOSE, "what it is for"),
        ({"channel": "C0SECRET"}, ids.FIELD_CHANNEL, "/invite @Likeness"),
    ],
)
async def test_a_wrong_field_says_so_and_keeps_what_was_typed(office, typed, field, words):
    """The error stands at the field, the form stays open with every value, and nothing is written."""
    view = await office.asset_form()
    given = {"files": [await office.picture()], "channel": rows.CHANNEL} | MEMBER | typed
    answer = await _submit(office, view, **given)
    assert answer["response_action"] == "errors"
    assert list(answer["errors"]) == [field]
    assert words in answer["errors"][field]
    kept = (await office.hand().open_view())["state"]["values"]
    assert kept[ids.FIELD_MEMBER][ids.INPUT]["selected_user"] == rows.RACHEL
    assert kept[ids.FIELD_NAME][ids.INPUT]["value"] == given["name"]
    assert await office.requests() == 0


@pytest.mark.parametrize("settings", [{"desk": {"allow_loopback": True}}], indirect=True)
async def test_stand_ins_may_be_reached(office):
    """With loopback allowed a link to a stand-in is a good one."""
    view = await office.asset_form()
    answer = await _submit(office, view, link="http://127.0.0.1:8090/a.jpg", channel=rows.CHANNEL, **MEMBER)
    assert answer["response_action"] is None
    assert await office.requests() == 1


async def test_nobody_is_picked(office):
    """Somebody of this workspace, but nobody chosen: the form does not go."""
    view = await office.asset_form()
    typed = MEMBER | {"member": None}
    answer = await _submit(office, view, files=[await office.picture()], **typed)
    assert set(answer["errors"]) == {ids.FIELD_MEMBER}


async def test_nobody_is_picked_by_an_odd_client(office):
    """A form that Slack's own client would have held back is answered at the field as well."""
    view = await office.asset_form()
    await _submit(office, view, files=[await office.picture()], channel=rows.CHANNEL, **MEMBER)
    payload = office.deliveries()[-1]
    payload["trigger_id"] = "another"
    payload["view"]["state"]["values"][ids.FIELD_MEMBER][ids.INPUT]["selected_user"] = None
    payload["view"]["state"]["values"][ids.FIELD_NAME][ids.INPUT]["value"] = "rachel-2"
    await office.carrier.send("interactive", payload)
    assert "Say which person it is" in office.carrier.answers[-1].body
    assert await office.requests() == 1


async def test_who_is_not_chosen(office):
    """Nothing is guessed about who is pictured."""
    view = await office.asset_form(who=None)
    answer = await _submit(office, view, name="rachel", files=[await office.picture()])
    assert set(answer["errors"]) == {ids.FIELD_WHO}


async def test_an_outsider_needs_a_name(office):
    """Somebody outside is named by whoever asks."""
    view = await office.asset_form(who="outsider")
    typed = {"name": "jo", "purpose": "A film", "outsider": "  ", "files": [await office.picture()]}
    answer = await _submit(office, view, **typed)
    assert set(answer["errors"]) == {ids.FIELD_OUTSIDER}


async def test_a_name_is_taken_in_any_spelling(office):
    """The same name once more, in other letters, is refused at the name."""
    await office.add(*rows.request_rows())
    view = await office.asset_form()
    typed = MEMBER | {"name": "ＲＡＣＨＥＬ"}
    answer = await _submit(office, view, files=[await office.picture()], channel=rows.CHANNEL, **typed)
    assert "taken" in answer["errors"][ids.FIELD_NAME]


async def test_an_archived_channel_is_refused(office):
    """Nothing can be posted there."""
    office.workspace.channels.get(rows.CHANNEL).archived = True
    view = await office.asset_form()
    answer = await _submit(office, view, files=[await office.picture()], channel=rows.CHANNEL, **MEMBER)
    assert "archived" in answer["errors"][ids.FIELD_CHANNEL]


@pytest.mark.parametrize("fault", ["429", "500", "late", "error:internal_error"])
async def test_a_channel_that_slack_cannot_tell_about_asks_to_try_again(office, fault):
    """Slack's trouble is not called the user's, and the form is answered within Slack's three seconds."""
    view = await office.asset_form()
    office.faults({"method": "conversations.info", "fault": fault, "seconds": 4})
    typed = {"files": [await office.picture()], "channel": rows.CHANNEL} | MEMBER
    answer = await _submit(office, view, **typed)
    assert "Try again" in answer["errors"][ids.FIELD_CHANNEL]


@pytest.mark.parametrize("settings", [{"desk": {"has_public_url": False}}], indirect=True)
async def test_without_a_public_address_the_form_names_the_setting(office):
    """Nothing could be fetched from here, so nothing is promised."""
    view = await office.asset_form()
    answer = await _submit(office, view, files=[await office.picture()], channel=rows.CHANNEL, **MEMBER)
    assert "LIKENESS_PUBLIC_URL" in answer["errors"][ids.FIELD_FILES]


async def test_a_corrected_form_is_not_swallowed(office):
    """The same view, sent again after its error, is a new wish."""
    view = await office.asset_form()
    typed = {"files": [await office.picture()], "channel": rows.CHANNEL} | MEMBER
    assert (await _submit(office, view, **typed | {"name": ""}))["response_action"] == "errors"
    assert (await _submit(office, view, **typed | {"name": "r" * 200}))["response_action"] == "errors"
    assert (await _submit(office, view, **typed))["response_action"] is None
    assert await office.requests() == 1


async def test_the_same_delivery_twice_has_one_effect(office):
    """Slack may deliver a form again: the second time it is as if it had been the first."""
    view = await office.asset_form()
    office.faults({"method": "interactive", "fault": "double"})
    typed = {"files": [await office.picture()], "channel": rows.CHANNEL} | MEMBER
    answer = await _submit(office, view, **typed)
    assert answer["response_action"] is None
    assert [response.status for response in office.carrier.answers[-2:]] == [200, 200]
    assert await office.requests() == 1


async def test_markup_in_a_name_is_shown_as_typed(office):
    """A field's error is plain text: nothing in it is escaped."""
    await office.add(*rows.request_rows(), Insert(row=rows.person(id="p_2", slack_user_id=None)))
    await office.add(
        Insert(row=rows.media(id="m_2")), Insert(row=rows.asset(id="a_2", media_id="m_2", name="you&me"))
    )
    view = await office.asset_form()
    typed = MEMBER | {"name": "you&me"}
    answer = await _submit(office, view, files=[await office.picture()], channel=rows.CHANNEL, **typed)
    assert "“you&me”" in answer["errors"][ids.FIELD_NAME]
