"""What waits to be looked at, gateway account by gateway account."""

from __future__ import annotations

from dataclasses import dataclass

from storage.model import Registration
from storage.states import Millis


@dataclass(frozen=True, kw_only=True)
class Lane:
    """Jobs of one kind at one gateway account: how many a team, and when the next is due."""

    kind: str
    provider: str
    account: str
    waiting: dict[str, int]
    next_due: Millis


@dataclass(frozen=True, kw_only=True)
class ReviewFacts:
    """What a look at a review needs to know: the registration, and the kind of its file."""

    registration: Registration
    media_kind: str
