"""Slack's published sizes, in characters unless said otherwise."""

from __future__ import annotations

from typing import Final

MESSAGE_TEXT: Final = 4_000
MESSAGE_BLOCKS: Final = 50
SECTION: Final = 3_000
HEADER: Final = 150
VIEW_BLOCKS: Final = 100
CONTEXT_ELEMENTS: Final = 10
ALT: Final = 2_000
IMAGE_TITLE: Final = 2_000
BUTTON: Final = 75
BUTTON_URL: Final = 3_000
CONFIRM_TITLE: Final = 100
CONFIRM_TEXT: Final = 300
CONFIRM_BUTTON: Final = 30
OPTION: Final = 75
OPTION_VALUE: Final = 150
OPTIONS: Final = 100
PLACEHOLDER: Final = 150
LABEL: Final = 2_000
INPUT: Final = 3_000
VIEW_TITLE: Final = 24
METADATA: Final = 3_000

# What we show less of than Slack would take.
PROMPT_EXCERPT: Final = 300
PURPOSE_EXCERPT: Final = 500
FOREIGN_TEXT: Final = 300
PROMPT: Final = 3_000
PURPOSE: Final = 500
OUTSIDER: Final = 80
REASON: Final = 500
