"""Whether a gateway account may be called now: a breaker for all its calls, and the pauses that it told."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from providers.errors import AnswerLost, ProviderError, RateLimited, Unavailable

THRESHOLD = 5
"""Calls in a row without an answer, or with a 5xx, after which the breaker opens."""


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


@dataclass(frozen=True)
class Turn:
    """What a call is told before it is made: to come back in `wait_ms`, or to go; a probe goes alone."""

    wait_ms: int = 0
    is_probe: bool = False


@dataclass
class Availability:
    """One gateway account; times in milliseconds UTC, `spread` answers a number in [0, 1).

    The pause before each probe doubles from `first_ms` up to `longest_ms`; `changed` is called when the
    breaker opens or closes.
    """

    provider: str
    account: str = "main"
    clock: Callable[[], int] = _now_ms
    spread: Callable[[], float] = random.random
    first_ms: int = 5_000
    longest_ms: int = 300_000
    changed: Callable[[], None] = lambda: None
    opened_at: int | None = None
    _failures: int = 0
    _pause: int = 0
    _probe_at: int = 0
    _probing: bool = False
    _reserved: bool = False
    _told: dict[str, int] = field(default_factory=dict)

    def reopen(self, opened_at: int) -> None:
        """Open since then, as an earlier process knew; the first call is a probe."""
        self.opened_at, self._pause, self._probe_at = opened_at, self.first_ms, self.clock()

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None

    def may_call(self, kind: str | None) -> bool:
        """Whether any number of calls may be made."""
        return not self.is_open and not self.wait_ms(kind)

    def wait_ms(self, kind: str | None) -> int:
        """How long to leave calls of this kind alone; 0: one may be made, and more unless it is a probe."""
        wait = self._wait_of_call(kind)
        return wait or (self.first_ms if self.is_open and self._reserved else 0)

    def reserve(self, kind: str | None) -> bool:
        """Take the next probe for one job until `release`; False when it is not due, or somebody else's."""
        if not self.is_open or self.wait_ms(kind):
            return False
        self._reserved = True
        return True

    def release(self) -> None:
        self._reserved = False

    def enter(self, kind: str) -> Turn:
        """Ask before a call; one that is told to go must say how it ended."""
        wait = self._wait_of_call(kind)
        if wait or not self.is_open:
            return Turn(wait)
        self._probing = True
        return Turn(is_probe=True)

    def _wait_of_call(self, kind: str | None) -> int:
        now, pause = self.clock(), 0
        if self.is_open:
            pause = self.first_ms if self._probing else self._probe_at - now
        told = self._told.get(kind, 0) - now if kind else 0
        return max(told, pause, 0)

    def refusal(self, kind: str, wait_ms: int) -> ProviderError:
        """The error of a call that was not made."""
        if self._told.get(kind, 0) > self.clock():
            return RateLimited(self.provider, "calls wait as the gateway told", retry_after_ms=wait_ms)
        return Unavailable(self.provider, "calls wait until a probe is answered", retry_after_ms=wait_ms)

    def ended(self, turn: Turn, kind: str, error: ProviderError | None) -> None:
        """A call is over; any answer but a 5xx shows that the gateway is there."""
        self.left(turn)
        if isinstance(error, RateLimited) and error.retry_after_ms:
            self._told[kind] = self.clock() + error.retry_after_ms
        if isinstance(error, AnswerLost | Unavailable):
            self._failed(turn)
        else:
            self._answered()

    def left(self, turn: Turn) -> None:
        """A probe was given up, as when its caller went away: the next call is one."""
        if turn.is_probe:
            self._probing = False

    def _failed(self, turn: Turn) -> None:
        self._failures += 1
        if self.opened_at is None and self._failures >= THRESHOLD:
            self.opened_at = self.clock()
            self._wait(self.first_ms)
            self.changed()
        elif turn.is_probe:
            self._wait(min(self._pause * 2, self.longest_ms))

    def _wait(self, pause: int) -> None:
        self._pause = pause
        self._probe_at = self.clock() + int(pause * (0.8 + 0.4 * self.spread()))

    def _answered(self) -> None:
        self._failures = 0
        if self.opened_at is not None:
            self.opened_at = None
            self.changed()
