"""Time stamps and ids."""

import secrets
import string
from collections.abc import Callable

_LETTERS = string.ascii_uppercase + string.digits


def new_id(prefix: str) -> str:
    """A Slack-like id: the prefix letter(s) and ten characters."""
    return prefix + "".join(secrets.choice(_LETTERS) for _ in range(10))


class Clock:
    """Seconds since 1970, and message time stamps that never repeat."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.now = now
        self._last = 0

    def stamp(self) -> str:
        """The next `ts`: seconds, a dot, six digits."""
        self._last = max(self._last + 1, int(self.now() * 1_000_000))
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"
