"""How fast Slack may be called: token buckets that only answer when; nothing here sleeps or reads a clock."""

from __future__ import annotations

import math
from dataclasses import dataclass

POST = "chat.postMessage"
EDIT = "chat.update"
PUBLISH = "views.publish"
UPLOAD, UPLOAD_END = "files.getUploadURLExternal", "files.completeUploadExternal"
MINUTE_MS = 60_000
METHOD_BURST = 0.1  # of a limit may come at once, the rest evenly: no minute ever holds more than the limit
WORKSPACE_BURST = 0.03
TIER_2, TIER_3, TIER_4 = 20, 50, 100
METHODS_PER_MINUTE = {
    EDIT: TIER_3,
    "conversations.history": TIER_3,
    "conversations.open": TIER_3,
    "conversations.replies": TIER_3,
    UPLOAD: TIER_4,
    UPLOAD_END: TIER_4,
    "files.info": TIER_4,
    PUBLISH: TIER_4,
}
FORGET_AFTER_MS = 10 * MINUTE_MS
MOST_KEPT = 2_000

Key = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Rate:
    """At most `limit` calls in any `period_ms`, of which `burst` may come at once."""

    limit: int
    period_ms: int = MINUTE_MS
    burst: int = 1

    @property
    def gap_ms(self) -> float:
        """Milliseconds from one call to the next when the burst is used up."""
        return self.period_ms / max(1, self.limit - self.burst)


PER_CHANNEL = Rate(limit=63, burst=3)  # one a second; Slack tolerates small bursts
PER_MESSAGE = Rate(limit=2, period_ms=1_000)  # edits of one message: newer states merge while it waits


def per_minute(limit: int, burst_share: float = METHOD_BURST) -> Rate:
    """A method's or workspace's rate: this share at once, the rest evenly."""
    return Rate(limit=limit, burst=max(1, int(limit * burst_share)))


class Bucket:
    """One rate's state (generic cell rate algorithm); all times are milliseconds on the caller's clock."""

    def __init__(self, rate: Rate) -> None:
        self.rate = rate
        self._full_at = 0.0
        self._stopped_until = 0.0
        self._planned_until = 0.0

    def when(self, now: int) -> int:
        """The earliest moment, `now` or later, at which a call may go."""
        earliest = self._full_at - (self.rate.burst - 1) * self.rate.gap_ms
        return math.ceil(max(now, earliest, self._stopped_until))

    def take(self, at: int) -> None:
        """Count a call made at that moment."""
        self._full_at = max(self._full_at, at) + self.rate.gap_ms

    def stop(self, until: int) -> None:
        """Let nothing through before that moment."""
        self._stopped_until = max(self._stopped_until, until)

    def queue(self, now: int) -> int:
        """Where a newcomer stands: after everybody who was given a moment before."""
        if self._planned_until <= now:
            return self.when(now)
        return max(self.when(now), math.ceil(self._planned_until + self.rate.gap_ms))

    def plan(self, now: int) -> int:
        """Give the next free moment away."""
        self._planned_until = self.queue(now)
        return math.ceil(self._planned_until)

    def idle(self, now: int) -> bool:
        """Whether forgetting it changes nothing."""
        return max(self._full_at, self._stopped_until, self._planned_until) <= now


@dataclass(frozen=True, kw_only=True)
class Call:
    """A call to be made; `channel` counts for posts, `message` for edits."""

    team_id: str
    method: str
    channel: str = ""
    message: str = ""


class Pacing:
    """Every bucket of one process; asked before a call, told after a refusal."""

    def __init__(self, *, posts_per_minute: int) -> None:
        self._posts = per_minute(posts_per_minute, WORKSPACE_BURST)
        self._buckets: dict[Key, Bucket] = {}
        self._turns: dict[str, int] = {}

    def when(self, call: Call, now: int) -> int:
        """The earliest moment, `now` or later, at which this call may go."""
        return max(bucket.when(now) for bucket in self._for(call))

    def take(self, call: Call, now: int) -> None:
        """Count this call as made now."""
        for bucket in self._for(call):
            bucket.take(now)

    def turn(self, ticket: str, call: Call, now: int) -> int:
        """`now` when the call may go and is counted, else the moment kept for this ticket to come again.

        Tickets that wait are served in the order in which they came.
        """
        kept = self._turns.get(ticket)
        if kept is not None and kept > now:
            return kept
        waits = kept is not None
        buckets = self._for(call)
        narrowest = max(buckets, key=lambda bucket: bucket.when(now) if waits else bucket.queue(now))
        if (narrowest.when(now) if waits else narrowest.queue(now)) > now:
            self._turns[ticket] = narrowest.plan(now)
            return self._turns[ticket]
        self._turns.pop(ticket, None)
        for bucket in buckets:
            bucket.take(now)
        self._forget(now)
        return now

    def stop(self, call: Call, until: int) -> None:
        """Obey a Retry-After: it counts for the method in the workspace, as Slack documents."""
        self._for(call)[-1].stop(until)

    def _for(self, call: Call) -> list[Bucket]:
        if call.method == POST:
            return [
                self._bucket((call.team_id, POST, call.channel), PER_CHANNEL),
                self._bucket((call.team_id, POST), self._posts),
            ]
        wide = self._method(call.team_id, call.method)
        if call.method in (EDIT, PUBLISH):
            return [self._bucket((call.team_id, call.method, call.message), PER_MESSAGE), wide]
        if call.method == UPLOAD:  # what is begun must be ended
            return [self._method(call.team_id, UPLOAD_END), wide]
        return [wide]

    def _method(self, team_id: str, method: str) -> Bucket:
        return self._bucket((team_id, method), per_minute(METHODS_PER_MINUTE.get(method, TIER_2)))

    def _bucket(self, key: Key, rate: Rate) -> Bucket:
        return self._buckets.setdefault(key, Bucket(rate))

    def _forget(self, now: int) -> None:
        if len(self._buckets) > MOST_KEPT:
            self._buckets = {key: bucket for key, bucket in self._buckets.items() if not bucket.idle(now)}
        if len(self._turns) > MOST_KEPT:
            oldest = now - FORGET_AFTER_MS
            self._turns = {ticket: at for ticket, at in self._turns.items() if at > oldest}
