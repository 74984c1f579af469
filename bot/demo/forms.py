"""What people fill into the forms, in the shape in which Slack sends it."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def asset_values(view: Json, **fields: Any) -> Json:
    """Values for the asset form: `files` (ids), `name`, `who`, `member`, `purpose`, `channel`, …"""
    return _values(view, fields)


def video_values(view: Json, **fields: Any) -> Json:
    """Values for the video form: `prompt`, `references` (options), `seconds`, `ratio`, `channel`, …"""
    return _values(view, fields)


def form_values(view: Json) -> Json:
    """Values for any form as it opened."""
    return _values(view, {})


def _values(view: Json, fields: Json) -> Json:
    """Values per input of the view: what is given, else what the form itself starts with."""
    values: Json = {}
    for block in view["blocks"]:
        if block["type"] != "input":
            continue
        element, field = block["element"], block["block_id"]
        given = fields.get(field)
        value = _start(element) if given is None else _given(element, given)
        if value is not None:
            values[field] = {element["action_id"]: value}
    return values


def _given(element: Json, value: Any) -> Json:
    kind = element["type"]
    match kind:
        case "file_input":
            return {"type": kind, "files": list(value)}
        case "users_select":
            return {"type": kind, "selected_user": value}
        case "conversations_select":
            return {"type": kind, "selected_conversation": value}
        case "multi_external_select":
            return {"type": kind, "selected_options": value}
        case "static_select" | "radio_buttons":
            option = next(o for o in element["options"] if o["value"] == str(value))
            return {"type": kind, "selected_option": option}
    return {"type": kind, "value": value}


def _start(element: Json) -> Json | None:
    kind = element["type"]
    for start, key in (
        ("initial_option", "selected_option"),
        ("initial_conversation", "selected_conversation"),
        ("initial_user", "selected_user"),
        ("initial_options", "selected_options"),
        ("initial_value", "value"),
    ):
        if start in element:
            return {"type": kind, key: element[start]}
    return None
