"""Rate limits: so many requests of one kind in any second, counted per account."""

from collections import defaultdict, deque
from collections.abc import Callable


class RateLimits:
    """Sliding one-second windows; a refused request is not counted."""

    def __init__(self, now: Callable[[], float], *, on: bool) -> None:
        self._now = now
        self._on = on
        self._seen: defaultdict[tuple[str, str], deque[float]] = defaultdict(deque)

    def allows(self, account: str, kind: str, per_second: int) -> bool:
        """Count this request and say whether the account may make it."""
        if not self._on:
            return True
        now, seen = self._now(), self._seen[account, kind]
        while seen and seen[0] <= now - 1:
            seen.popleft()
        if len(seen) >= per_second:
            return False
        seen.append(now)
        return True
