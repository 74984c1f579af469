"""Keeping within a gateway's rates."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.errors import RateLimited
from providers.http import GatewayClient
from providers.pace import WINDOW_SECONDS, Pace
from providers.profile import CallKind


def test_calls_up_to_the_rate_go_at_once_and_the_next_waits() -> None:
    """A burst is allowed, a second one begins when the first is a second old."""
    clock = [100.0]
    pace = Pace({CallKind.READ: 3}, now=lambda: clock[0])
    waits = [pace.wait(CallKind.READ, at_most=9) for _ in range(7)]
    assert waits == pytest.approx([0, 0, 0, *[WINDOW_SECONDS] * 3, 2 * WINDOW_SECONDS])
    clock[0] += 10
    assert pace.wait(CallKind.READ, at_most=9) == 0


def test_what_has_no_rate_never_waits() -> None:
    """Kinds are counted apart, and uncounted calls not at all."""
    pace = Pace({CallKind.LIST: 1}, now=lambda: 0.0)
    assert [pace.wait(kind, at_most=0) for kind in (CallKind.LIST, CallKind.READ, None)] == [0, 0, 0]


def test_whoever_would_wait_too_long_takes_no_turn() -> None:
    """A refused wait leaves the queue as it was."""
    pace = Pace({CallKind.LIST: 1}, now=lambda: 0.0)
    assert pace.wait(CallKind.LIST, at_most=0) == 0
    assert pace.wait(CallKind.LIST, at_most=0.5) is None
    assert pace.wait(CallKind.LIST, at_most=2) == pytest.approx(WINDOW_SECONDS)


@given(steps=st.lists(st.floats(0, 2), max_size=60), rate=st.integers(1, 5))
def test_no_second_ever_holds_more_calls_than_the_rate(steps: list[float], rate: int) -> None:
    """Whenever the calls come, any window of a second holds at most the rate."""
    clock = [0.0]
    pace = Pace({CallKind.READ: rate}, now=lambda: clock[0])
    moments = []
    for step in steps:
        clock[0] += step
        wait = pace.wait(CallKind.READ, at_most=1000)
        assert wait is not None
        moments.append(clock[0] + wait)
    for moment in moments:
        assert sum(moment <= other < moment + 1 for other in moments) <= rate


async def test_a_client_waits_its_turn_and_then_says_so() -> None:
    """The first call goes at once, the next ones wait, and one too many is told to come back."""
    answer = httpx.MockTransport(lambda _: httpx.Response(200, json={}))
    pace = Pace({CallKind.READ: 1}, now=lambda: 0.0)
    client = GatewayClient("test", "http://gateway.test", "k", transport=answer, pace=pace)
    calls = [asyncio.ensure_future(client.call("GET", "/", counted=CallKind.READ)) for _ in range(4)]
    done, waiting = await asyncio.wait(calls, timeout=0.05)
    assert done == {calls[0], calls[3]}
    assert calls[0].result().status == 200
    refused = calls[3].exception()
    assert isinstance(refused, RateLimited)
    assert refused.retry_after_ms == round(WINDOW_SECONDS * 1000)
    for call in waiting:
        call.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    await client.aclose()
