"""Composition objects: texts, options, confirmation dialogs, files kept in Slack, conversation filters."""

from __future__ import annotations

from typing import Final

from sandbox.slack.blockkit import limits, rules
from sandbox.slack.blockkit.formats import is_link, is_web_link
from sandbox.slack.blockkit.nodes import Array, Boolean, Choice, Object, String, Tagged


def _plain(most: int) -> Object:
    return Object(required={"text": String(most=most)}, optional={"emoji": Boolean()})


def _mrkdwn(most: int) -> Object:
    return Object(required={"text": String(most=most)}, optional={"verbatim": Boolean()})


def plain_text(most: int) -> Tagged:
    """A plain_text object of at most `most` characters."""
    return Tagged({"plain_text": _plain(most)})


def mrkdwn_text(most: int) -> Tagged:
    """A mrkdwn object of at most `most` characters."""
    return Tagged({"mrkdwn": _mrkdwn(most)})


def any_text(most: int) -> Tagged:
    """A plain_text or mrkdwn object of at most `most` characters."""
    return Tagged({"plain_text": _plain(most), "mrkdwn": _mrkdwn(most)})


CONFIRM: Final = Object(
    required={
        "title": plain_text(limits.CONFIRM_TITLE),
        "text": any_text(limits.CONFIRM_TEXT),
        "confirm": plain_text(limits.CONFIRM_BUTTON),
        "deny": plain_text(limits.CONFIRM_BUTTON),
    },
    optional={"style": Choice(("primary", "danger"))},
)

_OPTION_VALUE: Final = String(most=limits.OPTION_VALUE)
_OPTION_DESCRIPTION: Final = plain_text(limits.OPTION_DESCRIPTION)

SELECT_OPTION: Final = Object(
    required={"text": plain_text(limits.OPTION_TEXT), "value": _OPTION_VALUE},
    optional={"description": _OPTION_DESCRIPTION},
)
# Radio buttons and checkboxes may be formatted; menus may not.
CHOICE_OPTION: Final = Object(
    required={"text": any_text(limits.OPTION_TEXT), "value": _OPTION_VALUE},
    optional={"description": _OPTION_DESCRIPTION},
)
OVERFLOW_OPTION: Final = Object(
    required={"text": plain_text(limits.OPTION_TEXT), "value": _OPTION_VALUE},
    optional={
        "description": _OPTION_DESCRIPTION,
        "url": String(most=limits.OPTION_URL, test=is_link, wanted="must be a valid URL"),
    },
)
OPTION_GROUP: Final = Object(
    required={
        "label": plain_text(limits.OPTION_GROUP_LABEL),
        "options": Array(item=SELECT_OPTION, least=1, most=limits.SELECT_OPTIONS),
    },
)

SLACK_FILE: Final = Object(
    optional={
        "id": String(),
        "url": String(most=limits.IMAGE_URL, test=is_web_link, wanted="must be a valid URL"),
    },
    rules=(rules.exactly_one_of("id", "url"),),
)

CONVERSATION_FILTER: Final = Object(
    optional={
        "include": Array(item=Choice(("im", "mpim", "private", "public")), least=1),
        "exclude_external_shared_channels": Boolean(),
        "exclude_bot_users": Boolean(),
    },
    rules=(rules.at_least_one_of("include", "exclude_external_shared_channels", "exclude_bot_users"),),
)

DISPATCH_ACTION_CONFIG: Final = Object(
    optional={
        "trigger_actions_on": Array(item=Choice(("on_enter_pressed", "on_character_entered")), least=1),
    },
)
