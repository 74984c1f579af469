"""Whether Slack takes our token: when it was revoked or the app removed, what is to be said waits."""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from handlers.slack.client import SlackClient
from handlers.slack.errors import SlackError

FIRST_PAUSE_MS = 60_000
LONGEST_PAUSE_MS = 300_000

log = structlog.get_logger(__name__)


@dataclass
class TokenDoor:
    """Shut by Slack's own word; tried again after a minute, then less and less, up to every five minutes."""

    is_shut: bool = False
    _pause: int = FIRST_PAUSE_MS
    _try_at: int = 0

    def shut(self, now: int, why: str) -> None:
        """Slack said so; `now` in milliseconds."""
        if not self.is_shut:
            log.error("slack refuses our token, everything to be posted waits", why=why)
            self.is_shut, self._pause, self._try_at = True, FIRST_PAUSE_MS, now + FIRST_PAUSE_MS

    def wait_ms(self, now: int) -> int:
        """Until the next look; 0 when it stands open or a look is due."""
        return max(self._try_at - now, 0) if self.is_shut else 0

    async def lets_through(self, slack: SlackClient, now: int) -> bool:
        """Whether to post; asks Slack where the time for it has come."""
        if not self.is_shut:
            return True
        if self.wait_ms(now):
            return False
        try:
            await slack.auth_test()
        except SlackError as error:
            self._pause = min(self._pause * 2, LONGEST_PAUSE_MS)
            self._try_at = now + self._pause
            log.warning("slack still refuses our token", why=error.code)
            return False
        self.is_shut = False
        log.warning("slack takes our token again")
        return True
