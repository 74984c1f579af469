"""Slack's published sizes for messages, views, blocks and elements: the most characters or items allowed."""

from __future__ import annotations

from typing import Final

MESSAGE_BLOCKS: Final = 50
MESSAGE_TEXT: Final = 40_000

VIEW_BLOCKS: Final = 100
VIEW_TITLE: Final = 24
VIEW_SUBMIT: Final = 24
VIEW_CLOSE: Final = 24
PRIVATE_METADATA: Final = 3_000
CALLBACK_ID: Final = 255
EXTERNAL_ID: Final = 255

BLOCK_ID: Final = 255
ACTION_ID: Final = 255
TEXT_OBJECT: Final = 3_000

HEADER_TEXT: Final = 150
SECTION_TEXT: Final = 3_000
SECTION_FIELDS: Final = 10
SECTION_FIELD_TEXT: Final = 2_000
CONTEXT_ELEMENTS: Final = 10
ACTIONS_ELEMENTS: Final = 25
INPUT_LABEL: Final = 2_000
INPUT_HINT: Final = 2_000

IMAGE_URL: Final = 3_000
IMAGE_ALT_TEXT: Final = 2_000
IMAGE_TITLE: Final = 2_000

# Slack words these as "less than": 200 and 50 themselves are refused.
VIDEO_TITLE: Final = 199
VIDEO_DESCRIPTION: Final = 199
VIDEO_AUTHOR: Final = 49

BUTTON_TEXT: Final = 75
BUTTON_VALUE: Final = 2_000
BUTTON_URL: Final = 3_000
ACCESSIBILITY_LABEL: Final = 75

CONFIRM_TITLE: Final = 100
CONFIRM_TEXT: Final = 300
CONFIRM_BUTTON: Final = 30

PLACEHOLDER: Final = 150
OPTION_TEXT: Final = 75
OPTION_VALUE: Final = 150
OPTION_DESCRIPTION: Final = 75
OPTION_URL: Final = 3_000
OPTION_GROUP_LABEL: Final = 75
SELECT_OPTIONS: Final = 100
SELECT_OPTION_GROUPS: Final = 100
CHECKBOX_OPTIONS: Final = 10
RADIO_OPTIONS: Final = 10
OVERFLOW_OPTIONS_MIN: Final = 2
OVERFLOW_OPTIONS: Final = 5

PLAIN_TEXT_INPUT: Final = 3_000
RICH_TEXT_INPUT_LINES: Final = 100
FILE_INPUT_FILES: Final = 10
RICH_TEXT_INDENT: Final = 8
