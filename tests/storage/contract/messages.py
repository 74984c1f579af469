"""Messages: cards merge into their newest revision, notices go once, deliveries end under a fence."""

from __future__ import annotations

from typing import Any

import pytest

from storage.changes import Insert, Post, SettleMessage, Update, change
from storage.face import Storage
from storage.model import Message, MessageStatus
from tests.support import rows

NOW = rows.NOW
LEASE = 30_000
SENT = {"status": MessageStatus.SENT, "sent_channel": "C0FILM", "sent_ts": "1.2", "attempts": 0}


async def claim(storage: Storage, now: int = NOW) -> Message:
    (message,) = await storage.claim_messages(now, LEASE, 10)
    return message


async def settle(storage: Storage, message: Message, values: dict[str, Any]) -> str | None:
    return await storage.apply(change(SettleMessage(message=message, values=values)))


class MessagesContract:
    async def test_a_notice_goes_once(self, storage: Storage) -> None:
        """A known dedupe key is left as it is, before and after it was sent."""
        await storage.apply(change(Post(message=rows.notice(params={"n": 1}))))
        again = rows.notice(id="n_3", dedupe=rows.notice().dedupe, params={"n": 2})
        await storage.apply(change(Post(message=again)))
        message = await claim(storage)
        assert (message.id, message.params, message.status) == ("n_2", {"n": 1}, MessageStatus.PENDING)
        assert await settle(storage, message, SENT) is None
        await storage.apply(change(Post(message=again)))
        assert await storage.claim_messages(NOW, LEASE, 10) == []
        assert await storage.next_message_at() is None

    async def test_ten_wishes_make_one_edit(self, storage: Storage) -> None:
        """A card shows its newest parameters, and the first due time counts."""
        for n in range(10):
            await storage.apply(change(Post(message=rows.card(id=f"n_{n}", params={"n": n}, due_at=NOW + n))))
        message = await claim(storage)
        assert (message.id, message.params, message.wanted_revision) == ("n_0", {"n": 9}, 10)
        assert await settle(storage, message, SENT) is None
        assert await storage.claim_messages(NOW, LEASE, 10) == []
        card = await storage.card(rows.TEAM, "asset_card:r_1")
        assert card is not None
        assert (card.status, card.sent_revision, card.sent_ts) == (MessageStatus.SENT, 10, "1.2")

    async def test_a_sent_card_wanted_again_is_due_when_the_wish_says(self, storage: Storage) -> None:
        """It keeps where it was posted, so that it is edited there."""
        await storage.apply(change(Post(message=rows.card())))
        await settle(storage, await claim(storage), SENT)
        await storage.apply(change(Post(message=rows.card(id="n_5", due_at=NOW + 400))))
        assert await storage.next_message_at() == NOW + 400
        message = await claim(storage, NOW + 400)
        assert (message.id, message.sent_ts, message.sent_revision) == ("n_1", "1.2", 1)

    @pytest.mark.parametrize("status", [MessageStatus.SENT, MessageStatus.FAILED])
    async def test_a_card_that_grew_while_it_was_sent_stays_due(
        self, storage: Storage, status: MessageStatus
    ) -> None:
        """The wish that came during the call is sent next."""
        await storage.apply(change(Post(message=rows.card())))
        message = await claim(storage)
        await storage.apply(change(Post(message=rows.card(params={"n": 2}))))
        assert await storage.claim_messages(NOW, LEASE, 10) == []
        await settle(storage, message, {**SENT, "status": status})
        newer = await claim(storage)
        assert (newer.params, newer.wanted_revision, newer.fence) == ({"n": 2}, 2, 2)
        await settle(storage, newer, SENT)
        assert await storage.next_message_at() is None

    async def test_a_failed_card_is_tried_again_when_it_is_wanted(self, storage: Storage) -> None:
        """Not before: Slack refused it for good."""
        await storage.apply(change(Post(message=rows.card())))
        failed = {"status": MessageStatus.FAILED, "last_error": "channel_not_found", "attempts": 3}
        await settle(storage, await claim(storage), failed)
        assert await storage.next_message_at() is None
        await storage.apply(change(Post(message=rows.card())))
        assert (await claim(storage)).attempts == 0

    async def test_a_delivery_to_be_tried_later_waits(self, storage: Storage) -> None:
        """The notifier says when, and counts."""
        await storage.apply(change(Post(message=rows.notice())))
        later = {"status": MessageStatus.PENDING, "due_at": NOW + 3_000, "attempts": 1, "last_error": "429"}
        await settle(storage, await claim(storage), later)
        assert await storage.next_message_at() == NOW + 3_000
        assert await storage.claim_messages(NOW, LEASE, 10) == []
        assert (await claim(storage, NOW + 3_000)).attempts == 1

    async def test_an_unsure_card_stays_unsure_when_it_is_wanted_again(self, storage: Storage) -> None:
        """That it may have been posted is not forgotten: it would be posted twice."""
        await storage.apply(change(Post(message=rows.card())))
        lost = {"status": MessageStatus.INDETERMINATE, "due_at": NOW + 5_000}
        await settle(storage, await claim(storage), lost)
        await storage.apply(change(Post(message=rows.card(params={"n": 2}))))
        message = await claim(storage)
        assert (message.status, message.params) == (MessageStatus.INDETERMINATE, {"n": 2})

    async def test_a_file_uploaded_on_the_way_is_remembered(self, storage: Storage) -> None:
        """Settling without a status writes under the fence and keeps the message held."""
        await storage.apply(change(Post(message=rows.notice())))
        message = await claim(storage)
        assert await settle(storage, message, {"files": {"qr": "F1"}}) is None
        assert await storage.claim_messages(NOW, LEASE, 10) == []
        again = await claim(storage, NOW + LEASE)
        assert (again.files, again.status) == ({"qr": "F1"}, MessageStatus.INDETERMINATE)
        assert await settle(storage, message, {"files": {}}) == "lease"

    async def test_a_long_delivery_holds_its_message(self, storage: Storage) -> None:
        """The lease is a column like others, written under the fence."""
        await storage.apply(change(Post(message=rows.notice())))
        message = await claim(storage)
        assert await settle(storage, message, {"lease_until": NOW + 2 * LEASE}) is None
        assert await storage.claim_messages(NOW + LEASE, LEASE, 10) == []
        assert await settle(storage, message, SENT) is None

    async def test_a_lapsed_delivery_is_indeterminate(self, storage: Storage) -> None:
        """Its call may have arrived; the late worker's answer changes nothing."""
        await storage.apply(change(Post(message=rows.notice())))
        first = await claim(storage)
        assert await storage.next_message_at() == NOW + LEASE
        second = await claim(storage, NOW + LEASE)
        assert (second.status, second.fence) == (MessageStatus.INDETERMINATE, 2)
        assert await settle(storage, first, SENT) == "lease"
        assert await settle(storage, second, SENT) is None
        assert await settle(storage, second, SENT) == "lease"

    async def test_a_start_makes_what_was_being_sent_indeterminate(self, storage: Storage) -> None:
        """The process before may have got through to Slack; what it had not begun is as it was."""
        await storage.apply(change(Post(message=rows.notice())))
        first = await claim(storage)
        await storage.apply(change(Post(message=rows.notice(id="n_3"))))
        await storage.reclaim()
        assert await settle(storage, first, SENT) == "lease"
        claimed = await storage.claim_messages(NOW, LEASE, 10)
        states = {message.id: message.status for message in claimed}
        assert states == {"n_2": MessageStatus.INDETERMINATE, "n_3": MessageStatus.PENDING}

    async def test_where_a_card_was_posted_is_known(self, storage: Storage) -> None:
        """Nothing before it was sent."""
        await storage.apply(change(Post(message=rows.card())))
        assert await storage.sent_card_ts("n_1") is None
        await settle(storage, await claim(storage), SENT)
        assert await storage.sent_card_ts("n_1") == ("C0FILM", "1.2")
        assert await storage.sent_card_ts("n_404") is None

    async def test_dedupe_keys_belong_to_a_workspace(self, storage: Storage) -> None:
        """Two workspaces may want the same."""
        other = rows.card(id="n_2", team_id="T0OTHER")
        await storage.apply(change(Post(message=rows.card()), Post(message=other)))
        assert len(await storage.claim_messages(NOW, LEASE, 10)) == 2
        assert await storage.card("T0OTHER", "asset_card:r_1") is not None

    async def test_unsent_messages_are_counted(self, storage: Storage) -> None:
        """By state; sent ones are not."""
        await storage.apply(change(Post(message=rows.card())))
        await settle(storage, await claim(storage), SENT)
        await storage.apply(change(Post(message=rows.notice()), Insert(row=rows.notice(id="n_3"))))
        failed = Update(table=Message, where={"id": "n_3"}, values={"status": MessageStatus.FAILED})
        await storage.apply(change(failed))
        assert (await storage.counts())["messages"] == {"failed": 1, "pending": 1}
