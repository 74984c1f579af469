"""Keeps an account's calls within the rates that its gateway allows."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping

from providers.profile import CallKind

# A little more than the second that a gateway counts: two clocks and a network lie between.
WINDOW_SECONDS = 1.05


class Pace:
    """Gives each counted call its moment; `rates` are calls per second, `now` counts seconds."""

    def __init__(self, rates: Mapping[CallKind, float], *, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._moments = {kind: deque[float](maxlen=max(int(rate), 1)) for kind, rate in rates.items()}

    def wait(self, kind: CallKind | None, *, at_most: float) -> float | None:
        """Reserve the next moment and return the seconds until it; None: it is more than `at_most` away."""
        moments = self._moments.get(kind) if kind else None
        if moments is None:
            return 0.0
        now = self._now()
        moment = max(now, moments[0] + WINDOW_SECONDS) if len(moments) == moments.maxlen else now
        if moment - now > at_most:
            return None
        moments.append(moment)
        return moment - now
