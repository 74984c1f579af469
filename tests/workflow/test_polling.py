"""Looks come as often as the thing deserves and the account can bear, and fairly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.jobs import Gaps
from workflow.polling import Times, assumed, fair_gaps, read_times, wished_gap

SMALLEST, LARGEST = 2_000, 60_000
IMAGE = assumed(20_000)


def test_what_is_assumed_lies_around_its_median() -> None:
    """Half of all decisions by about then, nearly all within some times that."""
    assert 15_000 <= IMAGE.quantile(0.5) <= 25_000
    assert 60_000 <= IMAGE.quantile(0.99) <= 200_000


def test_what_is_seen_replaces_what_was_assumed() -> None:
    """A gateway that takes minutes is believed after a while."""
    times = IMAGE
    for _ in range(150):
        times = times.noted(300_000)
    assert 250_000 <= times.quantile(0.5) <= 400_000
    assert read_times(times.weights, 20_000) == times


@pytest.mark.parametrize("kept", [(), (1.0, 2.0)])
def test_what_another_version_kept_is_forgotten(kept: tuple[float, ...]) -> None:
    """Its buckets may have meant something else."""
    assert read_times(kept, 20_000) == IMAGE


@given(st.integers(min_value=0, max_value=10**9), st.floats(min_value=1_000, max_value=3_600_000))
def test_a_gap_keeps_within_its_bounds(age: int, median: float) -> None:
    """Whatever the history says."""
    assert SMALLEST <= wished_gap(age, assumed(median), smallest=SMALLEST, largest=LARGEST) <= LARGEST


def test_what_is_long_overdue_is_looked_at_less_and_less() -> None:
    """While decisions are usual every smallest gap, at last once in the largest."""
    gaps = [wished_gap(age, IMAGE, smallest=SMALLEST, largest=LARGEST) for age in (20_000, 60_000)]
    assert gaps == [SMALLEST, SMALLEST]
    later = [wished_gap(age * 60_000, IMAGE, smallest=SMALLEST, largest=LARGEST) for age in range(3, 40)]
    assert later == sorted(later)
    assert later[-1] == LARGEST


def test_many_that_wait_are_looked_at_as_often_as_the_rate_allows() -> None:
    """The load of the account is a floor under every gap."""
    gaps = Gaps(times=IMAGE, load=10_000)
    assert 9_000 <= gaps.poll(20_000, 0.0) <= gaps.poll(20_000, 1.0) <= 11_000


TEAMS = st.dictionaries(
    st.text(min_size=1, max_size=3), st.integers(min_value=1, max_value=20_000), max_size=8
)


@given(TEAMS, st.floats(min_value=0.5, max_value=2_000))
def test_no_account_is_asked_for_more_than_it_can_read(waiting: dict[str, int], per_second: float) -> None:
    """All looks of all teams together fit the rate."""
    gaps = fair_gaps(waiting, per_second, smallest=SMALLEST)
    asked = sum(1000 * count / gaps[team] for team, count in waiting.items())
    assert asked <= per_second * 1.000_001
    assert all(gap >= SMALLEST for gap in gaps.values())


@given(TEAMS, st.floats(min_value=0.5, max_value=2_000))
def test_a_busy_team_starves_nobody(waiting: dict[str, int], per_second: float) -> None:
    """Nobody waits longer than with an equal share of the rate for himself."""
    gaps = fair_gaps(waiting, per_second, smallest=SMALLEST)
    for team, count in waiting.items():
        alone = max(SMALLEST, 1000 * count / (per_second / len(waiting)))
        assert gaps[team] <= alone * 1.000_001 + 1


def test_what_a_small_team_leaves_goes_to_the_others() -> None:
    """Ten things of one team cost the other team little."""
    gaps = fair_gaps({"small": 10, "large": 950}, 100, smallest=SMALLEST)
    assert gaps == {"small": SMALLEST, "large": 10_000}


def test_weights_fade_but_never_vanish() -> None:
    """One odd decision among many moves the median by nothing."""
    times = Times(IMAGE.weights)
    for _ in range(100):
        times = times.noted(20_000)
    assert abs(times.noted(1_000_000).quantile(0.5) - times.quantile(0.5)) < 1
