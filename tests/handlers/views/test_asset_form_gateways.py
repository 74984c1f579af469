"""The `/asset` form offers the gateways that can take what is chosen so far, and says why not the others."""

from __future__ import annotations

import pytest

from bot.demo.forms import asset_values
from handlers import ids
from handlers.blocks import AssetFormValues, asset_form_view
from handlers.catalogue import LOCALES, texts
from providers.registry import PROVIDERS
from tests.support import rows
from tests.support.slack_schema import assert_view

PROFILES = {name: entry.profile for name, entry in PROVIDERS.items()}
OTHERS = [profile for name, profile in PROFILES.items() if name != "pomex"]
CLIP = {"id": "F1", "name": "rachel.mp4", "mimetype": "video/mp4"}
SOUND = {"id": "F2", "name": "rachel.mp3", "mimetype": "audio/mpeg"}
MEMBER = {"member": rows.RACHEL, "name": "rachel", "purpose": "The launch film"}
EVERY = tuple(PROFILES.values())
all_on = pytest.mark.parametrize("settings", [{"others": OTHERS}], indirect=True)


def gateway_block(view):
    return next(b for b in view["blocks"] if b.get("block_id") == ids.FIELD_PROVIDER)


def offered(view):
    return [option["value"] for option in gateway_block(view)["element"]["options"]]


def chosen(view):
    return gateway_block(view)["element"]["initial_option"]["value"]


def small_print(view):
    contexts = [block for block in view["blocks"] if block["type"] == "context"]
    return " ".join(element["text"] for block in contexts for element in block["elements"])


def form(*, has_public_url=True, profiles=EVERY, locale="en", **values):
    view = asset_form_view(
        AssetFormValues(**values), profiles=profiles, texts=texts(locale), has_public_url=has_public_url
    )
    assert_view(view)
    return view


@pytest.mark.parametrize(
    ("values", "left_out", "reason"),
    [
        ({}, [], ""),
        ({"who": "nobody"}, [], ""),
        ({"who": "outsider"}, [], ""),
        ({"who": "outsider", "files": (CLIP,)}, ["jimmyai"], "takes no clip of a real person"),
        ({"who": "member", "files": (CLIP,)}, ["jimmyai"], "takes no clip of a real person"),
        ({"who": "self", "files": (SOUND,)}, ["apimart", "jimmyai"], "takes no sound of a real person"),
        ({"who": "nobody", "files": (CLIP, SOUND)}, [], ""),
    ],
)
def test_what_cannot_be_done_is_not_offered(values, left_out, reason):
    """Its reason is one line away, said once for all that share it."""
    view = form(**values)
    assert offered(view) == [name for name in PROFILES if name not in left_out]
    assert ("Not offered" in small_print(view)) == bool(left_out)
    assert small_print(view).count(reason) == 1 or not reason
    assert all(PROFILES[name].title in small_print(view) for name in left_out)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("who", [None, "nobody", "self", "member", "outsider"])
def test_without_a_public_address_the_setting_is_named_for_what_needs_it(locale, who):
    """Each gateway is offered or has its reason, in every language; the choice is never empty."""
    view = form(who=who, locale=locale, has_public_url=False, files=(CLIP,))
    assert offered(view)
    assert "LIKENESS_PUBLIC_URL" in small_print(view)


def test_where_nothing_fits_all_stay_and_the_line_says_so():
    """An empty menu is none, and the field must be there to say why."""
    profiles = [PROFILES["kyyvideo2"], PROFILES["sd2_manxue"]]
    view = form(who="member", profiles=profiles, has_public_url=False)
    assert offered(view) == ["kyyvideo2", "sd2_manxue"]
    told = "None can do this: GlobalAI KyyVideo2 and GlobalAI SD2 Manxue (it fetches files from"
    assert told in small_print(view)


def test_a_single_gateway_that_cannot_do_it_says_so():
    """There is no menu; the line is there all the same."""
    view = form(who="member", profiles=[PROFILES["pomex"]], has_public_url=False)
    assert "None can do this: PomexAI (its face check needs LIKENESS_PUBLIC_URL)." in small_print(view)


@all_on
async def test_the_choice_follows_who_is_pictured_and_the_files(office):
    """A gateway that was chosen and cannot do it any more is let go, by an id of its own for each menu."""
    hand, files = office.hand(), [await a_clip(office)]
    view = await office.asset_form(who="nobody")
    element = gateway_block(view)["element"]
    option = next(o for o in element["options"] if o["value"] == "jimmyai")
    action = {"type": "static_select", "action_id": element["action_id"], "selected_option": option}
    typed = asset_values(view, name="rachel", files=files)
    view = await hand.change(view, ids.FIELD_PROVIDER, action, typed)
    assert chosen(view) == "jimmyai"
    view = await office.choose_who(view, "member", name="rachel", files=files)
    assert "jimmyai" not in offered(view)
    assert chosen(view) == "pomex"
    assert gateway_block(view)["element"]["action_id"] != element["action_id"]
    assert view["state"]["values"][ids.FIELD_NAME][ids.INPUT]["value"] == "rachel"
    assert "Kept from before" not in small_print(view)
    answer = await hand.submit(view, asset_values(view, files=files, channel=rows.CHANNEL, **MEMBER))
    assert answer["response_action"] is None
    (entry,) = [e async for e in office.storage.ledger() if e.kind == "asset_requested"]
    assert entry.body["provider"] == "pomex"


@all_on
async def test_a_choice_that_was_never_changed_is_held_against_the_gateway(office):
    """A form sent before it could change ends at its field, not in a job."""
    view = await office.asset_form(who="member")
    typed = MEMBER | {"provider": "jimmyai", "files": [await a_clip(office)]}
    answer = await office.hand().submit(view, asset_values(view, **typed))
    assert "JimmyAI SP takes no clip of a real person" in answer["errors"][ids.FIELD_PROVIDER]
    assert await office.requests() == 0


async def a_clip(office):
    """What calls itself a clip, in a form's field; its id."""
    clip = b"\x00\x00\x00\x18ftypmp42 the first bytes of a clip"
    return await office.local.upload(rows.MAYA, "rachel.mp4", clip, "video/mp4")


@pytest.mark.parametrize("settings", [{"others": OTHERS, "desk": {"has_public_url": False}}], indirect=True)
@pytest.mark.parametrize(
    ("who", "provider", "words"),
    [
        ("nobody", "jimmyai", None),
        ("nobody", "apimart", None),
        ("member", "jimmyai", None),
        ("member", "apimart", "checks faces by phone"),
    ],
)
async def test_without_a_public_address_some_things_still_go(office, who, provider, words):
    """What needs the address names it at the gateway's field; the rest is taken."""
    view = await office.asset_form(who=None)
    typed = {"files": [await office.picture()], "channel": rows.CHANNEL, "name": "rachel", "who": who}
    if who == "member" and words is None:
        view = await office.choose_who(view, who)
        typed |= MEMBER
    answer = await office.hand().submit(view, asset_values(view, provider=provider, **typed))
    told = (answer.get("errors") or {}).get(ids.FIELD_PROVIDER, "")
    assert (words in told and "LIKENESS_PUBLIC_URL" in told) if words else answer["response_action"] is None
