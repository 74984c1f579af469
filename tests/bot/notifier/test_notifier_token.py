"""A token that was revoked, or an app that was removed: everything to be said waits, and goes once it is back."""

from __future__ import annotations

import pytest

from handlers.slack.door import FIRST_PAUSE_MS, LONGEST_PAUSE_MS, TokenDoor
from storage.model import MessageStatus

WORDS = ["token_revoked", "account_inactive"]


@pytest.mark.parametrize("word", WORDS)
async def test_the_first_refusal_holds_everything(world, word):
    """One post finds out; nothing else is tried, and no attempt is counted."""
    world.workspace.refuses_bot = word
    for n in range(20):
        await world.want(f"n{n}", channel="C0FILM" if n % 2 else "C0GENERAL")
    await world.notifier.sweep(world.clock.ms)
    asked = len(world.workspace.journal.after(0))
    for _ in range(5):
        assert not await world.notifier.sweep(world.clock.ms)
    assert len(world.workspace.journal.after(0)) == asked
    for n in range(20):
        row = await world.row(f"n{n}")
        assert (row.status, row.attempts) == (MessageStatus.PENDING, 0)


@pytest.mark.parametrize("word", WORDS)
async def test_slack_is_asked_now_and_then_and_everything_goes_when_it_takes_the_token(world, word):
    """After a minute, two, four, then every five; each message goes once, in order."""
    await world.card("card")
    await world.settle()
    world.workspace.refuses_bot = word
    for n in range(3):
        await world.want(f"n{n}", thread="m_card")
    await world.notifier.sweep(world.clock.ms)
    before = len(world.calls("auth.test"))
    for pause in (FIRST_PAUSE_MS, 2 * FIRST_PAUSE_MS, 4 * FIRST_PAUSE_MS, LONGEST_PAUSE_MS, LONGEST_PAUSE_MS):
        world.clock.ms += pause - 1
        await world.notifier.sweep(world.clock.ms)
        world.clock.ms += 1
        await world.notifier.sweep(world.clock.ms)
        before += 1
        assert len(world.calls("auth.test")) == before
    world.workspace.refuses_bot = ""
    world.clock.ms += LONGEST_PAUSE_MS
    await world.settle()
    card = await world.row("card")
    assert world.texts(thread_ts=card.sent_ts) == ["hello n0", "hello n1", "hello n2"]


async def test_another_start_needs_no_wait(world):
    """What waited is due at once for a process that knows of no refusal."""
    world.workspace.refuses_bot = "token_revoked"
    await world.want("one")
    await world.notifier.sweep(world.clock.ms)
    world.workspace.refuses_bot = ""
    world.notifier._door.is_shut = False
    await world.notifier.sweep(world.clock.ms)
    assert world.texts() == ["hello one"]


async def test_a_card_is_edited_once_the_token_is_back(world):
    """To its newest state, whatever happened meanwhile."""
    await world.card("card")
    await world.settle()
    world.workspace.refuses_bot = "token_revoked"
    for text in ("older", "newest"):
        world.composer.text["hello"] = text
        await world.card("card")
        await world.notifier.sweep(world.clock.ms)
    world.workspace.refuses_bot = ""
    world.clock.ms += FIRST_PAUSE_MS
    await world.settle()
    assert world.texts() == ["newest"]


def test_a_door_that_is_shut_keeps_its_time():
    """More refusals do not put the next look off."""
    door = TokenDoor()
    door.shut(0, "token_revoked")
    door.shut(FIRST_PAUSE_MS - 1, "token_revoked")
    assert door.wait_ms(FIRST_PAUSE_MS) == 0
