"""Threads: a notice waits for its card and for every notice before it."""

from __future__ import annotations

import pytest

from storage.changes import Post, change
from storage.face import Storage
from storage.model import MessageStatus
from tests.storage.contract.messages import LEASE, NOW, SENT, claim, settle
from tests.support import rows


async def _post(storage: Storage, *numbers: int, thread: str = "n_1") -> None:
    notices = (rows.notice(id=f"n_{n}", thread=thread) for n in numbers)
    assert await storage.apply(change(*(Post(message=notice) for notice in notices))) is None


class ThreadsContract:
    async def test_a_notice_waits_for_its_card(self, storage: Storage) -> None:
        """It has no thread to go to before, and nobody is woken for it."""
        await storage.apply(change(Post(message=rows.card(due_at=NOW + 10))))
        await _post(storage, 2)
        assert await storage.claim_messages(NOW, LEASE, 10) == []
        assert await storage.next_message_at() == NOW + 10
        card = await claim(storage, NOW + 10)
        assert await storage.claim_messages(NOW + 10, LEASE, 10) == []
        await settle(storage, card, SENT)
        assert (await claim(storage, NOW + 10)).id == "n_2"

    async def test_notices_go_in_the_order_they_were_wanted(self, storage: Storage) -> None:
        """One at a time, also when a later one is due before an earlier one."""
        await storage.apply(change(Post(message=rows.card())))
        await settle(storage, await claim(storage), SENT)
        late = rows.notice(id="n_2", thread="n_1", due_at=NOW + 50)
        await storage.apply(change(Post(message=late)))
        await _post(storage, 3, 4)
        assert await storage.claim_messages(NOW, LEASE, 10) == []
        order = []
        for _ in range(3):
            message = await claim(storage, NOW + 50)
            order.append((message.id, message.position))
            await settle(storage, message, SENT)
        assert order == [("n_2", 1), ("n_3", 2), ("n_4", 3)]

    @pytest.mark.parametrize(
        ("status", "lets_pass"),
        [
            (MessageStatus.SENT, True),
            (MessageStatus.FAILED, True),
            (MessageStatus.INDETERMINATE, False),
            (MessageStatus.PENDING, False),
        ],
    )
    async def test_an_open_delivery_holds_up_its_thread(
        self, storage: Storage, status: MessageStatus, lets_pass: bool
    ) -> None:
        """Only what was sent, or refused for good, lets the next one pass."""
        await storage.apply(change(Post(message=rows.card())))
        await settle(storage, await claim(storage), SENT)
        await _post(storage, 2, 3)
        await settle(storage, await claim(storage), {"status": status, "due_at": NOW + 60_000})
        claimed = await storage.claim_messages(NOW, LEASE, 10)
        assert [message.id for message in claimed] == (["n_3"] if lets_pass else [])

    async def test_threads_do_not_hold_each_other_up(self, storage: Storage) -> None:
        """Each card has its own order; a message outside threads waits for nobody."""
        cards = [rows.card(), rows.card(id="n_10", subject="r_2")]
        await storage.apply(change(*(Post(message=card) for card in cards)))
        for card in await storage.claim_messages(NOW, LEASE, 10):
            await settle(storage, card, SENT)
        await _post(storage, 2, 3)
        await _post(storage, 11, 12, thread="n_10")
        await storage.apply(change(Post(message=rows.notice(id="n_20"))))
        claimed = await storage.claim_messages(NOW, LEASE, 10)
        assert {message.id for message in claimed} == {"n_2", "n_11", "n_20"}

    async def test_an_edit_of_the_card_does_not_hold_up_its_thread(self, storage: Storage) -> None:
        """The card was posted, so there is a thread."""
        await storage.apply(change(Post(message=rows.card())))
        await settle(storage, await claim(storage), SENT)
        await storage.apply(change(Post(message=rows.card(due_at=NOW + 60_000))))
        await _post(storage, 2)
        assert (await claim(storage)).id == "n_2"
