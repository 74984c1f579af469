"""Response urls: five uses in thirty minutes."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.slack.errors import SlackError

USES = 5
SECONDS = 30 * 60


@dataclass(kw_only=True)
class ResponseUrl:
    token: str
    user: str
    channel: str
    made_at: float
    message_ts: str | None = None
    uses: int = 0


class ResponseUrls:
    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._by_token: dict[str, ResponseUrl] = {}

    def make(self, user: str, channel: str, message_ts: str | None = None) -> ResponseUrl:
        hook = ResponseUrl(
            token=secrets.token_urlsafe(18),
            user=user,
            channel=channel,
            message_ts=message_ts,
            made_at=self._now(),
        )
        self._by_token[hook.token] = hook
        return hook

    def use(self, token: str) -> ResponseUrl:
        """Count one use: `no_service` when unknown, `expired_url`, `used_url`."""
        hook = self._by_token.get(token)
        if hook is None:
            raise SlackError("no_service")
        if self._now() - hook.made_at > SECONDS:
            raise SlackError("expired_url")
        if hook.uses >= USES:
            raise SlackError("used_url")
        hook.uses += 1
        return hook
