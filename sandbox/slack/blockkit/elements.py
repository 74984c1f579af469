"""Block elements: buttons, menus, pickers and inputs, described as data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sandbox.slack.blockkit import formats, limits, rules
from sandbox.slack.blockkit.composition import (
    CHOICE_OPTION,
    CONFIRM,
    CONVERSATION_FILTER,
    DISPATCH_ACTION_CONFIG,
    OPTION_GROUP,
    OVERFLOW_OPTION,
    SELECT_OPTION,
    SLACK_FILE,
    plain_text,
)
from sandbox.slack.blockkit.nodes import Array, Boolean, Choice, Integer, Node, Object, Rule, String, Tagged
from sandbox.slack.blockkit.rich_text import RICH_TEXT_BLOCK

_ACTION: Final[Mapping[str, Node]] = {"action_id": String(most=limits.ACTION_ID)}
_CONFIRM: Final[Mapping[str, Node]] = {"confirm": CONFIRM}
_FOCUS: Final[Mapping[str, Node]] = {"focus_on_load": Boolean()}
_PLACEHOLDER: Final[Mapping[str, Node]] = {"placeholder": plain_text(limits.PLACEHOLDER)}
_MENU: Final[Mapping[str, Node]] = {**_ACTION, **_CONFIRM, **_FOCUS, **_PLACEHOLDER}
_MULTI_MENU: Final[Mapping[str, Node]] = {**_MENU, "max_selected_items": Integer(least=1)}
_TYPED: Final[Mapping[str, Node]] = {
    **_ACTION,
    **_FOCUS,
    **_PLACEHOLDER,
    "dispatch_action_config": DISPATCH_ACTION_CONFIG,
}

_STATIC: Final[Mapping[str, Node]] = {
    "options": Array(item=SELECT_OPTION, least=1, most=limits.SELECT_OPTIONS),
    "option_groups": Array(item=OPTION_GROUP, least=1, most=limits.SELECT_OPTION_GROUPS),
}
_STATIC_RULES: Final[tuple[Rule, ...]] = (
    rules.exactly_one_of("options", "option_groups"),
    rules.unique_option_values,
    rules.initial_options_are_offered,
)
_CHOSEN: Final = Array(item=SELECT_OPTION, least=1, most=limits.SELECT_OPTIONS)
_IDS: Final = Array(item=String(), least=1)
_QUERY: Final[Mapping[str, Node]] = {"min_query_length": Integer(least=0)}
_CONVERSATIONS: Final[Mapping[str, Node]] = {
    "default_to_current_conversation": Boolean(),
    "filter": CONVERSATION_FILTER,
}
_RESPONSE_URL: Final[Mapping[str, Node]] = {"response_url_enabled": Boolean()}

BUTTON: Final = Object(
    required={"text": plain_text(limits.BUTTON_TEXT)},
    optional={
        **_ACTION,
        **_CONFIRM,
        "url": String(most=limits.BUTTON_URL, test=formats.is_link, wanted="must be a valid URL"),
        "value": String(least=0, most=limits.BUTTON_VALUE),
        "style": Choice(("primary", "danger")),
        "accessibility_label": String(most=limits.ACCESSIBILITY_LABEL),
    },
)

IMAGE: Final = Object(
    required={"alt_text": String(most=limits.IMAGE_ALT_TEXT)},
    optional={
        "image_url": String(most=limits.IMAGE_URL, test=formats.is_web_link, wanted="must be a valid URL"),
        "slack_file": SLACK_FILE,
    },
    rules=(rules.exactly_one_of("image_url", "slack_file"),),
)

SELECTS: Final[Mapping[str, Object]] = {
    "static_select": Object(
        optional={**_MENU, **_STATIC, "initial_option": SELECT_OPTION}, rules=_STATIC_RULES
    ),
    "external_select": Object(optional={**_MENU, **_QUERY, "initial_option": SELECT_OPTION}),
    "users_select": Object(optional={**_MENU, "initial_user": String()}),
    "conversations_select": Object(
        optional={**_MENU, **_CONVERSATIONS, **_RESPONSE_URL, "initial_conversation": String()}
    ),
    "channels_select": Object(optional={**_MENU, **_RESPONSE_URL, "initial_channel": String()}),
}

MULTI_SELECTS: Final[Mapping[str, Object]] = {
    "multi_static_select": Object(
        optional={**_MULTI_MENU, **_STATIC, "initial_options": _CHOSEN},
        rules=(*_STATIC_RULES, rules.initial_items_fit("initial_options")),
    ),
    "multi_external_select": Object(
        optional={**_MULTI_MENU, **_QUERY, "initial_options": _CHOSEN},
        rules=(rules.initial_items_fit("initial_options"),),
    ),
    "multi_users_select": Object(
        optional={**_MULTI_MENU, "initial_users": _IDS}, rules=(rules.initial_items_fit("initial_users"),)
    ),
    "multi_conversations_select": Object(
        optional={**_MULTI_MENU, **_CONVERSATIONS, "initial_conversations": _IDS},
        rules=(rules.initial_items_fit("initial_conversations"),),
    ),
    "multi_channels_select": Object(
        optional={**_MULTI_MENU, "initial_channels": _IDS},
        rules=(rules.initial_items_fit("initial_channels"),),
    ),
}

_CHOICE_RULES: Final[tuple[Rule, ...]] = (rules.unique_option_values, rules.initial_options_are_offered)

CHOICES: Final[Mapping[str, Object]] = {
    "checkboxes": Object(
        required={"options": Array(item=CHOICE_OPTION, least=1, most=limits.CHECKBOX_OPTIONS)},
        optional={
            **_ACTION,
            **_CONFIRM,
            **_FOCUS,
            "initial_options": Array(item=CHOICE_OPTION, least=1, most=limits.CHECKBOX_OPTIONS),
        },
        rules=(*_CHOICE_RULES, rules.initial_items_fit("initial_options")),
    ),
    "radio_buttons": Object(
        required={"options": Array(item=CHOICE_OPTION, least=1, most=limits.RADIO_OPTIONS)},
        optional={**_ACTION, **_CONFIRM, **_FOCUS, "initial_option": CHOICE_OPTION},
        rules=_CHOICE_RULES,
    ),
}

OVERFLOW: Final = Object(
    required={
        "options": Array(
            item=OVERFLOW_OPTION, least=limits.OVERFLOW_OPTIONS_MIN, most=limits.OVERFLOW_OPTIONS
        )
    },
    optional={**_ACTION, **_CONFIRM},
    rules=(rules.unique_option_values,),
)

PICKERS: Final[Mapping[str, Object]] = {
    "datepicker": Object(
        optional={
            **_MENU,
            "initial_date": String(test=formats.is_date, wanted="must be a valid date (YYYY-MM-DD)"),
        }
    ),
    "timepicker": Object(
        optional={
            **_MENU,
            "initial_time": String(test=formats.is_time, wanted="must be a valid time (HH:mm)"),
            "timezone": String(),
        }
    ),
    "datetimepicker": Object(
        optional={
            **_ACTION,
            **_CONFIRM,
            **_FOCUS,
            "initial_date_time": Integer(least=1_000_000_000, most=9_999_999_999),
        }
    ),
}

_NUMBER: Final = String(test=formats.is_number, wanted="must be a valid number")

TYPED_INPUTS: Final[Mapping[str, Object]] = {
    "plain_text_input": Object(
        optional={
            **_TYPED,
            "initial_value": String(least=0, most=limits.PLAIN_TEXT_INPUT),
            "multiline": Boolean(),
            "min_length": Integer(least=0, most=limits.PLAIN_TEXT_INPUT),
            "max_length": Integer(least=1, most=limits.PLAIN_TEXT_INPUT),
        },
        rules=(rules.lengths_are_coherent,),
    ),
    "url_text_input": Object(
        optional={**_TYPED, "initial_value": String(test=formats.is_web_link, wanted="must be a valid URL")}
    ),
    "email_text_input": Object(
        optional={**_TYPED, "initial_value": String(test=formats.is_email, wanted="must be a valid email")}
    ),
    "number_input": Object(
        required={"is_decimal_allowed": Boolean()},
        optional={**_TYPED, "initial_value": _NUMBER, "min_value": _NUMBER, "max_value": _NUMBER},
        rules=(rules.numbers_are_coherent,),
    ),
    "rich_text_input": Object(
        optional={
            **_TYPED,
            "initial_value": Tagged({"rich_text": RICH_TEXT_BLOCK}),
            "min_lines": Integer(least=1, most=limits.RICH_TEXT_INPUT_LINES),
            "max_lines": Integer(least=1, most=limits.RICH_TEXT_INPUT_LINES),
        },
        rules=(rules.lines_are_coherent,),
    ),
}

FILE_INPUT: Final = Object(
    optional={
        **_ACTION,
        "filetypes": Array(item=String(), least=1),
        "max_files": Integer(least=1, most=limits.FILE_INPUT_FILES),
    },
)
