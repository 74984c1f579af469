"""The library: assets by name, by id, by owner, by a few letters."""

from __future__ import annotations

from storage.changes import Change, Insert, Update, change
from storage.face import Storage
from storage.model import Allowance, Asset, AssetStatus, MediaStatus, RegistrationStatus
from tests.support import rows

NAMES = ["rachel", "rachel-2", "anna-rachel", "tom", "陈薇", "100%_sure"]


def _asset_steps(n: int, name: str, status: AssetStatus, registered: RegistrationStatus) -> Change:
    return change(
        Insert(row=rows.media(id=f"m_{n}")),
        Insert(
            row=rows.asset(id=f"a_{n}", name=name, media_id=f"m_{n}", status=status, created_at=rows.NOW + n)
        ),
        Insert(row=rows.registration(id=f"g_{n}", asset_id=f"a_{n}", status=registered)),
    )


async def _fill(storage: Storage) -> None:
    usable, active = AssetStatus.USABLE, RegistrationStatus.ACTIVE
    steps = change(Insert(row=rows.person()), Insert(row=rows.asset_request()))
    for n, name in enumerate(NAMES, 1):
        steps += _asset_steps(n, name, usable, active)
    steps += _asset_steps(7, "rachel-in-review", usable, RegistrationStatus.IN_REVIEW)
    steps += _asset_steps(8, "rachel-asked", AssetStatus.AWAITING_CONSENT, active)
    steps += _asset_steps(9, "rachel", AssetStatus.WITHDRAWN, RegistrationStatus.DELETED)
    assert await storage.apply(steps) is None


class LibraryContract:
    async def test_the_best_match_stands_first(self, storage: Storage) -> None:
        """The name itself, then names that start so, then names that hold it; only what can be used."""
        await _fill(storage)
        found = await storage.find_assets(rows.TEAM, "rachel", 10)
        assert [facts.asset.name for facts in found] == ["rachel", "rachel-2", "anna-rachel"]
        assert len(await storage.find_assets(rows.TEAM, "rachel", 2)) == 2

    async def test_an_asset_of_nobody_real_is_found_once_its_file_is_here(self, storage: Storage) -> None:
        """Where links of ours can be reached it needs no registration; a person's always does."""
        await _fill(storage)
        fetching = {"status": MediaStatus.FETCHING}
        for n, name, person, media in (
            (11, "rachel-robot", None, {}),
            (12, "rachel-coming", None, fetching),
            (13, "rachel-face", "p_1", {}),
        ):
            await storage.apply(
                change(
                    Insert(row=rows.media(id=f"m_{n}", **media)),
                    Insert(row=rows.asset(id=f"a_{n}", name=name, media_id=f"m_{n}", person_id=person)),
                )
            )
        ready = ["rachel", "rachel-2", "anna-rachel"]
        assert [f.asset.name for f in await storage.find_assets(rows.TEAM, "rachel", 10)] == ready
        linked = await storage.find_assets(rows.TEAM, "rachel", 10, links=True)
        assert [f.asset.name for f in linked] == ["rachel", "rachel-2", "rachel-robot", "anna-rachel"]

    async def test_letters_are_taken_as_they_are(self, storage: Storage) -> None:
        """Signs of a pattern language are letters; no text finds everything."""
        await _fill(storage)
        assert [f.asset.name for f in await storage.find_assets(rows.TEAM, "%", 10)] == ["100%_sure"]
        assert [f.asset.name for f in await storage.find_assets(rows.TEAM, "薇", 10)] == ["陈薇"]
        assert len(await storage.find_assets(rows.TEAM, "", 10)) == len(NAMES)
        assert await storage.find_assets("T0OTHER", "rachel", 10) == []

    async def test_only_a_living_asset_answers_to_its_name(self, storage: Storage) -> None:
        """Whether its person answered already or not."""
        await _fill(storage)
        found = await storage.assets_named(rows.TEAM, ["rachel", "rachel-asked", "nobody", "rachel"])
        assert {key: facts.asset.id for key, facts in found.items()} == {
            "rachel": "a_1",
            "rachel-asked": "a_8",
        }
        assert set(await storage.assets_named(rows.TEAM, ["陈薇", "100%_sure"])) == {"陈薇", "100%_sure"}
        ended = Update(table=Asset, where={"id": "a_1"}, values={"status": AssetStatus.DELETED})
        await storage.apply(change(ended))
        assert await storage.asset_named(rows.TEAM, "rachel") is None
        assert await storage.asset_named("T0OTHER", "rachel-asked") is None

    async def test_assets_are_read_by_id_in_their_workspace(self, storage: Storage) -> None:
        """In whatever state; another workspace's ids find nothing."""
        await _fill(storage)
        assert set(await storage.assets_by_id(rows.TEAM, ["a_9", "a_2", "a_404"])) == {"a_2", "a_9"}
        assert await storage.assets_by_id("T0OTHER", ["a_2"]) == {}

    async def test_an_owner_sees_the_newest_first(self, storage: Storage) -> None:
        """Also what has ended."""
        await _fill(storage)
        found = await storage.assets_of_owner(rows.TEAM, rows.MAYA, 3)
        assert [facts.asset.id for facts in found] == ["a_9", "a_8", "a_7"]
        assert await storage.assets_of_owner(rows.TEAM, "U0TOM", 3) == []

    async def test_standing_approvals_hold_in_their_channel(self, storage: Storage) -> None:
        """Until they end; then a new one may be given."""
        await storage.apply(change(*rows.request_rows(), *rows.video_rows()))
        await storage.apply(change(Insert(row=rows.allowance())))
        holding = await storage.allowances(rows.TEAM, rows.CHANNEL, ["a_1", "a_2"])
        assert holding == [rows.allowance()]
        assert await storage.allowances(rows.TEAM, "C0OTHER", ["a_1"]) == []
        assert await storage.allowances("T0OTHER", rows.CHANNEL, ["a_1"]) == []
        ended = Update(table=Allowance, where={"id": "w_1"}, values={"ended_at": rows.NOW})
        await storage.apply(change(ended))
        assert await storage.allowances(rows.TEAM, rows.CHANNEL, ["a_1"]) == []
        assert await storage.apply(change(Insert(row=rows.allowance(id="w_2")))) is None
