"""A breaker for each gateway account, and the pauses that a gateway tells."""

from __future__ import annotations

import pytest

from providers.availability import THRESHOLD, Availability
from providers.errors import (
    AnswerLost,
    KeyRefused,
    NotFound,
    RateLimited,
    Refused,
    Unavailable,
    UnexpectedAnswer,
)

FIRST, LONGEST = 5_000, 40_000
CALL = "GET /things"


class Clock:
    def __init__(self) -> None:
        self.ms = 1_000_000

    def __call__(self) -> int:
        return self.ms


@pytest.fixture(name="clock")
def _clock():
    return Clock()


@pytest.fixture(name="changes")
def _changes():
    return []


@pytest.fixture(name="available")
def _available(clock, changes):
    made = Availability(provider="pomex", clock=clock, spread=lambda: 0.5, first_ms=FIRST, longest_ms=LONGEST)
    made.changed = lambda: changes.append(made.opened_at)
    return made


def call(available, error=None, kind=CALL):
    """Make one call that ends like this; False when it was not to be made."""
    turn = available.enter(kind)
    if turn.wait_ms:
        return False
    available.ended(turn, kind, error)
    return True


def fail(available, times=THRESHOLD):
    for _ in range(times):
        call(available, AnswerLost("pomex"))


@pytest.mark.parametrize("error", [AnswerLost("pomex"), Unavailable("pomex")])
def test_it_opens_after_five_failures_in_a_row(available, clock, changes, error):
    """Whatever calls of the account they were."""
    for n in range(THRESHOLD):
        assert not available.is_open
        call(available, error, kind=f"GET /thing/{n}")
    assert available.opened_at == clock.ms
    assert changes == [clock.ms]
    assert not call(available)


@pytest.mark.parametrize(
    "error",
    [None, *(kind("pomex") for kind in (Refused, NotFound, KeyRefused, RateLimited, UnexpectedAnswer))],
)
def test_any_answer_shows_that_the_gateway_is_there(available, error):
    """A no is an answer, too: the count begins anew."""
    fail(available, THRESHOLD - 1)
    call(available, error)
    fail(available, THRESHOLD - 1)
    assert not available.is_open


def test_pauses_grow_and_one_probe_goes_at_a_time(available, clock):
    """5, 10, 20, 40 and again 40 seconds; whoever comes meanwhile is told when to come back."""
    fail(available)
    for pause in (FIRST, 10_000, 20_000, LONGEST, LONGEST):
        clock.ms += pause - 1
        assert available.enter(CALL).wait_ms == 1
        clock.ms += 1
        probe = available.enter(CALL)
        assert probe.is_probe
        assert available.enter(CALL).wait_ms
        available.ended(probe, CALL, AnswerLost("pomex"))


def test_an_answered_probe_closes_it(available, clock, changes):
    """From then on everything goes; another outage begins with the first pause."""
    fail(available)
    clock.ms += FIRST
    assert call(available)
    assert changes == [1_000_000, None]
    assert available.may_call(None)
    fail(available)
    assert available.wait_ms(None) == FIRST


def test_calls_that_were_under_way_lengthen_no_pause(available):
    """Only a failed probe says that the gateway is still down."""
    turns = [available.enter(CALL) for _ in range(20)]
    for turn in turns:
        available.ended(turn, CALL, AnswerLost("pomex"))
    assert available.wait_ms(None) == FIRST


def test_a_probe_that_was_given_up_frees_its_place(available, clock):
    """A caller that went away must not keep it shut for good."""
    fail(available)
    clock.ms += FIRST
    available.left(available.enter(CALL))
    assert available.enter(CALL).is_probe


def test_a_reserved_probe_is_one_jobs_alone(available, clock):
    """Others wait, and its own call goes."""
    fail(available)
    assert not available.reserve(None)
    clock.ms += FIRST
    assert available.reserve(None)
    assert not available.reserve(None)
    assert available.wait_ms(None) == FIRST
    assert available.enter(CALL).is_probe
    available.release()


def test_a_told_pause_holds_all_calls_of_that_kind(available, clock):
    """And no others; not one call is made inside of it."""
    call(available, RateLimited("pomex", retry_after_ms=7_000), kind="read")
    assert not available.may_call("read")
    assert available.may_call("start_video")
    clock.ms += 6_999
    turn = available.enter("read")
    assert turn.wait_ms == 1
    refused = available.refusal("read", turn.wait_ms)
    assert isinstance(refused, RateLimited)
    assert refused.retry_after_ms == 1
    clock.ms += 1
    assert call(available, kind="read")


def test_an_earlier_outage_goes_on_with_a_probe(available, clock):
    """After a restart the first call finds out, and nothing is announced again."""
    available.reopen(clock.ms - 60_000)
    probe = available.enter(CALL)
    assert probe.is_probe
    available.ended(probe, CALL, AnswerLost("pomex"))
    assert available.opened_at == clock.ms - 60_000
    assert available.wait_ms(None) == 2 * FIRST
