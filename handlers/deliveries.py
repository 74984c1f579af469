"""Deliveries of Slack that came already: each has one effect and one answer, however often it comes."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_KEPT = 2_000


@dataclass(frozen=True)
class Said:
    """What a delivery was acknowledged with."""

    said: tuple[Any, ...]
    named: Mapping[str, Any]


def delivery_key(body: Mapping[str, Any]) -> str | None:
    """What tells one thing that happened in Slack from another; None for questions, which change nothing.

    A form sent again after a field error is another submission with another trigger.
    """
    named = body.get("trigger_id") or body.get("event_id")
    return f"{body.get('type') or 'command'}:{named}" if named else None


@dataclass
class Deliveries:
    """The answers of this process; what must hold beyond its end is kept with the effect, as a dedupe key."""

    _answers: OrderedDict[str, asyncio.Future[Said | None]] = field(default_factory=OrderedDict)

    def begin(self, key: str) -> asyncio.Future[Said | None] | None:
        """None: it came for the first time. Else its answer, or None in it when it came to nothing."""
        if key in self._answers:
            return self._answers[key]
        self._answers[key] = asyncio.get_running_loop().create_future()
        while len(self._answers) > _KEPT:
            self._answers.popitem(last=False)
        return None

    def answer(self, key: str, said: Said) -> None:
        found = self._answers.get(key)
        if found is not None and not found.done():
            found.set_result(said)

    def end(self, key: str) -> None:
        """Over; one that was never answered may come again."""
        found = self._answers.get(key)
        if found is not None and not found.done():
            del self._answers[key]
            found.set_result(None)
