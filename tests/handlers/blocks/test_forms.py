"""Forms are valid in every shape and give back what was put into them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from handlers import ids
from handlers.blocks import (
    AssetFormValues,
    VideoFormValues,
    asset_form_view,
    asset_loading_view,
    parse_asset_view,
    parse_refuse_view,
    parse_video_view,
    refuse_form_view,
    video_form_view,
    video_loading_view,
)
from handlers.catalogue import LOCALES, texts
from providers.profile import Profile
from storage.facts import AssetFacts
from tests.handlers.blocks import samples
from tests.support.slack_schema import assert_view
from workflow.videos import ReferenceMode
from workflow.videos.choices import LeftOut, Part, Wish, choices
from workflow.videos.obstacles import LACKING, Obstacle, Reason

LANGUAGES = pytest.mark.parametrize("locale", LOCALES)
ONE = [samples.profile()]
TWO = [samples.profile(models=3), samples.profile("other", checks=False, deletes=True)]
OPTIONS = [
    {"text": {"type": "plain_text", "text": f"@asset-{n}", "emoji": False}, "value": samples.an_id("a", n)}
    for n in range(3)
]
FILES = ({"id": "F1", "name": "rachel <1>.jpg", "mimetype": "image/jpeg"},)
FULL_ASSET = AssetFormValues(
    files=FILES,
    link="https://example.com/a.jpg",
    name="rachel",
    who="member",
    member="U0RACHEL",
    purpose="The spring campaign",
    provider="other",
    channel="C0FILM",
    fixing=samples.an_id("q"),
)
FULL_VIDEO = VideoFormValues(
    prompt="@rachel walks & waves",
    references=tuple(option["value"] for option in OPTIONS),
    provider="pomex",
    model="model-2",
    seconds=8,
    ratio="9:16",
    resolution="1080p",
    mode=ReferenceMode.FIRST_FRAME,
    channel="C0FILM",
)


def video_form(
    values: VideoFormValues,
    profiles: list[Profile],
    *,
    locale: str = "en",
    assets: tuple[AssetFacts, ...] = (),
    options: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """The form for what is chosen so far, with these assets named or picked."""
    wish = Wish(assets=assets, provider=values.provider, model=values.model, mode=values.mode)
    return video_form_view(
        values, choices(profiles, wish), texts=texts(locale), reference_options=options or []
    )


def submitted(view: dict[str, Any]) -> dict[str, Any]:
    """The view as Slack sends it back when nothing was changed."""
    values = {
        block["block_id"]: {block["element"]["action_id"]: _state(block["element"])}
        for block in view["blocks"]
        if block["type"] == "input"
    }
    return {**view, "state": {"values": values}}


def _state(element: dict[str, Any]) -> dict[str, Any]:
    kinds = {
        "plain_text_input": ("value", "initial_value"),
        "url_text_input": ("value", "initial_value"),
        "radio_buttons": ("selected_option", "initial_option"),
        "static_select": ("selected_option", "initial_option"),
        "users_select": ("selected_user", "initial_user"),
        "conversations_select": ("selected_conversation", "initial_conversation"),
        "multi_external_select": ("selected_options", "initial_options"),
        "file_input": ("files", "initial_files"),
    }
    name, initial = kinds[element["type"]]
    empty: Any = [] if name in ("selected_options", "files") else None
    return {"type": element["type"], name: element.get(initial, empty)}


@LANGUAGES
@pytest.mark.parametrize("profiles", [ONE, TWO], ids=["one gateway", "two gateways"])
@pytest.mark.parametrize("who", [None, "nobody", "self", "member", "outsider"])
def test_the_asset_form_is_valid(locale, profiles, who):
    """Empty, filled in, and with every answer to who is pictured."""
    longest = replace(FULL_ASSET, name="x" * 5000, outsider="<" * 5000, purpose="&" * 5000, files=FILES * 10)
    for values in (AssetFormValues(who=who), replace(FULL_ASSET, who=who), replace(longest, who=who)):
        assert_view(asset_form_view(values, profiles=profiles, texts=texts(locale)))
        view = asset_form_view(values, profiles=profiles, texts=texts(locale), default_to_current=False)
        assert_view(view)


@LANGUAGES
@pytest.mark.parametrize("profiles", [ONE, TWO], ids=["one gateway", "two gateways"])
@pytest.mark.parametrize("model", [None, "model-0", "model-1", "model-2", "unknown"])
def test_the_video_form_is_valid(locale, profiles, model):
    """Empty, filled in, for models with and without resolutions."""
    filled = replace(FULL_VIDEO, model=model, prompt="&" * 3000)
    for values in (VideoFormValues(model=model), filled, replace(filled, seconds=99, provider="gone")):
        assert_view(video_form(values, profiles, locale=locale, options=OPTIONS))


@LANGUAGES
def test_small_views_are_valid(locale):
    """What opens while a form is being made, and the form behind a No."""
    said = texts(locale)
    for view in (
        asset_loading_view(said),
        video_loading_view(said),
        refuse_form_view(samples.an_id("y"), said),
        refuse_form_view(samples.an_id("y")),
    ):
        assert_view(view)


def test_only_a_pictured_person_asks_for_a_purpose():
    """Nobody chosen and nobody real hide everything about a person."""

    def fields(who: str | None) -> set[str]:
        view = asset_form_view(AssetFormValues(who=who), profiles=ONE, texts=texts("en"))
        return {block["block_id"] for block in view["blocks"] if block["type"] == "input"}

    everywhere = {ids.FIELD_FILES, ids.FIELD_LINK, ids.FIELD_NAME, ids.FIELD_WHO, ids.FIELD_CHANNEL}
    assert fields(None) == fields("nobody") == everywhere
    assert fields("self") == everywhere | {ids.FIELD_PURPOSE}
    assert fields("member") == everywhere | {ids.FIELD_PURPOSE, ids.FIELD_MEMBER}
    assert fields("outsider") == everywhere | {ids.FIELD_PURPOSE, ids.FIELD_OUTSIDER}


@pytest.mark.parametrize(
    "values",
    [
        AssetFormValues(provider="pomex"),
        replace(FULL_ASSET, files=(), provider="other"),
        AssetFormValues(name="tree", who="nobody", provider="pomex", channel="C0FILM"),
        AssetFormValues(name="陈薇", who="outsider", outsider="Sam <&>", purpose="a & b", provider="pomex"),
        AssetFormValues(name="me", who="self", purpose="x", provider="pomex", fixing=samples.an_id("q")),
    ],
)
def test_an_asset_form_gives_back_its_values(values):
    """What is shown comes back as it was, control characters too."""
    assert parse_asset_view(submitted(asset_form_view(values, profiles=TWO, texts=texts("en")))) == values


@pytest.mark.parametrize("values", [FULL_VIDEO, replace(FULL_VIDEO, references=(), channel=None)])
@pytest.mark.parametrize("profiles", [TWO, TWO[:1]], ids=["two gateways", "one gateway"])
def test_a_video_form_gives_back_its_values(values, profiles):
    """What is shown comes back as it was, with the gateway shown or hidden."""
    options = [option for option in OPTIONS if option["value"] in values.references]
    view = video_form(values, profiles, options=options)
    assert parse_video_view(submitted(view)) == values


def test_an_empty_video_form_offers_good_defaults():
    """Five seconds, the model's first shape, and 720p where it is offered."""
    view = video_form(VideoFormValues(), ONE)
    values = parse_video_view(submitted(view))
    assert (values.provider, values.model, values.seconds, values.ratio, values.resolution) == (
        "pomex",
        "model-0",
        5,
        "16:9",
        "720p",
    )


def test_a_menu_whose_options_change_has_another_id():
    """Slack forgets the old choice then; where the same is offered it keeps what was chosen."""

    def inputs(model: str) -> dict[str, str]:
        view = video_form(replace(FULL_VIDEO, model=model, seconds=15, resolution="4k"), TWO)
        return {b["block_id"]: b["element"]["action_id"] for b in view["blocks"] if b["type"] == "input"}

    first, second = inputs("model-0"), inputs("model-2")
    changed = {field for field, action_id in first.items() if second[field] != action_id}
    assert changed == {ids.FIELD_SECONDS}


def small_print(view: dict[str, Any]) -> str:
    return " ".join(e["text"] for b in view["blocks"] if b["type"] == "context" for e in b["elements"])


def menu(view: dict[str, Any], field: str) -> list[str]:
    element = next(b["element"] for b in view["blocks"] if b.get("block_id") == field)
    return [option["value"] for option in element["options"]]


def test_what_cannot_be_done_is_not_offered_and_one_line_says_why():
    """Rachel is registered at one of two gateways, and one of its models takes no real people."""
    rachel = samples.asset(person=samples.person())
    view = video_form(FULL_VIDEO, TWO, assets=(rachel,))
    assert menu(view, ids.FIELD_PROVIDER) == ["pomex"]
    assert menu(view, ids.FIELD_MODEL) == ["model-0", "model-2"]
    assert menu(view, ids.FIELD_MODE) == ["references", "first_frame", "first_and_last"]
    assert small_print(view) == (
        "Not offered: other &amp; Co (@rachel is not registered there) · Seedance 2.0 no. 1 (needs a clip)."
    )


def test_a_menu_is_never_empty():
    """Where nothing will do everything stays, with the reasons; the field says it again on submission."""
    rachel = samples.asset(person=samples.person(), registration=None)
    view = video_form(FULL_VIDEO, TWO, assets=(rachel,))
    assert_view(view)
    assert menu(view, ids.FIELD_PROVIDER) == ["pomex", "other"]
    assert menu(view, ids.FIELD_MODEL) == ["model-0", "model-1", "model-2"]
    assert "@rachel is not registered there" in small_print(view)


@LANGUAGES
def test_every_reason_reads_in_every_language(locale):
    """In the small print, with its names and numbers."""
    for reason in set(Reason) - LACKING:
        params = {"name": "rachel", "kind": "image", "count": 12, "most": 9}
        why = Obstacle(reason=reason, field="mode", params=params)
        asked = choices(TWO, Wish())
        left_out = (
            LeftOut(part=Part.MODEL, id="model-1", title="A <model>", why=why),
            LeftOut(part=Part.MODE, id=ReferenceMode.FIRST_FRAME, why=why),
        )
        view = video_form_view(FULL_VIDEO, replace(asked, left_out=left_out), texts=texts(locale))
        assert_view(view)
        assert "{" not in small_print(view)
        assert "A &lt;model&gt;" in small_print(view)


@pytest.mark.parametrize(
    "view",
    [
        {},
        {"state": {}},
        {"state": {"values": {}}, "private_metadata": ""},
        {"state": {"values": {"files": {}, "who": {"asset_who": {}}, "seconds": {"value": None}}}},
        {"private_metadata": "not json"},
        {"private_metadata": "[1]"},
        {"private_metadata": '{"v":9,"provider":"pomex"}'},
    ],
)
def test_whatever_is_missing_reads_as_empty(view):
    """A view without state, of another version or with foreign metadata breaks nothing."""
    assert parse_asset_view(view) == AssetFormValues()
    assert parse_video_view(view) == VideoFormValues()
    assert parse_refuse_view(view).approval_id is None


def test_uploaded_files_are_read_whole():
    """Slack's file objects come back as they are."""
    view = {"state": {"values": {ids.FIELD_FILES: {ids.INPUT: {"type": "file_input", "files": list(FILES)}}}}}
    assert parse_asset_view(view).files == FILES


def test_a_no_carries_its_approval_and_its_reason():
    """The reason is trimmed; none is None."""
    view = submitted(refuse_form_view(samples.an_id("y"), texts("en")))
    assert parse_refuse_view(view).approval_id == samples.an_id("y")
    assert parse_refuse_view(view).reason is None
    view["state"]["values"][ids.FIELD_REASON][ids.INPUT]["value"] = "  not in a suit "
    assert parse_refuse_view(view).reason == "not in a suit"
