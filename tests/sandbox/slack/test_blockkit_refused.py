"""What Slack refuses is refused, in Slack's words and at the very part that is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.slack.blockkit import check_message, check_view
from tests.sandbox.slack.blockkit_examples import (
    CONFIRM,
    block,
    element,
    home,
    modal,
    mrkdwn,
    option,
    options,
    plain,
    question,
    without,
)

BUTTON = element("button")


def _actions(*elements: Any) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def _beside(name: str, **changes: Any) -> dict[str, Any]:
    return block("section", accessory=element(name, **changes))


def _image(**parts: Any) -> dict[str, Any]:
    return {"type": "image", "alt_text": "a", **parts}


BLOCKS: list[tuple[Any, str]] = [
    ({"type": "sections"}, "unsupported type: sections [json-pointer:/blocks/0/type]"),
    ({"type": "file_input"}, "unsupported type: file_input [json-pointer:/blocks/0/type]"),
    ({"type": ["section"]}, "unsupported type: ['section'] [json-pointer:/blocks/0/type]"),
    ({"text": plain()}, "missing required field: type [json-pointer:/blocks/0]"),
    ("section", "must provide an object [json-pointer:/blocks/0]"),
    (block("divider", color="red"), "invalid additional property: color [json-pointer:/blocks/0]"),
    (block("divider", block_id="x" * 256), "must be less than 256 characters [json-pointer:/blocks/0/block_id]"),
    (block("header", text=mrkdwn()), "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]"),
    (block("header", text="hi"), "must provide an object [json-pointer:/blocks/0/text]"),
    (block("header", text=plain("x" * 151)), "must be less than 151 characters [json-pointer:/blocks/0/text/text]"),
    (block("section", text=mrkdwn("x" * 3001)), "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    (block("section", text=mrkdwn("")), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    (block("section", text={**mrkdwn(), "emoji": True}), "invalid additional property: emoji [json-pointer:/blocks/0/text]"),
    (block("section", text={"type": "plain_text", "text": 3}), "must provide a string [json-pointer:/blocks/0/text/text]"),
    ({"type": "section"}, "must define either `text` or `fields` [json-pointer:/blocks/0]"),
    ({"type": "section", "fields": []}, "must provide at least 1 items [json-pointer:/blocks/0/fields]"),
    ({"type": "section", "fields": [plain()] * 11}, "no more than 10 items allowed [json-pointer:/blocks/0/fields]"),
    ({"type": "section", "fields": [plain("x" * 2001)]}, "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]"),
    (block("section", accessory={"type": "plain_text_input"}), "unsupported type: plain_text_input [json-pointer:/blocks/0/accessory/type]"),
    (_beside("datetimepicker"), "unsupported type: datetimepicker [json-pointer:/blocks/0/accessory/type]"),
    (block("context", elements=[plain()] * 11), "no more than 10 items allowed [json-pointer:/blocks/0/elements]"),
    (block("context", elements=[]), "must provide at least 1 items [json-pointer:/blocks/0/elements]"),
    (block("context", elements=[BUTTON]), "unsupported type: button [json-pointer:/blocks/0/elements/0/type]"),
    (without(block("context"), "elements"), "missing required field: elements [json-pointer:/blocks/0]"),
    (_actions(*[element("button", action_id=f"{n}") for n in range(26)]), "no more than 25 items allowed [json-pointer:/blocks/0/elements]"),
    (_actions(), "must provide at least 1 items [json-pointer:/blocks/0/elements]"),
    (_actions(BUTTON, BUTTON), '`action_id` "act" already exists [json-pointer:/blocks/0/elements/1/action_id]'),
    (_actions(element("plain_text_input")), "unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]"),
    ({"type": "image", "image_url": "https://a.example/b"}, "missing required field: alt_text [json-pointer:/blocks/0]"),
    (_image(), "must define either `image_url` or `slack_file` [json-pointer:/blocks/0]"),
    (_image(image_url="https://a.example/b", slack_file={"id": "F1"}), "cannot define both `image_url` and `slack_file` [json-pointer:/blocks/0]"),
    (_image(slack_file={}), "must define either `id` or `url` [json-pointer:/blocks/0/slack_file]"),
    (_image(slack_file={"id": "F1", "url": "https://a.example/b"}), "cannot define both `id` and `url` [json-pointer:/blocks/0/slack_file]"),
    (_image(image_url="a.png"), "must be a valid URL [json-pointer:/blocks/0/image_url]"),
    (_image(image_url="http://[::1"), "must be a valid URL [json-pointer:/blocks/0/image_url]"),
    (_image(image_url="https://a.example/" + "x" * 3000), "must be less than 3001 characters [json-pointer:/blocks/0/image_url]"),
    (block("image", alt_text="x" * 2001), "must be less than 2001 characters [json-pointer:/blocks/0/alt_text]"),
    (block("image", alt_text=""), "must be more than 0 characters [json-pointer:/blocks/0/alt_text]"),
    (block("image", title=plain("x" * 2001)), "must be less than 2001 characters [json-pointer:/blocks/0/title/text]"),
    (block("video", title=plain("x" * 200)), "must be less than 200 characters [json-pointer:/blocks/0/title/text]"),
    (block("video", author_name="x" * 50), "must be less than 50 characters [json-pointer:/blocks/0/author_name]"),
    (block("video", description=plain("x" * 200)), "must be less than 200 characters [json-pointer:/blocks/0/description/text]"),
    (block("video", video_url="http://a.example/v"), "must be a valid HTTPS URL [json-pointer:/blocks/0/video_url]"),
    (block("rich_text", elements=[{"type": "text", "text": "a"}]), "unsupported type: text [json-pointer:/blocks/0/elements/0/type]"),
    (
        block("rich_text", elements=[{"type": "rich_text_section", "elements": [{"type": "text", "text": ""}]}]),
        "must be more than 0 characters [json-pointer:/blocks/0/elements/0/elements/0/text]",
    ),
    (
        block("rich_text", elements=[{"type": "rich_text_section", "elements": [{"type": "text", "text": "a", "style": {"big": True}}]}]),
        "invalid additional property: big [json-pointer:/blocks/0/elements/0/elements/0/style]",
    ),
    ({"type": "file", "external_id": "x", "source": "local"}, "must be a valid enum value [json-pointer:/blocks/0/source]"),
    (question("file_input"), "unsupported type: file_input [json-pointer:/blocks/0/element/type]"),
]  # fmt: skip


@pytest.mark.parametrize(("wrong", "complaint"), BLOCKS, ids=[complaint for _, complaint in BLOCKS])
def test_a_wrong_block_is_refused(wrong, complaint):
    """The complaint names the fault and its place, and nothing else is said."""
    assert check_message([wrong], "text") == [complaint]


CLICKED: list[tuple[dict[str, Any], str]] = [
    (_beside("button", text=plain("x" * 76)), "must be less than 76 characters [json-pointer:@/text/text]"),
    (_beside("button", text=mrkdwn()), "unsupported type: mrkdwn [json-pointer:@/text/type]"),
    (_beside("button", value="x" * 2001), "must be less than 2001 characters [json-pointer:@/value]"),
    (_beside("button", url="https://a.example/" + "x" * 3000), "must be less than 3001 characters [json-pointer:@/url]"),
    (_beside("button", url=""), "must be more than 0 characters [json-pointer:@/url]"),
    (_beside("button", style="default"), "must be a valid enum value [json-pointer:@/style]"),
    (_beside("button", action_id="x" * 256), "must be less than 256 characters [json-pointer:@/action_id]"),
    (_beside("button", disabled=True), "invalid additional property: disabled [json-pointer:@]"),
    (_beside("button", accessibility_label="x" * 76), "must be less than 76 characters [json-pointer:@/accessibility_label]"),
    (_beside("button", confirm={**CONFIRM, "title": plain("x" * 101)}), "must be less than 101 characters [json-pointer:@/confirm/title/text]"),
    (_beside("button", confirm={**CONFIRM, "text": plain("x" * 301)}), "must be less than 301 characters [json-pointer:@/confirm/text/text]"),
    (_beside("button", confirm={**CONFIRM, "confirm": plain("x" * 31)}), "must be less than 31 characters [json-pointer:@/confirm/confirm/text]"),
    (_beside("button", confirm={**CONFIRM, "deny": plain("x" * 31)}), "must be less than 31 characters [json-pointer:@/confirm/deny/text]"),
    (_beside("button", confirm=without(CONFIRM, "title")), "missing required field: title [json-pointer:@/confirm]"),
    (_beside("overflow", options=options(1)), "must provide at least 2 items [json-pointer:@/options]"),
    (_beside("overflow", options=options(6)), "no more than 5 items allowed [json-pointer:@/options]"),
    (_beside("overflow", options=[option(), option()]), 'option value "a" already exists [json-pointer:@/options]'),
    (_beside("static_select", options=options(101)), "no more than 100 items allowed [json-pointer:@/options]"),
    (_beside("static_select", options=[]), "must provide at least 1 items [json-pointer:@/options]"),
    (_beside("static_select", initial_option=option("7")), "initial option must exactly match one of the options [json-pointer:@/initial_option]"),
    (_beside("static_select", option_groups=[{"label": plain(), "options": [option("z")]}]), "cannot define both `options` and `option_groups` [json-pointer:@]"),
    (_beside("static_select", options=[option("x", url="https://a.example/")]), "invalid additional property: url [json-pointer:@/options/0]"),
    (_beside("static_select", placeholder=plain("x" * 151)), "must be less than 151 characters [json-pointer:@/placeholder/text]"),
    (_beside("static_select", options=[option("x" * 76)]), "must be less than 76 characters [json-pointer:@/options/0/text/text]"),
    (_beside("static_select", options=[{**option(), "value": "x" * 151}]), "must be less than 151 characters [json-pointer:@/options/0/value]"),
    (_beside("static_select", options=[option(description=plain("x" * 76))]), "must be less than 76 characters [json-pointer:@/options/0/description/text]"),
    (_beside("static_select", options=[without(option(), "value")]), "missing required field: value [json-pointer:@/options/0]"),
    (_beside("multi_static_select", max_selected_items=1), "no more than 1 items allowed [json-pointer:@/initial_options]"),
    (_beside("multi_static_select", initial_options=[option("0")] * 2), "must provide unique items [json-pointer:@/initial_options]"),
    (_beside("multi_static_select", option_groups=[{"label": plain("x" * 76), "options": options(2)}]), "must be less than 76 characters [json-pointer:@/option_groups/0/label/text]"),
    (_beside("multi_static_select", option_groups=[{"label": plain(), "options": [option(str(n))]} for n in range(101)]), "no more than 100 items allowed [json-pointer:@/option_groups]"),
    (_beside("multi_users_select", max_selected_items=0), "must be greater than or equal to 1 [json-pointer:@/max_selected_items]"),
    (_beside("multi_users_select", initial_users=["U1", "U1"]), "must provide unique items [json-pointer:@/initial_users]"),
    (_beside("conversations_select", filter={}), "must define either `include` or `exclude_external_shared_channels` or `exclude_bot_users` [json-pointer:@/filter]"),
    (_beside("conversations_select", filter={"include": ["dm"]}), "must be a valid enum value [json-pointer:@/filter/include/0]"),
    (_beside("checkboxes", options=options(11)), "no more than 10 items allowed [json-pointer:@/options]"),
    (_beside("checkboxes", initial_options=[option("b")] * 2), "must provide unique items [json-pointer:@/initial_options]"),
    (_beside("checkboxes", initial_options=[option("c")]), "initial option must exactly match one of the options [json-pointer:@/initial_options/0]"),
    (_beside("radio_buttons", options=options(11)), "no more than 10 items allowed [json-pointer:@/options]"),
    (_beside("radio_buttons", initial_option=option("no")), "initial option must exactly match one of the options [json-pointer:@/initial_option]"),
    (_beside("datepicker", initial_date="2026-02-30"), "must be a valid date (YYYY-MM-DD) [json-pointer:@/initial_date]"),
    (_beside("timepicker", initial_time="24:00"), "must be a valid time (HH:mm) [json-pointer:@/initial_time]"),
]  # fmt: skip


@pytest.mark.parametrize(("wrong", "complaint"), CLICKED, ids=[complaint for _, complaint in CLICKED])
def test_a_wrong_element_is_refused(wrong, complaint):
    """An element's fault is placed inside the block that holds it."""
    assert check_message([wrong], "text") == [complaint.replace("@", "/blocks/0/accessory")]


ASKED: list[tuple[dict[str, Any], str]] = [
    (question("plain_text_input", max_length=3001), "must be less than or equal to 3000 [json-pointer:@/max_length]"),
    (question("plain_text_input", max_length=True), "must provide an integer [json-pointer:@/max_length]"),
    (question("plain_text_input", max_length=8), "must be less than 9 characters [json-pointer:@/initial_value]"),
    (question("plain_text_input", initial_value="x"), "must be more than 1 characters [json-pointer:@/initial_value]"),
    (question("plain_text_input", min_length=11, initial_value=""), "`min_length` must be less than or equal to `max_length` [json-pointer:@/min_length]"),
    (question("plain_text_input", placeholder=plain("")), "must be more than 0 characters [json-pointer:@/placeholder/text]"),
    (question("plain_text_input", multiline="yes"), "must provide a boolean [json-pointer:@/multiline]"),
    (question("plain_text_input", dispatch_action_config={"trigger_actions_on": []}), "must provide at least 1 items [json-pointer:@/dispatch_action_config/trigger_actions_on]"),
    (question("url_text_input", initial_value="example"), "must be a valid URL [json-pointer:@/initial_value]"),
    (question("email_text_input", initial_value="example"), "must be a valid email [json-pointer:@/initial_value]"),
    (question("number_input", initial_value="9"), "`initial_value` must be less than or equal to `max_value` [json-pointer:@/initial_value]"),
    (question("number_input", initial_value="-3"), "`min_value` must be less than or equal to `initial_value` [json-pointer:@/min_value]"),
    (question("number_input", is_decimal_allowed=False), "decimals are not allowed [json-pointer:@/max_value]"),
    (question("number_input", initial_value=3), "must provide a string [json-pointer:@/initial_value]"),
    (question("number_input", initial_value="1e3"), "must be a valid number [json-pointer:@/initial_value]"),
    (question("rich_text_input", min_lines=6), "`min_lines` must be less than or equal to `max_lines` [json-pointer:@/min_lines]"),
    (question("file_input", max_files=0), "must be greater than or equal to 1 [json-pointer:@/max_files]"),
    (question("file_input", max_files=11), "must be less than or equal to 10 [json-pointer:@/max_files]"),
    (question("file_input", filetypes="png"), "must provide an array [json-pointer:@/filetypes]"),
    (question("datetimepicker", initial_date_time=12345), "must be greater than or equal to 1000000000 [json-pointer:@/initial_date_time]"),
    (block("input", element=BUTTON), "unsupported type: button [json-pointer:@/type]"),
]  # fmt: skip


@pytest.mark.parametrize(("wrong", "complaint"), ASKED, ids=[complaint for _, complaint in ASKED])
def test_a_wrong_input_is_refused(wrong, complaint):
    """An input's fault is placed at its element."""
    assert check_view(modal(wrong)) == [complaint.replace("@", "/view/blocks/0/element")]


VIEWS: list[tuple[Any, str]] = [
    (modal(*[{"type": "divider"}] * 101), "no more than 100 items allowed [json-pointer:/view/blocks]"),
    (home(*[{"type": "divider"}] * 101), "no more than 100 items allowed [json-pointer:/view/blocks]"),
    (modal(title=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/title/text]"),
    (modal(submit=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/submit/text]"),
    (modal(close=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/close/text]"),
    (modal(close=mrkdwn()), "unsupported type: mrkdwn [json-pointer:/view/close/type]"),
    (modal(private_metadata="x" * 3001), "must be less than 3001 characters [json-pointer:/view/private_metadata]"),
    (modal(private_metadata={}), "must provide a string [json-pointer:/view/private_metadata]"),
    (modal(callback_id="x" * 256), "must be less than 256 characters [json-pointer:/view/callback_id]"),
    (without(modal(), "title"), "missing required field: title [json-pointer:/view]"),
    (without(modal(block("divider"), block("input")), "submit"), "must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/1/input]"),
    (home(submit=plain()), "invalid additional property: submit [json-pointer:/view]"),
    (home(question("file_input")), "unsupported type: file_input [json-pointer:/view/blocks/0/element/type]"),
    (modal({"type": "file", "external_id": "x", "source": "remote"}), "unsupported type: file [json-pointer:/view/blocks/0/type]"),
    (modal(block("divider"), block("divider")), '`block_id` "b" already exists [json-pointer:/view/blocks/1/block_id]'),
    (modal(question("users_select"), question("channels_select")), "only one element can have `focus_on_load` set to true [json-pointer:/view/blocks]"),
    (modal(block("input", label=plain("x" * 2001))), "must be less than 2001 characters [json-pointer:/view/blocks/0/label/text]"),
    (modal(block("input", hint=plain("x" * 2001))), "must be less than 2001 characters [json-pointer:/view/blocks/0/hint/text]"),
    (without(home(), "blocks"), "missing required field: blocks [json-pointer:/view]"),
    ({"type": "workflow_step", "blocks": []}, "unsupported type: workflow_step [json-pointer:/view/type]"),
    ([], "must provide an object [json-pointer:/view]"),
]  # fmt: skip


@pytest.mark.parametrize(("wrong", "complaint"), VIEWS, ids=[complaint for _, complaint in VIEWS])
def test_a_wrong_view_is_refused(wrong, complaint):
    """A view's own fields and what its blocks are together are judged too."""
    assert check_view(wrong) == [complaint]


def test_a_message_of_too_many_blocks_is_refused():
    """The fifty-first block is one too many."""
    assert check_message([{"type": "divider"}] * 51, None) == [
        "no more than 50 items allowed [json-pointer:/blocks]"
    ]


def test_two_blocks_of_one_message_cannot_share_an_id():
    """The second of two equal block ids is named."""
    complaints = check_message([block("divider"), block("divider")], None)
    assert complaints == ['`block_id` "b" already exists [json-pointer:/blocks/1/block_id]']


def test_a_message_of_nothing_is_refused():
    """Neither text nor blocks is no message."""
    assert check_message([], None) == ["no_text"]
    assert check_message([], "") == ["no_text"]


def test_a_text_too_long_is_refused():
    """Slack cuts a top-level text there, which loses words, so here it is a fault."""
    assert check_message([], "x" * 40_001) == ["must be less than 40001 characters [json-pointer:/text]"]


def test_every_fault_is_told_at_once():
    """A caller learns all that is wrong from one answer."""
    wrong = [block("header", text=plain("")), {"type": "nope"}, block("divider", extra=1)]
    assert len(check_message(wrong, "text")) == 3
