"""Walking through blocks: interactive elements, missing ids, files named by images."""

import copy
import secrets
from collections.abc import Iterator
from typing import Any

Block = dict[str, Any]

STATE_KEYS: dict[str, tuple[str, str, Any]] = {
    "plain_text_input": ("value", "initial_value", None),
    "email_text_input": ("value", "initial_value", None),
    "url_text_input": ("value", "initial_value", None),
    "number_input": ("value", "initial_value", None),
    "static_select": ("selected_option", "initial_option", None),
    "external_select": ("selected_option", "initial_option", None),
    "radio_buttons": ("selected_option", "initial_option", None),
    "multi_static_select": ("selected_options", "initial_options", []),
    "multi_external_select": ("selected_options", "initial_options", []),
    "checkboxes": ("selected_options", "initial_options", []),
    "users_select": ("selected_user", "initial_user", None),
    "multi_users_select": ("selected_users", "initial_users", []),
    "conversations_select": ("selected_conversation", "initial_conversation", None),
    "multi_conversations_select": ("selected_conversations", "initial_conversations", []),
    "channels_select": ("selected_channel", "initial_channel", None),
    "multi_channels_select": ("selected_channels", "initial_channels", []),
    "datepicker": ("selected_date", "initial_date", None),
    "timepicker": ("selected_time", "initial_time", None),
    "datetimepicker": ("selected_date_time", "initial_date_time", None),
    "rich_text_input": ("rich_text_value", "initial_value", None),
    "file_input": ("files", "", []),
}
"""By element type: the key of its state, the key of its first value, its empty value."""

_INTERACTIVE = frozenset(
    {"button", "overflow", "workflow_button", "icon_button", "feedback_buttons", *STATE_KEYS}
)


def elements(blocks: list[Block]) -> Iterator[tuple[Block, Block]]:
    """Every interactive element with the block that holds it."""
    for block in blocks:
        for holder in _holders(block):
            if holder.get("type") in _INTERACTIVE:
                yield block, holder


def _holders(value: Any) -> Iterator[Block]:
    if isinstance(value, list):
        for item in value:
            yield from _holders(item)
    elif isinstance(value, dict):
        for key in ("element", "accessory", "elements", "actions"):
            inner = value.get(key)
            if isinstance(inner, dict):
                yield inner
            elif isinstance(inner, list):
                yield from (item for item in inner if isinstance(item, dict))


def find_element(blocks: list[Block], block_id: str, action_id: str) -> Block | None:
    """The element that a click names, or `None`."""
    for block, element in elements(blocks):
        if block.get("block_id") == block_id and element.get("action_id") == action_id:
            return element
    return None


def block_state(
    blocks: list[Block], typed: dict[str, dict[str, Block]], channel: str | None
) -> dict[str, dict[str, dict[str, Block]]]:
    """Slack's `state`: every stateful element with its typed, first or empty value."""
    values: dict[str, dict[str, Block]] = {}
    for block, element in elements(blocks):
        kind = element["type"]
        if kind not in STATE_KEYS:
            continue
        current = typed.get(block["block_id"], {}).get(element["action_id"])
        if not current or current.get("type") != kind:
            current = _first_value(element, channel)
        values.setdefault(block["block_id"], {})[element["action_id"]] = current
    return {"values": values}


def _first_value(element: Block, channel: str | None) -> Block:
    key, initial, empty = STATE_KEYS[element["type"]]
    value = element.get(initial, copy.copy(empty)) if initial else []
    if value is None and element.get("default_to_current_conversation"):
        value = channel
    return {"type": element["type"], key: value}


def with_ids(blocks: list[Block]) -> list[Block]:
    """A copy in which every block has a `block_id` and every element an `action_id`, as at Slack."""
    filled = copy.deepcopy(blocks)
    for block in filled:
        if not block.get("block_id"):
            block["block_id"] = secrets.token_urlsafe(4)
    for _, element in elements(filled):
        if not element.get("action_id"):
            element["action_id"] = secrets.token_urlsafe(4)
    return filled


def slack_files(value: Any, pointer: str = "/blocks") -> Iterator[tuple[str, Block]]:
    """Every image that names a Slack file, with the JSON pointer of the image."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from slack_files(item, f"{pointer}/{index}")
    elif isinstance(value, dict):
        if value.get("type") == "image" and isinstance(value.get("slack_file"), dict):
            yield pointer, value
        for key, item in value.items():
            if key != "slack_file":
                yield from slack_files(item, f"{pointer}/{key}")
