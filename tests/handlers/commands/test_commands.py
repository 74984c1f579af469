"""Slash commands: what they open, what they answer privately, and whom they refuse."""

from __future__ import annotations

import pytest

from bot.demo.forms import video_values
from handlers import ids
from storage.changes import Insert
from storage.model import AssetStatus, RegistrationStatus
from tests.support import rows

TOM = "U0TOM"
ORDERS = (
    "/asset",
    "/asset list",
    "/asset rachel",
    "/video @rachel waves",
    "/likeness asset",
    "/likeness video x",
)


async def test_a_prompt_of_more_than_3000_characters_is_answered_with_its_count(office):
    """No form opens, and only the writer reads the answer."""
    answer = await office.command("/video " + "x" * 3001)
    assert "3001" in answer["text"]
    assert answer["ephemeral"]
    assert office.calls("views.open") == []


async def test_a_prompt_of_3000_characters_opens_the_form_with_all_of_it(office):
    """The limit itself is allowed."""
    await office.command("/video " + "x" * 3000)
    view = await office.hand().open_view()
    prompt = next(b for b in view["blocks"] if b["block_id"] == ids.FIELD_PROMPT)
    assert prompt["element"]["initial_value"] == "x" * 3000


async def test_an_unknown_name_is_told_at_the_prompt(office):
    """The form opens with what was typed; sending it says which name nobody has."""
    await office.command("/video @nobody walks, 5 < 6 & so on")
    view = await office.hand().open_view()
    prompt = next(b for b in view["blocks"] if b["block_id"] == ids.FIELD_PROMPT)
    assert prompt["element"]["initial_value"] == "@nobody walks, 5 < 6 & so on"
    answer = await office.hand().submit(view, video_values(view, channel=rows.CHANNEL))
    assert "“@nobody”" in answer["errors"][ids.FIELD_PROMPT]
    assert await office.videos() == []


@pytest.mark.parametrize("typed", ORDERS)
@pytest.mark.parametrize(
    ("kind", "words"), [("guest", "Guests may not"), ("stranger", "Only members of this workspace")]
)
async def test_guests_and_people_of_other_workspaces_are_refused(office, typed, kind, words):
    """They get one private sentence; nothing opens and nothing is shown."""
    await office.add(*rows.request_rows())
    if kind == "guest":
        office.be(TOM, is_restricted=True)
    else:
        office.stranger(TOM)
    answer = await office.command(typed, user=TOM)
    assert words in answer["text"]
    assert answer["ephemeral"]
    assert office.calls("views.open") == []


async def test_a_payload_of_another_workspace_makes_nobody_a_member(office):
    """In a shared channel the payload may name the other workspace, whose members are at home there."""
    await office.command("/likeness help", user=TOM)
    payload = office.deliveries("slash_commands")[-1]
    await office.carrier.send(
        "slash_commands", payload | {"trigger_id": "2", "team_id": "T0ELSEWHERE", "text": "asset"}
    )
    assert "Only members of this workspace" in office.carrier.answers[-1].body


async def test_somebody_who_leaves_is_refused_once_it_is_known(office):
    """Who may do what is as Slack said within the last hour."""
    await office.command("/likeness help", user=TOM)
    payload = office.deliveries("slash_commands")[-1] | {"trigger_id": "2", "text": "asset"}
    office.be(TOM, deleted=True)
    office.clock.ms += 3_600_001
    await office.carrier.send("slash_commands", payload)
    assert "deactivated" in office.carrier.answers[-1].body


async def test_the_list_shows_ones_own_assets_and_where_they_stand(office):
    """Each with its state; somebody else's are not in it."""
    assert "no assets yet" in (await office.command("/asset list"))["text"]
    await office.add(*rows.request_rows())
    mine = await office.command("/asset LIST")
    assert "@rachel" in mine["text"]
    assert mine["ephemeral"]
    assert "no assets yet" in (await office.command("/asset list", user=TOM))["text"]


async def test_a_long_list_says_how_many_it_does_not_show(office):
    """The count is of all of them, and the message is one that Slack takes."""
    await office.add(*rows.request_rows())
    for n in range(2, 48):
        name = f"rachel-in-a-rather-long-name-{n}"
        await office.add(
            Insert(row=rows.media(id=f"m_{n}")),
            Insert(row=rows.asset(id=f"a_{n}", media_id=f"m_{n}", name=name)),
            Insert(row=rows.registration(id=f"g_{n}", asset_id=f"a_{n}")),
        )
    answer = await office.command("/asset list")
    shown = str(answer["blocks"])
    assert "You have 47 assets" in shown
    assert "7 more are not shown" in shown


@pytest.mark.parametrize("typed", ["rachel", "@rachel", "RACHEL", "ｒａｃｈｅｌ"])
async def test_an_asset_by_name_tells_owner_person_and_purpose(office, typed):
    """Whoever may make videos may know whose it is and who is pictured."""
    await office.add(*rows.request_rows())
    answer = await office.command(f"/asset {typed}", user=TOM)
    for words in ("<@U0MAYA>", "<@U0RACHEL>", "the launch film"):
        assert words in answer["text"]


async def test_an_asset_that_nobody_has_is_told_so(office):
    """With the name as typed, cut where it is endless."""
    answer = await office.command("/asset <ghost>" + "x" * 500)
    assert "There is no asset “@&lt;ghost&gt;xxx" in answer["text"]
    assert len(answer["text"]) < 300


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({"status": RegistrationStatus.IN_REVIEW}, "In review"),
        ({"status": RegistrationStatus.FAILED, "failure": "refused_by_gateway"}, "Not accepted"),
        ({"status": RegistrationStatus.UNKNOWN}, "got lost"),
    ],
)
async def test_an_asset_by_name_tells_where_it_stands(office, state, words):
    """In the words of its card."""
    added = list(rows.request_rows())
    added[5] = Insert(row=rows.registration(submission_id="s_1", **state))
    await office.add(*added)
    assert words in (await office.command("/asset rachel"))["text"]


async def test_a_name_that_is_free_again_is_unknown(office):
    """What was declined is nobody's asset any more."""
    added = list(rows.request_rows())
    added[3] = Insert(row=rows.asset(status=AssetStatus.DECLINED))
    await office.add(*added)
    assert "There is no asset" in (await office.command("/asset rachel"))["text"]


@pytest.mark.parametrize("typed", ["/likeness", "/likeness help", "/likeness HELP", "/likeness what"])
async def test_help_names_every_command(office, typed):
    """Privately, to whoever asks."""
    answer = await office.command(typed)
    assert all(f"/{word}" in answer["text"] for word in ("asset", "video", "likeness"))
    assert answer["ephemeral"]


@pytest.mark.parametrize(("locale", "words"), [("zh-CN", "视频"), ("zh-TW", "影片"), ("sv-SE", "videos")])
async def test_help_is_in_the_readers_language(office, locale, words):
    """Simplified and Traditional Chinese; English for languages that are not there."""
    office.be(TOM, locale=locale)
    assert words in (await office.command("/likeness help", user=TOM))["text"]


@pytest.mark.parametrize(
    ("typed", "callback_id"),
    [
        ("/asset", ids.VIEW_ASSET),
        ("/likeness asset", ids.VIEW_ASSET),
        ("/likeness   Asset", ids.VIEW_ASSET),
        ("/video", ids.VIEW_VIDEO),
        ("/likeness video", ids.VIEW_VIDEO),
        ("/likeness VIDEO @rachel waves", ids.VIEW_VIDEO),
    ],
)
async def test_the_commands_open_their_forms(office, typed, callback_id):
    """Under either name, another app may own the short ones."""
    await office.command(typed)
    assert (await office.hand().open_view())["callback_id"] == callback_id


async def test_likeness_asset_list_does_what_asset_list_does(office):
    """The words behind are handed on."""
    assert "no assets yet" in (await office.command("/likeness asset list"))["text"]
