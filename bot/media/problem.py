"""Why a file or link cannot be used, as a catalogue key with its parameters.

| key | parameters |
|---|---|
| the keys of `workflow.links` and `workflow.intake` | |
| media_unreachable | status: HTTP status, 0 when there was no answer |
| media_timeout, media_is_page, media_broken, media_animated, media_svg, slack_file_unreadable | |
| media_too_large | max_megabytes |
| media_unknown_type | taken: format names with commas, empty when the type alone was asked |
| media_sides | width, height, min_side, max_side |
| media_ratio | ratio, min_ratio, max_ratio |
| media_length | seconds, min_seconds, max_seconds |
| media_pixels | megapixels, max_megapixels |
| media_same_file | |
"""

from __future__ import annotations

import json

UNREACHABLE = "media_unreachable"
TIMEOUT = "media_timeout"
TOO_LARGE = "media_too_large"
IS_PAGE = "media_is_page"
UNKNOWN_TYPE = "media_unknown_type"
BROKEN = "media_broken"
ANIMATED = "media_animated"
SVG = "media_svg"
SIDES = "media_sides"
RATIO = "media_ratio"
LENGTH = "media_length"
PIXELS = "media_pixels"
SLACK_FILE_UNREADABLE = "slack_file_unreadable"


class MediaProblem(Exception):  # noqa: N818  a refusal that is told to a person, not a fault
    """A refusal; `temporary` says that the same attempt may go well later."""

    def __init__(self, key: str, /, *, temporary: bool = False, **params: str | float) -> None:
        super().__init__(key)
        self.key = key
        self.temporary = temporary
        self.params = params


def stored(problem: MediaProblem) -> str:
    """The key with its parameters, as a row keeps it."""
    return problem.key + (json.dumps(problem.params) if problem.params else "")


def too_large(max_bytes: int) -> MediaProblem:
    """`media_too_large` for a cap in bytes."""
    return MediaProblem(TOO_LARGE, max_megabytes=round(max_bytes / 1_000_000, 1))
