"""Pieces that the modals share: inputs, private metadata, and reading what was typed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from handlers import ids
from handlers.blocks import limits
from handlers.blocks.kit import Block, Element, plain
from handlers.catalogue import Texts
from handlers.catalogue.markup import clamp

View = dict[str, Any]

_METADATA_VERSION = 1
_CHANNEL_PREFIXES = ("C", "G")


def modal(
    callback_id: str, title: str, submit: str, texts: Texts, blocks: list[Block], metadata: str = ""
) -> View:
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title, limits.VIEW_TITLE),
        "submit": plain(submit, limits.VIEW_TITLE),
        "close": plain(texts.say("form.cancel"), limits.VIEW_TITLE),
        "private_metadata": metadata,
        "blocks": blocks,
    }


def loading_view(texts: Texts, title: str) -> View:
    """What opens at once, while the form is being made."""
    return {
        "type": "modal",
        "title": plain(title, limits.VIEW_TITLE),
        "close": plain(texts.say("form.cancel"), limits.VIEW_TITLE),
        "blocks": [{"type": "section", "text": plain(texts.say("form.loading"), limits.SECTION)}],
    }


def input_block(
    field: str,
    label: str,
    element: Element,
    *,
    hint: str = "",
    optional: bool = False,
    dispatches: bool = False,
) -> Block:
    """One input; its block id is the field that problems name."""
    block: Block = {
        "type": "input",
        "block_id": field,
        "label": plain(label, limits.LABEL),
        "element": element,
        "optional": optional,
    }
    if hint:
        block["hint"] = plain(hint, limits.LABEL)
    if dispatches:
        block["dispatch_action"] = True
    return block


def text_input(
    value: str, *, most: int | None = None, multiline: bool = False, placeholder: str = ""
) -> Element:
    element: Element = {"type": "plain_text_input", "action_id": ids.INPUT, "multiline": multiline}
    if most is not None:
        element["max_length"] = most
    if value:
        element["initial_value"] = clamp(value, most or limits.INPUT)
    if placeholder:
        element["placeholder"] = plain(placeholder, limits.PLACEHOLDER)
    return element


def select(action_id: str, options: Sequence[Element], chosen: str | None) -> Element:
    """A menu; `chosen` is the value first shown, when it is offered."""
    element: Element = {
        "type": "static_select",
        "action_id": action_id,
        "options": list(options)[: limits.OPTIONS],
    }
    first = next((o for o in element["options"] if o["value"] == chosen), None)
    return element | ({"initial_option": first} if first else {})


def channel_input(texts: Texts, chosen: str | None, *, default_to_current: bool) -> Block:
    element: Element = {
        "type": "conversations_select",
        "action_id": ids.INPUT,
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
        "placeholder": plain(texts.say("form.channel.placeholder"), limits.PLACEHOLDER),
    }
    if chosen and chosen.startswith(_CHANNEL_PREFIXES):
        element["initial_conversation"] = chosen
    elif default_to_current:
        element["default_to_current_conversation"] = True
    return input_block(
        ids.FIELD_CHANNEL,
        texts.say("form.channel.label"),
        element,
        hint=texts.say("form.channel.hint"),
        optional=True,
    )


def write_metadata(**values: str | None) -> str:
    """Ids that a form carries, with a version; None is left out."""
    known = {name: value for name, value in values.items() if value}
    return json.dumps({"v": _METADATA_VERSION, **known}, separators=(",", ":"))


def read_metadata(view: Mapping[str, Any]) -> dict[str, str]:
    """The ids again; nothing for metadata that is not ours or of another version."""
    try:
        found = json.loads(view.get("private_metadata") or "{}")
    except ValueError:
        return {}
    if not isinstance(found, dict) or found.get("v") != _METADATA_VERSION:
        return {}
    return {name: value for name, value in found.items() if isinstance(value, str)}


class State:
    """What a view holds, by field; whatever is missing reads as empty."""

    def __init__(self, view: Mapping[str, Any]) -> None:
        values = (view.get("state") or {}).get("values") or {}
        self._fields = {field: next(iter(inputs.values()), None) or {} for field, inputs in values.items()}

    def text(self, field: str) -> str:
        return str(self._get(field, "value") or "")

    def option(self, field: str) -> str | None:
        return (self._get(field, "selected_option") or {}).get("value")

    def options(self, field: str) -> tuple[str, ...]:
        return tuple(chosen["value"] for chosen in self._get(field, "selected_options") or ())

    def user(self, field: str) -> str | None:
        return self._get(field, "selected_user") or None

    def conversation(self, field: str) -> str | None:
        return self._get(field, "selected_conversation") or None

    def date(self, field: str) -> str:
        """A day as `YYYY-MM-DD`."""
        return str(self._get(field, "selected_date") or "")

    def files(self, field: str) -> tuple[dict[str, Any], ...]:
        return tuple(self._get(field, "files") or ())

    def _get(self, field: str, name: str) -> Any:
        return (self._fields.get(field) or {}).get(name)
