"""Trigger ids: three seconds, one use."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.slack.errors import SlackError


@dataclass(kw_only=True)
class Trigger:
    id: str
    user: str
    made_at: float
    channel: str | None = None
    view_id: str | None = None
    used: bool = False


class Triggers:
    def __init__(self, now: Callable[[], float], seconds: float) -> None:
        self._now = now
        self._seconds = seconds
        self._by_id: dict[str, Trigger] = {}

    def make(self, user: str, *, channel: str | None = None, view_id: str | None = None) -> Trigger:
        """A trigger for one interaction; `view_id` is the view it happened in."""
        identity = f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        trigger = Trigger(id=identity, user=user, made_at=self._now(), channel=channel, view_id=view_id)
        self._by_id[identity] = trigger
        return trigger

    def exchange(self, identity: str) -> Trigger:
        """Use a trigger up: `invalid_trigger_id`, `exchanged_trigger_id`, `expired_trigger_id`."""
        trigger = self._by_id.get(identity)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self._now() - trigger.made_at > self._seconds:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger
