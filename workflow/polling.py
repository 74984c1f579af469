"""When to look again at what waits: by its age, by how long such things took, and by how many wait."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_FIRST_MS = 500.0
_GROWTH = 1.25
_BUCKETS = 64
_FADE = 0.98  # the last fifty decisions or so weigh most
_PRIOR_WEIGHT = 10.0
_SPREAD = 0.8  # of the assumed times, in natural logarithms
_LOOKS_PER_MEDIAN = 20


@dataclass(frozen=True)
class Times:
    """How long decisions took: weights of buckets whose bounds grow by a quarter from 500 ms on."""

    weights: tuple[float, ...]

    def noted(self, milliseconds: float) -> Times:
        """One more decision; what is long ago fades."""
        at = _bucket(milliseconds)
        return Times(tuple(w * _FADE + (i == at) for i, w in enumerate(self.weights)))

    def quantile(self, share: float) -> float:
        """The milliseconds within which this share of all decisions came."""
        wanted, seen = share * sum(self.weights), 0.0
        for index, weight in enumerate(self.weights):
            seen += weight
            if seen >= wanted:
                return _bound(index)
        return _bound(_BUCKETS - 1)


def assumed(median_ms: float) -> Times:
    """What is believed before anything was seen: a log-normal spread around a median."""
    centre = math.log(median_ms)
    shares = [math.exp(-(((math.log(_bound(i)) - centre) / _SPREAD) ** 2) / 2) for i in range(_BUCKETS)]
    whole = sum(shares)
    return Times(tuple(_PRIOR_WEIGHT * share / whole for share in shares))


def read_times(kept: Sequence[float], median_ms: float) -> Times:
    """Times as they were kept; what another version kept reads as nothing seen yet."""
    return Times(tuple(kept)) if len(kept) == _BUCKETS else assumed(median_ms)


def _bucket(milliseconds: float) -> int:
    if milliseconds <= _FIRST_MS:
        return 0
    return min(math.ceil(math.log(milliseconds / _FIRST_MS, _GROWTH)), _BUCKETS - 1)


def _bound(index: int) -> float:
    return _FIRST_MS * _GROWTH**index


def wished_gap(age: int, times: Times, *, smallest: int, largest: int) -> int:
    """The time until the next look that the thing itself deserves, in milliseconds.

    Before any decision ever came there is nothing to see; while decisions are usual the gap is a twentieth
    of the median; what is overdue is looked at less and less.
    """
    early, late = times.quantile(0.02), times.quantile(0.99)
    usual = min(max(times.quantile(0.5) / _LOOKS_PER_MEDIAN, smallest), largest)
    if age < early:
        return int(min(max(early - age, smallest), largest))
    if age <= late:
        return int(usual)
    return int(min(usual * (age / late) ** 2, largest))


def fair_gaps(waiting: Mapping[str, int], per_second: float, *, smallest: int) -> dict[str, int]:
    """The gap in milliseconds, at least `smallest`, that each team's things may have, so that all together
    stay within what can be read in a second.

    Every team has an equal share; what a small one leaves over goes to the others.
    """
    left, gaps = per_second, {}
    for done, (team, count) in enumerate(sorted(waiting.items(), key=lambda item: item[1])):
        taken = min(left / (len(waiting) - done), 1000 * count / smallest)
        left -= taken
        gaps[team] = math.ceil(1000 * count / taken) if taken else smallest
    return gaps
