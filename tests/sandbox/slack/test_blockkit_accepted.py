"""Everything that Slack documents is accepted, and by Slack's own schema too."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.slack.blockkit import check_message, check_view, limits
from tests.sandbox.slack.blockkit_examples import (
    BLOCKS,
    CLICKED,
    TYPED,
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
from tests.support.slack_schema import assert_message, assert_view

IN_SECTIONS = sorted(set(CLICKED) - {"datetimepicker"})
ASKED = sorted((set(CLICKED) | set(TYPED)) - {"button", "overflow"})


@pytest.mark.parametrize("name", sorted(BLOCKS))
def test_every_block_goes_into_a_message_a_modal_and_a_home_tab(name):
    """The classic blocks are at home on all three surfaces."""
    assert_message([block(name)], "text")
    assert_view(modal(block(name)))
    assert_view(home(block(name)))


@pytest.mark.parametrize("name", sorted(CLICKED))
def test_every_clicked_element_goes_into_actions(name):
    """Buttons, menus and pickers stand in an actions block."""
    assert_message([{"type": "actions", "elements": [element(name)]}], None)


@pytest.mark.parametrize("name", IN_SECTIONS)
def test_every_clicked_element_stands_beside_a_section(name):
    """Buttons, menus and pickers stand beside a section's text."""
    assert_message([block("section", accessory=element(name))], None)


@pytest.mark.parametrize("name", ASKED)
def test_every_asking_element_goes_into_an_input_of_a_modal(name):
    """What can be asked can be asked in a modal."""
    assert_view(modal(question(name)))


@pytest.mark.parametrize("name", ASKED)
def test_elements_need_no_more_than_slack_requires(name):
    """Ids, placeholders, first values and confirmations may be left out."""
    needed = {"options", "option_groups", "is_decimal_allowed", "type"}
    bare = {key: part for key, part in element(name).items() if key in needed}
    assert_view(modal({"type": "input", "label": plain(), "element": bare}))


def _long(count: int) -> str:
    return "x" * count


AT_THE_LIMIT: dict[str, list[Any]] = {
    "blocks": [{"type": "divider"}] * limits.MESSAGE_BLOCKS,
    "header": [block("header", text=plain(_long(150)))],
    "section text": [block("section", text=mrkdwn(_long(3000)))],
    "section fields": [{"type": "section", "fields": [plain(_long(2000))] * 10}],
    "context": [block("context", elements=[plain()] * 10)],
    "actions": [block("actions", elements=[element("button", action_id=f"{n}") for n in range(25)])],
    "button": [block("actions", elements=[element("button", text=plain(_long(75)), value=_long(2000))])],
    "ids": [block("divider", block_id=_long(255))],
    "select": [block("section", accessory=without(element("static_select", options=options(100))))],
    "image": [block("image", alt_text=_long(2000), title=plain(_long(2000)))],
    "image url": [
        {"type": "image", "alt_text": "a", "image_url": "https://a.example/" + _long(3000 - 18)},
    ],
    "option": [block("section", accessory=element("overflow", options=[option(_long(75)), option("b")]))],
}


@pytest.mark.parametrize("name", sorted(AT_THE_LIMIT))
def test_a_message_at_the_limit_is_accepted(name):
    """The largest sizes that Slack names are still good."""
    assert_message(AT_THE_LIMIT[name], "x" * 40_000)


def test_a_view_at_its_limits_is_accepted():
    """A modal with a hundred blocks and the longest of everything opens."""
    longest = plain(_long(24))
    identity = {"private_metadata": _long(3000), "callback_id": _long(255), "external_id": _long(255)}
    blocks = [{"type": "divider"}] * 100
    assert_view(modal(*blocks, title=longest, submit=longest, close=longest, **identity))
    assert_view(home(*blocks, **identity))


def test_a_modal_that_asks_nothing_needs_no_submit():
    """A modal that only tells something is closed, not sent."""
    assert_view(without(modal(block("section"), clear_on_close=True, notify_on_close=True), "submit"))


def test_a_remote_file_goes_into_a_message():
    """The file block names a remote file."""
    assert_message([{"type": "file", "external_id": "x", "source": "remote"}], "text")


def test_text_alone_is_a_message():
    """A message needs blocks or text, not both; blocks may be emptied."""
    assert check_message([], "text") == []
    assert check_message([{"type": "divider"}], None) == []


def test_action_ids_repeat_between_blocks():
    """An `action_id` is unique within its own block only."""
    assert check_view(home(block("actions", block_id="a"), block("actions", block_id="b"))) == []
