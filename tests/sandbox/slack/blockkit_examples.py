"""One full, acceptable example of every block and element, and the smallest surfaces to put them on."""

from __future__ import annotations

from typing import Any

JSON = dict[str, Any]


def plain(text: str = "text") -> JSON:
    return {"type": "plain_text", "text": text, "emoji": True}


def mrkdwn(text: str = "*text*") -> JSON:
    return {"type": "mrkdwn", "text": text, "verbatim": False}


def option(value: str = "a", **more: Any) -> JSON:
    return {"text": plain(value), "value": value, "description": plain("about it"), **more}


def options(count: int) -> list[JSON]:
    return [option(str(number)) for number in range(count)]


CONFIRM: JSON = {
    "title": plain(),
    "text": mrkdwn(),
    "confirm": plain("Yes"),
    "deny": plain("No"),
    "style": "danger",
}
_CLICK: JSON = {"action_id": "act", "confirm": CONFIRM}
_FOCUS: JSON = {"focus_on_load": True}
_MENU: JSON = {**_CLICK, **_FOCUS, "placeholder": plain()}
_TYPED: JSON = {
    "action_id": "act",
    "placeholder": plain(),
    "focus_on_load": True,
    "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
}
_FILTER: JSON = {"include": ["public", "private"], "exclude_bot_users": True}
_RICH: JSON = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "hello ", "style": {"bold": True}},
                {"type": "link", "url": "https://example.com", "text": "here"},
                {"type": "user", "user_id": "U1"},
                {"type": "channel", "channel_id": "C1"},
                {"type": "usergroup", "usergroup_id": "S1"},
                {"type": "team", "team_id": "T1"},
                {"type": "emoji", "name": "wave"},
                {"type": "broadcast", "range": "here"},
                {"type": "color", "value": "#ff0000"},
                {"type": "date", "timestamp": 1720710212, "format": "{date_num}", "fallback": "a day"},
            ],
        },
        {
            "type": "rich_text_list",
            "style": "bullet",
            "indent": 1,
            "border": 0,
            "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]}],
        },
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "code"}]},
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "said"}]},
    ],
}

CLICKED: dict[str, JSON] = {
    "button": {
        **_CLICK,
        "text": plain("Go"),
        "value": "v1:a_1",
        "url": "https://example.com/v/1",
        "style": "primary",
        "accessibility_label": "Go there",
    },
    "overflow": {**_CLICK, "options": [option("a", url="https://example.com"), option("b")]},
    "static_select": {**_MENU, "options": options(3), "initial_option": option("1")},
    "external_select": {**_MENU, "min_query_length": 0, "initial_option": option()},
    "users_select": {**_MENU, "initial_user": "U1"},
    "conversations_select": {
        **_MENU,
        "default_to_current_conversation": True,
        "response_url_enabled": True,
        "filter": _FILTER,
    },
    "channels_select": {**_MENU, "initial_channel": "C1"},
    "multi_static_select": {
        **_MENU,
        "option_groups": [{"label": plain(), "options": options(2)}],
        "initial_options": [option("0"), option("1")],
        "max_selected_items": 2,
    },
    "multi_external_select": {**_MENU, "min_query_length": 1, "initial_options": [option()]},
    "multi_users_select": {**_MENU, "initial_users": ["U1", "U2"], "max_selected_items": 2},
    "multi_conversations_select": {**_MENU, "initial_conversations": ["C1"], "filter": _FILTER},
    "multi_channels_select": {**_MENU, "initial_channels": ["C1"]},
    "checkboxes": {
        **_CLICK,
        **_FOCUS,
        "options": [{"text": mrkdwn(), "value": "a"}, option("b")],
        "initial_options": [option("b")],
    },
    "radio_buttons": {**_CLICK, **_FOCUS, "options": options(10), "initial_option": option("9")},
    "datepicker": {**_MENU, "initial_date": "2026-02-28"},
    "timepicker": {**_MENU, "initial_time": "23:59", "timezone": "Europe/Berlin"},
    "datetimepicker": {**_CLICK, **_FOCUS, "initial_date_time": 1628633820},
}
TYPED: dict[str, JSON] = {
    "plain_text_input": {
        **_TYPED,
        "multiline": True,
        "min_length": 2,
        "max_length": 10,
        "initial_value": "some text",
    },
    "url_text_input": {**_TYPED, "initial_value": "https://example.com/a.png"},
    "email_text_input": {**_TYPED, "initial_value": "a@example.com"},
    "number_input": {
        **_TYPED,
        "is_decimal_allowed": True,
        "min_value": "-1",
        "max_value": "5.5",
        "initial_value": "2",
    },
    "rich_text_input": {**_TYPED, "initial_value": _RICH, "min_lines": 2, "max_lines": 5},
    "file_input": {"action_id": "act", "filetypes": ["jpg", "png"], "max_files": 10},
}

BLOCKS: dict[str, JSON] = {
    "divider": {"block_id": "b"},
    "header": {"text": plain()},
    "section": {"text": mrkdwn(), "fields": [plain(), mrkdwn()], "expand": True},
    "context": {
        "elements": [
            plain(),
            mrkdwn(),
            {"type": "image", "image_url": "http://127.0.0.1:8000/a.png", "alt_text": "a"},
            {"type": "image", "slack_file": {"url": "https://files.example.com/a.png"}, "alt_text": "a"},
        ]
    },
    "actions": {"elements": [{"type": "button", "text": plain(), "action_id": "act"}]},
    "image": {"slack_file": {"id": "F1"}, "alt_text": "A QR code", "title": plain()},
    "rich_text": {key: part for key, part in _RICH.items() if key != "type"},
    "video": {
        "alt_text": "a video",
        "title": plain("A walk"),
        "title_url": "https://example.com/v",
        "description": plain(),
        "author_name": "Rachel",
        "provider_name": "Likeness",
        "provider_icon_url": "https://example.com/i.png",
        "thumbnail_url": "https://example.com/t.png",
        "video_url": "https://example.com/v.mp4",
    },
    "input": {
        "label": plain(),
        "hint": plain(),
        "optional": True,
        "dispatch_action": True,
        "element": {"type": "plain_text_input"},
    },
}


def block(name: str, **changes: Any) -> JSON:
    return {"type": name, **BLOCKS[name], **changes}


def element(name: str, **changes: Any) -> JSON:
    return {"type": name, **(CLICKED | TYPED)[name], **changes}


def question(name: str, **changes: Any) -> JSON:
    """An input block that asks with this element."""
    return {"type": "input", "label": plain(), "element": element(name, **changes)}


def modal(*blocks: JSON, **changes: Any) -> JSON:
    return {
        "type": "modal",
        "title": plain("Title"),
        "submit": plain("Send"),
        "blocks": list(blocks),
        **changes,
    }


def home(*blocks: JSON, **changes: Any) -> JSON:
    return {"type": "home", "blocks": list(blocks), **changes}


def without(value: JSON, *names: str) -> JSON:
    return {key: part for key, part in value.items() if key not in names}
