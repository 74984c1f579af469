"""Slack's published rate limits as token buckets, one per method, or per channel for posting."""

import math
from collections.abc import Callable
from dataclasses import dataclass

TIER_PER_MINUTE = {1: 1, 2: 20, 3: 50, 4: 100}
METHOD_TIERS: dict[str, int] = {
    "apps.connections.open": 1,
    "bots.info": 3,
    "chat.delete": 3,
    "chat.postEphemeral": 4,
    "chat.update": 3,
    "conversations.history": 3,
    "conversations.info": 3,
    "conversations.join": 3,
    "conversations.list": 2,
    "conversations.members": 4,
    "conversations.open": 3,
    "conversations.replies": 3,
    "files.completeUploadExternal": 4,
    "files.delete": 3,
    "files.getUploadURLExternal": 4,
    "files.info": 4,
    "team.info": 3,
    "users.info": 4,
    "users.list": 2,
    "views.open": 4,
    "views.publish": 4,
    "views.push": 4,
    "views.update": 4,
}
SPECIAL_PER_MINUTE = {"auth.test": 600, "chat.getPermalink": 600}
POST_PER_CHANNEL = 60
POST_PER_WORKSPACE = 300
BURST_POSTS = 20
BURST_CONNECTIONS = 60


@dataclass
class _Bucket:
    tokens: float
    at: float


class Limits:
    """Buckets that hold a whole minute's worth at rest, so that short bursts pass as they do at Slack."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._buckets: dict[tuple[str, str], _Bucket] = {}

    def take(self, method: str, channel: str = "") -> int:
        """Take one call: 0 when allowed, else the whole seconds to wait."""
        if method == "chat.postMessage":
            wait = self._take(("post", channel), POST_PER_CHANNEL, BURST_POSTS)
            return wait or self._take(("post", ""), POST_PER_WORKSPACE, POST_PER_WORKSPACE)
        rate = SPECIAL_PER_MINUTE.get(method) or TIER_PER_MINUTE[METHOD_TIERS[method]]
        burst = BURST_CONNECTIONS if method == "apps.connections.open" else rate
        return self._take((method, ""), rate, burst)

    def take_hook(self, token: str) -> int:
        """The same for one response url."""
        return self._take(("hook", token), POST_PER_CHANNEL, BURST_POSTS)

    def _take(self, key: tuple[str, str], per_minute: int, burst: int) -> int:
        now = self._now()
        bucket = self._buckets.setdefault(key, _Bucket(tokens=burst, at=now))
        bucket.tokens = min(burst, bucket.tokens + max(0.0, now - bucket.at) * per_minute / 60)
        bucket.at = now
        if bucket.tokens >= 1:
            bucket.tokens -= 1
            return 0
        return max(1, math.ceil((1 - bucket.tokens) * 60 / per_minute))
