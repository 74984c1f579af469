"""The `/video` form: errors at its fields, the search for assets, and changes of its model."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.demo.forms import video_values
from handlers import ids
from providers.pomex_profile import PROFILE
from storage.changes import Insert, Update
from storage.model import Asset, AssetStatus, Consent, Registration, RegistrationStatus
from tests.handlers.views.video_form_hands import TOM, action_of, form, search, submit
from tests.support import rows

MODELS = PROFILE.models
OTHER = replace(PROFILE, name="other", title="Another gateway")


async def test_a_good_form_becomes_one_video_that_waits_for_both(office):
    """Rachel is pictured and Maya owns the picture: Tom's video asks them."""
    await office.add(*rows.request_rows())
    office.faults({"method": "interactive", "fault": "double"})
    assert (await submit(office, await form(office)))["response_action"] is None
    (video,) = await office.videos()
    facts = await office.storage.video(video)
    assert sorted(a.approver_id for a in facts.approvals) == [rows.MAYA, rows.RACHEL]
    assert facts.video.order_prompt == "image 1 waves"


async def test_a_corrected_form_is_not_swallowed(office):
    """The same view, sent again after its error."""
    await office.add(*rows.request_rows())
    view = await form(office)
    assert "@ghost" in (await submit(office, view, prompt="@ghost waves"))["errors"][ids.FIELD_PROMPT]
    assert (await submit(office, view))["response_action"] is None
    assert len(await office.videos()) == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ((Asset, {"id": "a_1"}, {"status": AssetStatus.WITHDRAWN}), "There is no asset"),
        ((Consent, {"id": "y_1"}, {"ended_at": rows.NOW}), "There is no consent"),
        ((Registration, {"id": "g_1"}, {"status": RegistrationStatus.IN_REVIEW}), "is not ready"),
        ((Registration, {"id": "g_1"}, {"status": RegistrationStatus.FAILED}), "is not ready"),
    ],
)
async def test_an_asset_that_may_not_be_used_is_named(office, change, words):
    """The rules are asked at the click, and nothing is written."""
    await office.add(*rows.request_rows())
    table, where, values = change
    await office.add(Update(table=table, where=where, values=values))
    answer = await submit(office, await form(office))
    assert words in " ".join(answer["errors"].values())
    assert await office.videos() == []


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"prompt": "   "}, ids.FIELD_PROMPT, "Write what happens"),
        ({"channel": "C0SECRET"}, ids.FIELD_CHANNEL, "/invite"),
    ],
)
async def test_a_wrong_field_says_so(office, typed, field, words):
    """At the field itself."""
    office.workspace.channels.get("C0SECRET").members.append(TOM)
    answer = await submit(office, await form(office, "a house by the sea"), **typed)
    assert words in answer["errors"][field]
    assert await office.videos() == []


async def test_without_a_channel_only_the_requester_sees_it(office):
    """The card goes to his direct messages with the bot."""
    view = await form(office, "a house")
    nowhere = {"type": "conversations_select", "selected_conversation": None}
    await office.hand(TOM).submit(view, video_values(view) | {ids.FIELD_CHANNEL: {ids.INPUT: nowhere}})
    facts = await office.storage.video((await office.videos())[-1])
    assert facts.video.channel == TOM


async def test_the_search_finds_ready_assets_by_any_part_of_their_name(office):
    """In any letters; what is not ready is not offered."""
    await office.add(*rows.request_rows())
    await office.add(
        Insert(row=rows.media(id="m_2")), Insert(row=rows.asset(id="a_2", media_id="m_2", name="rachel-2"))
    )
    view = await form(office, "")
    for typed in ("", "rach", "@RACH", "ACHE"):
        assert [o["text"]["text"] for o in await search(office, view, typed)] == ["@rachel"]
    assert await search(office, view, "tom") == []


async def test_the_search_tells_guests_nothing(office):
    """Who became a guest with the form open learns no more names."""
    await office.add(*rows.request_rows())
    view = await form(office, "")
    office.be(TOM, is_restricted=True)
    office.clock.ms += 3_600_001
    assert await search(office, view, "") == []


async def test_picked_assets_count_like_named_ones(office):
    """They follow those that the prompt names."""
    await office.add(*rows.request_rows())
    view = await form(office, "a person waves")
    picked = await search(office, view, "rachel")
    await submit(office, view, references=picked)
    facts = await office.storage.video((await office.videos())[-1])
    assert [a.asset.name for a in facts.assets] == ["rachel"]


async def test_another_model_changes_the_form_and_keeps_what_was_typed(office):
    """Its choices are the new model's own; prompt and picked assets stay."""
    await office.add(*rows.request_rows())
    view = await form(office, "a person waves")
    picked = await search(office, view, "rachel")
    values = video_values(view, prompt="typed anew", references=picked, channel=rows.CHANNEL)
    option = {"text": {"type": "plain_text", "text": MODELS[1].title}, "value": MODELS[1].id}
    action = {
        "type": "static_select",
        "action_id": action_of(view, ids.FIELD_MODEL),
        "selected_option": option,
    }
    changed = await office.hand(TOM).change(view, ids.FIELD_MODEL, action, values)
    shown = {b.get("block_id"): b.get("element") for b in changed["blocks"]}
    assert shown[ids.FIELD_PROMPT]["initial_value"] == "typed anew"
    assert shown[ids.FIELD_REFERENCES]["initial_options"][0]["text"]["text"] == "@rachel"
    offered = [o["value"] for o in shown[ids.FIELD_RESOLUTION]["options"]]
    assert offered == list(MODELS[1].resolutions)
    await office.hand(TOM).submit(changed, video_values(changed))
    facts = await office.storage.video((await office.videos())[-1])
    assert facts.video.model == MODELS[1].id


@pytest.mark.parametrize("settings", [{"others": (OTHER,)}], indirect=True)
@pytest.mark.parametrize("order", ["/video a house", "/asset"])
async def test_another_gateway_changes_the_form(office, order):
    """Where there are several, each form follows the one chosen."""
    await office.command(order, user=TOM)
    view = await office.hand(TOM).open_view()
    option = {"text": {"type": "plain_text", "text": OTHER.title}, "value": OTHER.name}
    action_id = action_of(view, ids.FIELD_PROVIDER)
    action = {"type": "static_select", "action_id": action_id, "selected_option": option}
    changed = await office.hand(TOM).change(view, ids.FIELD_PROVIDER, action, video_values(view))
    chosen = next(b["element"] for b in changed["blocks"] if b.get("block_id") == ids.FIELD_PROVIDER)
    assert chosen["initial_option"]["value"] == OTHER.name


async def test_a_form_changed_meanwhile_is_left_alone(office):
    """A press that comes late, after the form moved on, breaks nothing."""
    view = await form(office, "a house")
    office.faults({"method": "views.update", "fault": "error:hash_conflict"})
    option = {"text": {"type": "plain_text", "text": MODELS[1].title}, "value": MODELS[1].id}
    body = {
        "user": TOM,
        "view_id": view["id"],
        "action": {
            "block_id": ids.FIELD_MODEL,
            "type": "static_select",
            "action_id": action_of(view, ids.FIELD_MODEL),
            "selected_option": option,
        },
    }
    await office.local.post("action", body)
    assert await office.told(TOM) == []
