"""What becomes of messages when Slack refuses, is slow, or takes a post and says nothing."""

from __future__ import annotations

import pytest

from storage.model import MessageStatus


def lost(times: int = 1, fault: str = "lost") -> dict[str, object]:
    return {"method": "chat.postMessage", "fault": fault, "times": times}


def _never_dedupe(world) -> None:
    """A Slack that does not look at client_msg_id and does not give it back."""
    world.workspace.messages.by_client_id = lambda _channel, _client_msg_id: None


@pytest.mark.parametrize("fault", ["lost", "reset", "500"])
@pytest.mark.parametrize("dedupes", [True, False])
@pytest.mark.parametrize("place", ["channel", "thread", "dm"])
async def test_a_lost_answer_leaves_exactly_one_message(world, fault, dedupes, place):
    """Whether Slack took the post or not, one copy stands at the end, in a channel, a thread or a DM."""
    if not dedupes:
        _never_dedupe(world)
    thread = None
    if place == "thread":
        await world.card("card")
        await world.settle()
        thread = "m_card"
    world.faults(lost(fault=fault))
    await world.want("one", thread=thread, channel="U0RACHEL" if place == "dm" else "C0FILM")
    await world.settle()
    row = await world.row("one")
    assert row.status is MessageStatus.SENT
    assert world.texts(row.sent_channel).count("hello one") == 1


@pytest.mark.parametrize("options", [{"manifest": "no history"}], indirect=True)
async def test_without_the_right_to_look_the_post_is_repeated_with_its_key(world):
    """Where history may not be read, Slack's memory of client_msg_id keeps the copy single."""
    world.faults(lost())
    await world.want("one")
    await world.settle()
    first, second = world.calls("chat.postMessage")
    assert first["args"]["client_msg_id"] == second["args"]["client_msg_id"]
    assert world.texts() == ["hello one"]


async def test_a_found_card_is_brought_up_to_date(world):
    """A card that is found after a lost answer gets one edit, since its revision is not known."""
    _never_dedupe(world)
    world.faults(lost())
    await world.card("card")
    await world.notifier.sweep(world.clock.ms)
    world.composer.text["hello"] = "ready"
    await world.card("card")
    await world.settle()
    assert world.texts() == ["ready"]
    assert (await world.row("card")).sent_revision == 2


async def test_what_was_sending_at_a_crash_is_looked_for(world):
    """A message claimed by a process that died is not posted again when it is there."""
    _never_dedupe(world)
    await world.want("one")
    (message,) = await world.storage.claim_messages(world.clock.ms, 30_000, 8)
    await world.slack.post_message(
        "C0FILM",
        "hello one",
        [],
        metadata={"event_type": "likeness_message", "event_payload": {"message_id": message.id}},
    )
    await world.storage.reclaim()
    await world.settle()
    assert world.texts() == ["hello one"]
    assert (await world.row("one")).status is MessageStatus.SENT


async def test_a_retry_after_is_obeyed(world):
    """After a 429 no post is made before the time that Slack told."""
    world.faults({"method": "chat.postMessage", "fault": "429", "retry_after": 30})
    await world.want("n0", channel="C0GENERAL")
    await world.notifier.sweep(world.clock.ms)
    for number in range(1, 3):
        await world.want(f"n{number}")
    await world.settle()
    refused, *later = world.calls("chat.postMessage")
    assert len(later) == 3
    assert min(call["at"] for call in later) >= refused["at"] + 30
    assert len(world.texts()) + len(world.texts("C0GENERAL")) == 3


async def test_many_posts_never_meet_a_limit(world):
    """Posts to two channels are paced so that Slack refuses none, at nearly one a second each."""
    for number in range(120):
        await world.want(f"n{number}", channel=("C0FILM", "C0GENERAL")[number % 2])
    took_ms = await world.settle()
    assert len(world.calls("chat.postMessage")) == 120
    assert 55_000 <= took_ms <= 62_000


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_happens_each_message_stands_once_and_in_order(world, seed):
    """With every third call lost, cut, refused or told to wait, nothing is missing, doubled or misplaced."""
    if seed % 2:
        _never_dedupe(world)
    kinds = ["lost", "reset", "500", "429", "error:service_unavailable", "error:fatal_error"]
    world.faults(
        *(
            {"method": "*", "fault": kind, "times": 40, "probability": 0.06, "seed": seed * 10 + number}
            for number, kind in enumerate(kinds)
        )
    )
    for card in range(3):
        await world.card(f"c{card}", channel=("C0FILM", "C0GENERAL", "U0RACHEL")[card])
        for number in range(6):
            await world.want(f"c{card}n{number}", thread=f"m_c{card}", due_at=world.clock() + number % 3)
    for _ in range(3):
        await world.settle(limit_ms=2_000)
        for card in range(3):
            await world.card(f"c{card}")
    await world.settle()
    for card in range(3):
        row = await world.row(f"c{card}")
        assert (row.status, row.sent_revision) == (MessageStatus.SENT, 4)
        replies = world.texts(row.sent_channel, row.sent_ts)
        assert replies == [f"hello c{card}n{number}" for number in range(6)]
        assert len(world.texts(row.sent_channel)) == 7


async def test_a_deleted_card_is_posted_anew(world):
    """An edit of a card that somebody deleted posts it again, under another key."""
    await world.card("card")
    await world.settle()
    ts = (await world.row("card")).sent_ts
    await world.slack._web.chat_delete(channel="C0FILM", ts=ts)
    await world.card("card")
    await world.settle()
    await world.want("notice", thread="m_card")
    await world.settle()
    row = await world.row("card")
    assert row.sent_ts != ts
    assert world.texts() == ["hello card", "hello notice"]
    assert world.texts(thread_ts=row.sent_ts) == ["hello notice"]


@pytest.mark.parametrize("code", ["is_archived", "not_in_channel", "channel_not_found", "something_new"])
async def test_a_refusal_for_good_is_kept_with_its_reason(world, code):
    """A message that Slack will never take is marked failed; its thread's notices do not wait for it."""
    world.faults({"method": "chat.postMessage", "fault": f"error:{code}", "times": 99})
    await world.card("card")
    await world.want("notice", thread="m_card")
    await world.settle()
    for name in ("card", "notice"):
        row = await world.row(name)
        assert (row.status, row.last_error) == (MessageStatus.FAILED, f"chat.postMessage: {code}")
    assert len(world.calls("chat.postMessage")) == 2


async def test_a_notice_whose_channel_is_lost_comes_by_dm_where_it_says_so(world):
    """A notice that names somebody else to tell is delivered to him when its channel takes nothing."""
    world.faults({"method": "chat.postMessage", "fault": "error:is_archived", "times": 2})
    await world.card("card")
    await world.want("notice", thread="m_card", params={"otherwise_to": "U0MAYA"})
    await world.settle()
    row = await world.row("notice")
    assert (row.status, row.channel, row.sent_channel) == (MessageStatus.SENT, "U0MAYA", "D0MAYA")


async def test_an_edit_refused_for_good_leaves_card_and_thread_standing(world):
    """When a card may not be edited any more, its thread goes on."""
    await world.card("card")
    await world.settle()
    world.faults({"method": "chat.update", "fault": "error:edit_window_closed", "times": 99})
    await world.card("card")
    await world.want("notice", thread="m_card")
    await world.settle()
    row = await world.row("card")
    assert (row.status, row.last_error) == (MessageStatus.SENT, "chat.update: edit_window_closed")
    assert len(world.calls("chat.update")) == 1
    assert world.texts(thread_ts=row.sent_ts) == ["hello notice"]


async def test_a_wrong_configuration_loses_nothing(world):
    """While a scope is missing the message waits, and goes when that is mended."""
    world.faults({"method": "chat.postMessage", "fault": "error:missing_scope", "times": 2})
    await world.want("one")
    assert await world.settle() >= 600_000
    assert world.texts() == ["hello one"]


@pytest.mark.parametrize("fault", ["lost", "reset", "500", "error:fatal_error"])
async def test_an_edit_whose_answer_was_lost_is_made_again(world, fault):
    """An edit is safe to repeat, so that it is not looked for."""
    await world.card("card")
    await world.settle()
    world.faults({"method": "chat.update", "fault": fault})
    world.composer.text["hello"] = "ready"
    await world.card("card")
    await world.settle()
    assert world.texts() == ["ready"]
    assert world.calls("conversations.history") == []


async def test_a_bug_in_one_message_does_not_stop_the_others(world):
    """A message that cannot be composed waits by itself and goes once it can be."""
    world.composer.broken.add("bad")
    await world.want("bad", kind="bad")
    await world.want("good")
    await world.settle(limit_ms=60_000)
    assert world.texts() == ["hello good"]
    row = await world.row("bad")
    assert (row.status, row.last_error) == (MessageStatus.PENDING, "internal error")
    world.composer.broken.clear()
    await world.settle()
    assert world.texts() == ["hello good", "bad bad"]


async def test_a_late_worker_changes_nothing(world):
    """A delivery whose lease went to somebody else neither posts nor writes."""
    await world.want("one")
    (message,) = await world.storage.claim_messages(world.clock.ms, 30_000, 8)
    world.clock.ms += 31_000
    await world.storage.claim_messages(world.clock.ms, 30_000, 8)
    await world.notifier._send(message)
    assert world.texts() == []
    assert (await world.row("one")).status is MessageStatus.SENDING
