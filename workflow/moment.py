"""Time and ids as parameters, and the bounds of every wait."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

INVITATION_LIFE = 7 * DAY
APPROVAL_LIFE = 48 * HOUR
APPROVAL_REMINDER = 24 * HOUR
ENDORSEMENT_LIFE = 48 * HOUR
REPORT_LIFE = 48 * HOUR
SUBMIT_DEADLINE = 24 * HOUR
REVIEW_DEADLINE = 24 * HOUR
START_DEADLINE = 24 * HOUR
VIDEO_DEADLINE = 24 * HOUR
MEDIA_DEADLINE = 30 * MINUTE
VERIFICATION_GAP = 3 * SECOND


@dataclass(frozen=True)
class Moment:
    """Now, in milliseconds UTC, and where new ids come from (`new_id("a")` gives `a_…`)."""

    now: int
    new_id: Callable[[str], str]
