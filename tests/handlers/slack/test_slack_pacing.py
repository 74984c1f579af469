"""No limit of Slack's is ever exceeded, and little of it is left unused."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.slack.pacing import Bucket, Call, Pacing, Rate

TEAM = "T1"


def post(channel: str) -> Call:
    return Call(team_id=TEAM, method="chat.postMessage", channel=channel)


def edit(message: str) -> Call:
    return Call(team_id=TEAM, method="chat.update", message=message)


def most_in_a_window(times: list[int], window_ms: int) -> int:
    """The largest number of calls in any half-open window."""
    most = start = 0
    for end, at in enumerate(times):
        while times[start] <= at - window_ms:
            start += 1
        most = max(most, end - start + 1)
    return most


def work_through(pacing: Pacing, wanted: list[tuple[str, Call]]) -> tuple[dict[str, int], int]:
    """Ask for every call's turn as the notifier does; when each went, and how often was asked."""
    went: dict[str, int] = {}
    asked = 0
    heap = [(0, number, ticket, call) for number, (ticket, call) in enumerate(wanted)]
    while heap:
        now, number, ticket, call = heapq.heappop(heap)
        asked += 1
        at = pacing.turn(ticket, call, now)
        if at > now:
            heapq.heappush(heap, (at, number, ticket, call))
        else:
            went[ticket] = now
    return went, asked


@given(
    limit=st.integers(2, 300),
    burst=st.integers(1, 30),
    gaps=st.lists(st.integers(0, 5_000), min_size=1, max_size=400),
)
def test_no_period_holds_more_than_the_limit(limit, burst, gaps):
    """However calls come, any minute holds at most the limit."""
    bucket = Bucket(Rate(limit=limit, burst=min(burst, limit - 1)))
    now, times = 0, []
    for gap in gaps:
        now = bucket.when(now + gap)
        bucket.take(now)
        times.append(now)
    assert most_in_a_window(times, 60_000) <= limit


def test_a_bucket_answers_when_and_never_goes_back():
    """After its burst a bucket answers the next moment; asking alone changes nothing."""
    bucket = Bucket(Rate(limit=63, burst=3))
    for _ in range(3):
        assert bucket.when(1_000) == 1_000
        bucket.take(1_000)
    assert bucket.when(1_000) == bucket.when(1_000) == 2_000
    assert bucket.when(9_000) == 9_000


def test_a_stop_holds_the_method_and_no_other():
    """A Retry-After stops the method in its workspace; other methods and workspaces go on."""
    pacing = Pacing(posts_per_minute=300)
    pacing.stop(post("C1"), 30_000)
    assert pacing.when(post("C1"), 0) == 30_000
    assert pacing.when(post("C2"), 0) == 30_000
    assert pacing.when(edit("m_1"), 0) == 0
    assert pacing.when(Call(team_id="T2", method="chat.postMessage", channel="C1"), 0) == 0


def test_an_upload_waits_until_it_can_also_be_ended():
    """A stop of the call that ends an upload holds the call that begins one."""
    pacing = Pacing(posts_per_minute=300)
    pacing.stop(Call(team_id=TEAM, method="files.completeUploadExternal"), 5_000)
    assert pacing.when(Call(team_id=TEAM, method="files.getUploadURLExternal"), 0) == 5_000


def test_one_message_is_edited_once_a_second():
    """Quick edits of one message wait for each other, edits of another do not wait for them."""
    pacing = Pacing(posts_per_minute=300)
    assert pacing.turn("a", edit("m_1"), 0) == 0
    assert pacing.turn("a", edit("m_1"), 10) == 1_000
    assert pacing.turn("b", edit("m_2"), 10) == 10


def test_who_came_first_goes_first():
    """A newcomer does not overtake tickets that wait, also when it asks at the moment of their turn."""
    pacing = Pacing(posts_per_minute=300)
    first = [pacing.turn(f"t{number}", post("C1"), 0) for number in range(6)]
    assert first == [0, 0, 0, 1_000, 2_000, 3_000]
    assert pacing.turn("late", post("C1"), 1_000) == 4_000
    assert pacing.turn("t3", post("C1"), 1_000) == 1_000
    assert pacing.turn("t4", post("C1"), 1_500) == 2_000


@pytest.mark.parametrize("channels", [1, 3, 50])
def test_posts_use_nearly_all_that_is_allowed(channels):
    """With 4,000 posts at once no limit is exceeded and 95 % of the tightest one is used."""
    wanted = [(f"t{number}", post(f"C{number % channels}")) for number in range(4_000)]
    went, asked = work_through(Pacing(posts_per_minute=300), wanted)
    times = sorted(went.values())
    assert most_in_a_window(times, 60_000) <= 300
    per_channel: dict[int, list[int]] = defaultdict(list)
    for ticket, at in went.items():
        per_channel[int(ticket[1:]) % channels].append(at)
    assert max(most_in_a_window(sorted(each), 60_000) for each in per_channel.values()) <= 63
    allowed = min(300, 60 * channels) / 60_000
    assert 4_000 / (times[-1] * allowed) >= 0.95
    assert asked <= 3 * 4_000


def test_edits_stay_below_fifty_a_minute_and_near_it():
    """Five hundred edits of as many cards take eleven minutes, not more and not less."""
    went, _ = work_through(Pacing(posts_per_minute=300), [(f"t{n}", edit(f"m_{n}")) for n in range(500)])
    times = sorted(went.values())
    assert most_in_a_window(times, 60_000) <= 50
    assert 495 * 60_000 / 45 <= times[-1] <= 500 * 60_000 / 45


def test_waiting_tickets_all_go_after_a_stop():
    """A Retry-After in the middle of a queue loses nobody and lets nothing through before its time."""
    pacing = Pacing(posts_per_minute=300)
    for number in range(50):
        pacing.turn(f"t{number}", post("C1"), 0)
    pacing.stop(post("C1"), 20_000)
    went, _ = work_through(pacing, [(f"t{number}", post("C1")) for number in range(3, 50)])
    assert min(went.values()) >= 20_000
    assert len(went) == 47
    assert Counter(went.values()).most_common(1)[0][1] <= 3


def test_what_is_at_rest_is_forgotten():
    """Ten thousand edited cards leave no ten thousand buckets behind."""
    pacing = Pacing(posts_per_minute=300)
    for number in range(10_000):
        now = pacing.when(edit(f"m_{number}"), number * 1_500)
        assert pacing.turn(f"t{number}", edit(f"m_{number}"), now) == now
    assert len(pacing._buckets) <= 2_001
