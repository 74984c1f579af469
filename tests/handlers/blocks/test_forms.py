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
from tests.handlers.blocks import samples
from tests.support.slack_schema import assert_view

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
    channel="C0FILM",
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
        view = video_form_view(values, profiles=profiles, texts=texts(locale), reference_options=OPTIONS)
        assert_view(view)


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
    view = video_form_view(values, profiles=profiles, texts=texts("en"), reference_options=options)
    assert parse_video_view(submitted(view)) == values


def test_an_empty_video_form_offers_good_defaults():
    """Five seconds, the model's first shape, and 720p where it is offered."""
    view = video_form_view(VideoFormValues(), profiles=ONE, texts=texts("en"))
    values = parse_video_view(submitted(view))
    assert (values.provider, values.model, values.seconds, values.ratio, values.resolution) == (
        "pomex",
        "model-0",
        5,
        "16:9",
        "720p",
    )


def test_another_model_cannot_keep_a_choice_it_does_not_offer():
    """The inputs that depend on the model have ids of their own, so that Slack forgets the old choice."""

    def inputs(model: str) -> dict[str, str]:
        values = replace(FULL_VIDEO, model=model, seconds=15, resolution="4k")
        view = video_form_view(values, profiles=TWO, texts=texts("en"))
        return {b["block_id"]: b["element"]["action_id"] for b in view["blocks"] if b["type"] == "input"}

    first, second = inputs("model-0"), inputs("model-2")
    assert first[ids.FIELD_PROMPT] == second[ids.FIELD_PROMPT]
    for field in (ids.FIELD_SECONDS, ids.FIELD_RATIO, ids.FIELD_RESOLUTION):
        assert first[field] != second[field]


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
