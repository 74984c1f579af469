"""Home tabs: what they show, and that they follow what concerns their readers."""

from __future__ import annotations

import pytest

from storage.changes import Insert, Post, Update, change
from storage.face import Storage
from storage.home import HomeWish, Shelf, home_key
from storage.model import Asset, AssetStatus, MessageStatus, Registration, RegistrationStatus, VideoStatus
from tests.support import rows


def _wish(user: str = rows.MAYA, **over: object) -> HomeWish:
    return HomeWish(team_id=rows.TEAM, user_id=user, **over)  # type: ignore[arg-type]


def _home(user: str) -> Post:
    return Post(
        message=rows.card(id=f"n_{user}", kind="home", subject=user, channel=user, dedupe=home_key(user))
    )


class HomeContract:
    @pytest.mark.parametrize(
        ("status", "registered", "on"),
        [
            (AssetStatus.USABLE, RegistrationStatus.ACTIVE, {Shelf.READY}),
            (AssetStatus.USABLE, RegistrationStatus.FAILED, {Shelf.REFUSED}),
            (AssetStatus.USABLE, RegistrationStatus.IN_REVIEW, {Shelf.WAITING}),
            (AssetStatus.AWAITING_CONSENT, RegistrationStatus.WAITING, {Shelf.WAITING}),
        ],
    )
    async def test_an_asset_stands_on_its_shelves(
        self, storage: Storage, status: AssetStatus, registered: RegistrationStatus, on: set[Shelf]
    ) -> None:
        """On the owner's by its state, on everybody's always, on the pictured person's own."""
        await storage.apply(change(*rows.request_rows()))
        await storage.apply(
            change(
                Update(table=Asset, where={"id": "a_1"}, values={"status": status}),
                Update(table=Registration, where={"id": "g_1"}, values={"status": registered}),
            )
        )
        shown = {shelf for shelf in Shelf if (await storage.home(_wish(shelf=shelf))).library}
        assert shown == on | {Shelf.MINE, Shelf.EVERYBODY}
        assert (await storage.home(_wish(rows.RACHEL, shelf=Shelf.OF_ME))).library_size == 1
        page, size = await storage.home_library(_wish(text="rach"))
        assert (len(page), size) == (1, 1)

    async def test_people_are_counted_with_their_yes(self, storage: Storage) -> None:
        """And found by a few letters of their names, in whatever case."""
        await storage.apply(change(*rows.request_rows()))
        (standing,) = (await storage.home(_wish())).people
        assert (standing.person.id, standing.assets, standing.agreed) == ("p_1", 1, 1)
        assert [p.id for p in await storage.people_named(rows.TEAM, "okaf", 5)] == ["p_1"]
        assert await storage.people_named(rows.TEAM, "nobody", 5) == []

    async def test_an_open_home_follows_what_concerns_its_reader(self, storage: Storage) -> None:
        """The requester's with his card, the reader's with what he is told; nobody else's, and none is made."""
        await storage.apply(change(*rows.request_rows(), _home(rows.MAYA), _home("U0TOM")))
        await storage.claim_messages(rows.NOW, 1_000, 10)
        before = await storage.card(rows.TEAM, home_key(rows.MAYA))
        await storage.apply(change(Post(message=rows.card())))
        after = await storage.card(rows.TEAM, home_key(rows.MAYA))
        tom = await storage.card(rows.TEAM, home_key("U0TOM"))
        assert before is not None
        assert after is not None
        assert tom is not None
        assert after.wanted_revision == before.wanted_revision + 1
        assert after.params == before.params
        assert tom.wanted_revision == 1
        assert tom.status is MessageStatus.SENDING
        assert await storage.card(rows.TEAM, home_key(rows.RACHEL)) is None

    async def test_how_long_videos_take_is_their_own_history(self, storage: Storage) -> None:
        """The median of those of that model there; nothing while there are fewer than three."""
        took = [60_000, 90_000, 600_000]
        for n, ms in enumerate(took):
            assert await storage.usual_ms(rows.video()) is None
            made = {"status": VideoStatus.SUCCEEDED, "started_at": rows.NOW, "finished_at": rows.NOW + ms}
            await storage.apply(change(Insert(row=rows.video(id=f"v_{n}", **made))))
        assert await storage.usual_ms(rows.video()) == 90_000
        assert await storage.usual_ms(rows.video(model="another")) is None
