"""When a step is due again: within bounds, later and later, and never for good."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from providers import errors
from tests.support import rows
from workflow.failures import FAILURE_KEYS, failure_key
from workflow.jobs import LONGEST_TOLD, Gaps, is_past
from workflow.moment import SECOND

GAPS = Gaps()
jitters = st.floats(0, 1, allow_nan=False)


@given(st.integers(0, 10**10), jitters)
def test_a_poll_stays_within_its_bounds(waited, jitter):
    """From two seconds to a minute, a fifth more or less."""
    assert 0.8 * GAPS.smallest <= GAPS.poll(waited, jitter) <= 1.2 * GAPS.largest


@given(st.integers(0, 10**6), jitters)
def test_a_retry_stays_within_its_bounds(attempts, jitter):
    """However often it failed."""
    assert GAPS.smallest // 2 <= GAPS.retry(attempts, jitter) <= GAPS.largest


@given(st.integers(0, 100), jitters, st.integers(0, 10**18))
def test_what_the_other_side_says_counts_within_reason(attempts, jitter, told):
    """Never sooner than told, unless that is longer than anybody should wait."""
    gap = GAPS.retry(attempts, jitter, told)
    assert min(told, LONGEST_TOLD) <= gap <= LONGEST_TOLD + SECOND


def test_a_deadline_comes_with_its_millisecond():
    """And a job without one never ends by time."""
    job = rows.job(deadline_at=rows.NOW)
    assert not is_past(job, rows.NOW - 1)
    assert is_past(job, rows.NOW)
    assert not is_past(rows.job(), 10**15)


def test_every_gateway_error_has_its_sentence():
    """Also one that only its parent names."""
    tree = [errors.ProviderError]
    for kind in tree:
        tree += kind.__subclasses__()
    assert {failure_key(kind("pomex")) for kind in tree[1:]} <= set(FAILURE_KEYS)
