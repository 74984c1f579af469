"""The schema assertions say yes and no where Slack's schemas and limits do, and say why."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from sandbox.slack.blockkit import check_view
from tests.support import slack_schema
from tests.support.slack_schema import assert_manifest, assert_message, assert_view

TEXT: dict[str, Any] = {"type": "plain_text", "text": "Title"}
BUTTON: dict[str, Any] = {"type": "button", "text": TEXT, "action_id": "go", "value": "v1:a"}
SELECT: dict[str, Any] = {
    "type": "static_select",
    "action_id": "which",
    "options": [{"text": TEXT, "value": "a"}],
    "initial_option": {"text": TEXT, "value": "a"},
}
VIEW: dict[str, Any] = {
    "type": "modal",
    "title": TEXT,
    "submit": TEXT,
    "blocks": [
        {"type": "section", "text": {"type": "mrkdwn", "text": "*hi*"}, "accessory": BUTTON},
        {
            "type": "context",
            "elements": [TEXT, {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "a"}],
        },
        {"type": "actions", "elements": [BUTTON, SELECT]},
        {"type": "input", "label": TEXT, "element": SELECT},
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": []}]},
    ],
}
MANIFEST: dict[str, Any] = {
    "display_information": {"name": "An app"},
    "features": {"bot_user": {"display_name": "An app"}},
    "oauth_config": {"scopes": {"bot": ["commands", "chat:write"]}},
    "settings": {"interactivity": {"is_enabled": True}, "socket_mode_enabled": True},
}

PARTS = st.sampled_from([None, 1, True, "", "text", [], {}, TEXT, BUTTON, SELECT, [TEXT], [BUTTON]])


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *[place for key, part in inside for place in _places(part, (*path, key))]]


@st.composite
def changed_views(draw: st.DrawFn) -> dict[str, Any]:
    """The example with one part replaced, removed or added."""
    view = copy.deepcopy(VIEW)
    *path, last = draw(st.sampled_from(_places(view)[1:]))
    holder: Any = view
    for key in path:
        holder = holder[key]
    match draw(st.sampled_from(["replace", "remove", "add"])):
        case "replace":
            holder[last] = draw(PARTS)
        case "remove":
            del holder[last]
        case _ if isinstance(holder, dict):
            holder[draw(st.sampled_from(["emoji", "style", "url", "confirm", "block_id"]))] = draw(PARTS)
        case _:
            holder.append(draw(PARTS))
    return view


@pytest.fixture(scope="module")
def plain_validator() -> Draft7Validator:
    schema = slack_schema._load("slack-block-kit.schema.json")
    part = schema["definitions"]["Payload"]["properties"]["view"]
    return Draft7Validator({**part, "definitions": schema["definitions"]})


def test_good_payloads_pass():
    """What Slack takes raises nothing."""
    assert_view(VIEW)
    assert_message(VIEW["blocks"][:2], "text")
    assert_message([], "text")
    assert_manifest(MANIFEST)


@pytest.mark.parametrize(
    ("blocks", "told"),
    [
        ([{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}], "must be less than 3001 characters"),
        ([{"type": "divider", "colour": "red"}], "colour"),
        ([{"type": "markdown", "text": "a"}], "unsupported type: markdown"),
        ([], "no_text"),
    ],
)  # fmt: skip
def test_a_bad_message_is_told_apart(blocks, told):
    """The assertion's text names the fault."""
    with pytest.raises(AssertionError, match=told):
        assert_message(blocks, None)


def test_a_bad_view_is_told_apart():
    """A view is held to its limits as well as to its form."""
    with pytest.raises(AssertionError, match="less than 25 characters"):
        assert_view({**VIEW, "title": {"type": "plain_text", "text": "x" * 25}})


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"display_information": {"name": "x" * 36}}, "too long"),
        ({"display_information": {}}, "'name' is a required property"),
        ({"colour": "red"}, "'colour' was unexpected"),
        ({"features": {"slash_commands": [{"command": "asset", "description": "a"}]}}, "asset"),
    ],
)
def test_a_bad_manifest_is_told_apart(change, told):
    """Unknown keys, missing names and over-long texts of a manifest are refused."""
    with pytest.raises(AssertionError, match=told):
        assert_manifest({**MANIFEST, **change})


def test_slacks_schema_itself_is_asked():
    """What only Slack's schema knows is refused even where the limits are silent."""
    validator = slack_schema._block_kit("blocks")
    wrong = [{"type": "section", "text": {"type": "mrkdwn", "text": 3, "emoji": True}}]
    with pytest.raises(AssertionError, match="3 is not of type 'string'"):
        slack_schema._assert_conforms(validator, wrong)


@given(view=changed_views())
@settings(max_examples=40, deadline=None)
def test_the_fast_validator_agrees_with_the_plain_one(view, plain_validator):
    """Trying only the branches of the right type changes no verdict."""
    assert slack_schema._block_kit("view").is_valid(view) == plain_validator.is_valid(view)


@given(view=changed_views())
@settings(max_examples=300, deadline=None)
def test_what_the_checks_accept_slacks_schema_accepts(view):
    """The stand-in is nowhere more lenient than Slack's own description of a view."""
    if not check_view(view):
        assert slack_schema._block_kit("view").is_valid(view)
