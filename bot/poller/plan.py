"""How often to look: what each account can read, how many wait there, how long its decisions took."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from providers.profile import MediaKind
from storage.changes import Change, Put
from storage.lanes import Lane
from storage.model import DecisionTimes, Job
from workflow.jobs import Gaps
from workflow.polling import Times, fair_gaps, read_times

_MEDIANS_MS = {MediaKind.IMAGE: 20_000.0, MediaKind.VIDEO: 60_000.0, MediaKind.AUDIO: 20_000.0}
MADE = "made"
_MADE_MEDIAN_MS = 120_000.0
_USED = 0.97
"""Of what an account can read: the rest is for those at a phone, and for clocks that differ."""
_MOST_PER_SECOND = 2_000.0
"""What is looked at in a second at most, however much one call reads: each look is a row written."""

_FEW = 25
_SECONDS_AHEAD = 1.5

Account = tuple[str, str]


@dataclass
class Plan:
    """Kept in memory, with the times of decisions written to storage along with the decisions."""

    _times: dict[tuple[str, str, str], Times] = field(default_factory=dict)
    _changed: set[tuple[str, str, str]] = field(default_factory=set)
    _capacity: dict[tuple[str, str, str], float] = field(default_factory=dict)
    _together: dict[tuple[str, str, str], int] = field(default_factory=dict)
    _loads: dict[tuple[str, str, str, str], int] = field(default_factory=dict)

    def remember(self, kept: Iterable[DecisionTimes]) -> None:
        """Take up what an earlier run learned."""
        for row in kept:
            weights = tuple(float(w) for w in row.weights) if isinstance(row.weights, tuple) else ()
            key = (row.provider, row.account, row.subject)
            self._times[key] = read_times(weights, _median(row.subject))

    def can_read(self, job: Job, per_second: float, *, together: int = 1) -> None:
        """What a sweep showed: how many things like these the account can look up in a second, and how many
        one call reads.
        """
        key = (job.kind, job.provider or "", job.account or "")
        self._capacity[key] = min(per_second, _MOST_PER_SECOND)
        self._together[key] = together

    def room(self, lane: Lane) -> int:
        """How many of a lane to take up at once: what is read in a second or two, and at first a few."""
        key = (lane.kind, lane.provider, lane.account)
        # One full call at a time: what is left over of a second one would waste it.
        if (together := self._together.get(key, 1)) > 1:
            return together
        return max(_FEW, int(_SECONDS_AHEAD * self._capacity.get(key, 0.0)))

    def weigh(self, lane: Lane, *, smallest: int) -> None:
        """Share the account's capacity between the teams whose things wait."""
        key = (lane.kind, lane.provider, lane.account)
        per_second = self._capacity.get(key)
        shares = fair_gaps(lane.waiting, per_second * _USED, smallest=smallest) if per_second else {}
        for team in lane.waiting:
            self._loads[*key, team] = shares.get(team, 0)

    def gaps(self, base: Gaps, kind: str, account: Account, team_id: str, subject: str) -> Gaps:
        """The gaps for one thing: a kind of media under review, or a video (`made`)."""
        times = self._times_of((*account, subject))
        return replace(base, times=times, load=self._loads.get((kind, *account, team_id), 0))

    def decided(self, account: Account, subject: str, milliseconds: int) -> None:
        """One more decision was seen, this long after it was asked for."""
        key = (*account, subject)
        self._times[key] = self._times_of(key).noted(milliseconds)
        self._changed.add(key)

    def learned(self, now: int) -> Change:
        """What was learned since the last time, to be written."""
        changed, self._changed = self._changed, set()
        return Change(
            tuple(
                Put(
                    row=DecisionTimes(
                        provider=provider,
                        account=account,
                        subject=subject,
                        weights=self._times[provider, account, subject].weights,
                        changed_at=now,
                    )
                )
                for provider, account, subject in sorted(changed)
            )
        )

    def _times_of(self, key: tuple[str, str, str]) -> Times:
        if key not in self._times:
            self._times[key] = read_times((), _median(key[2]))
        return self._times[key]


def _median(subject: str) -> float:
    return _MADE_MEDIAN_MS if subject == MADE else _MEDIANS_MS[MediaKind(subject)]
