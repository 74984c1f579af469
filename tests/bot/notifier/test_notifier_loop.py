"""The loop wakes when it should, serves channels side by side, and ends when told."""

from __future__ import annotations

import asyncio

from storage.model import MessageStatus


async def test_a_commit_wakes_the_loop(running):
    """A message that is wanted goes out at once, without anybody looking at the clock."""
    await asyncio.sleep(0.05)
    await running.want("one")
    await running.sent("one")


async def test_a_thread_follows_its_card_without_waiting(running):
    """Card and notices wanted together are all out within moments."""
    await running.card("card")
    for number in range(3):
        await running.want(f"n{number}", thread="m_card")
    await running.sent("card", "n0", "n1")
    assert running.texts()[0] == "hello card"


async def test_a_message_due_later_goes_then(running):
    """The loop sleeps until the next message is due."""
    await running.want("later", due_at=running.clock() + 200)
    await asyncio.sleep(0.1)
    assert running.texts() == []
    await running.sent("later")


async def test_a_slow_channel_does_not_hold_the_others(running):
    """While one post waits for its answer, posts to other channels go on."""
    running.faults({"method": "chat.postMessage", "fault": "late", "seconds": 1.0})
    await running.want("slow")

    async def asked() -> bool:
        return len(running.calls("chat.postMessage")) == 1

    await running.until(asked)
    await running.want("quick", channel="C0GENERAL")
    await running.sent("quick")
    assert (await running.row("slow")).status is MessageStatus.SENDING
    await running.sent("slow")


async def test_trouble_in_storage_does_not_end_the_loop(running, monkeypatch):
    """A storage that fails for a while is asked again."""
    monkeypatch.setattr("bot.notifier.notifier.STORAGE_TROUBLE_S", 0.01)
    claim, failed = running.storage.claim_messages, []

    async def fail_twice(*args):
        if len(failed) < 2:
            failed.append(1)
            raise OSError("disk full")
        return await claim(*args)

    monkeypatch.setattr(running.storage, "claim_messages", fail_twice)
    await running.want("one")
    await running.sent("one")
    assert len(failed) == 2


async def test_a_stop_lets_what_is_under_way_finish(world):
    """Stopping waits for the answer that is due and takes nothing new."""
    world.clock.run()
    world.faults({"method": "chat.postMessage", "fault": "late", "seconds": 0.3})
    await world.want("one")
    stop = asyncio.Event()
    loop = asyncio.create_task(world.notifier.run(stop))

    async def asked() -> bool:
        return bool(world.calls("chat.postMessage"))

    await world.until(asked)
    stop.set()
    await asyncio.sleep(0.05)
    await world.want("two")
    await asyncio.wait_for(loop, 5)
    assert (await world.row("one")).status is MessageStatus.SENT
    assert (await world.row("two")).status is MessageStatus.PENDING


async def test_what_is_cut_off_counts_as_lost(world, monkeypatch):
    """A post that does not end in time is cut off and found again at the next start."""
    monkeypatch.setattr("bot.notifier.notifier.GRACE_S", 0.05)
    world.faults({"method": "chat.postMessage", "fault": "late", "seconds": 0.5})
    await world.want("one")
    stop = asyncio.Event()
    loop = asyncio.create_task(world.notifier.run(stop))

    async def asked() -> bool:
        return bool(world.calls("chat.postMessage"))

    await world.until(asked)
    stop.set()
    await asyncio.wait_for(loop, 5)
    assert (await world.row("one")).status is MessageStatus.SENDING
    await world.storage.reclaim()
    await world.settle()
    assert world.texts() == ["hello one"]


async def test_a_long_delivery_keeps_its_lease(world, monkeypatch):
    """An upload that takes longer than a lease is not begun a second time."""
    monkeypatch.setattr("bot.notifier.lease.RENEW_SECONDS", 0.02)
    world.clock.run()
    await world.want("one")
    (message,) = await world.storage.claim_messages(world.clock(), 60, 8)
    opening = asyncio.Event()

    async def compose(_message, _files):
        await opening.wait()

    monkeypatch.setattr(world.composer, "compose", compose)
    sending = asyncio.create_task(world.notifier._send(message))
    await asyncio.sleep(0.2)
    assert await world.storage.claim_messages(world.clock(), 60, 8) == []
    opening.set()
    await sending
    assert (await world.row("one")).status is MessageStatus.SENT


async def test_a_burst_to_many_people_goes_out_at_once(running):
    """Posts to different people do not wait for each other."""
    people = ["U0MAYA", "U0RACHEL", "U0TOM", "U0WEI", "U0ADA"]
    names = [f"n{number}" for number in range(9)]
    for number, name in enumerate(names):
        await running.want(name, channel=people[number % 5])
    await running.sent(*names)
