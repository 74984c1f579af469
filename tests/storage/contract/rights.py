"""Requests for one more gateway, uses of an asset, and rows that are erased."""

from __future__ import annotations

from storage.changes import Erase, Forbid, Insert, Require, change
from storage.face import Storage
from storage.model import AssetUse, RequestAsset, VideoStatus
from tests.support import rows


async def _two_requests(storage: Storage) -> None:
    """`a_1` came with `r_1` for pomex; `r_2` asks jimmyai to take it too."""
    further = (
        rows.asset_request(id="r_2", provider="jimmyai", created_at=rows.NOW + 1),
        RequestAsset(request_id="r_2", asset_id="a_1", team_id=rows.TEAM),
        rows.registration(id="g_2", provider="jimmyai"),
    )
    steps = (*rows.request_rows(), *(Insert(row=row) for row in further))
    assert await storage.apply(change(*steps)) is None


class RightsContract:
    async def test_a_request_for_one_more_gateway_is_about_the_same_asset(self, storage: Storage) -> None:
        """Both requests hold it with all its registrations."""
        await _two_requests(storage)
        requests = await storage.requests_of_asset("a_1")
        assert [facts.request.id for facts in requests] == ["r_1", "r_2"]
        first, second = (facts.assets for facts in requests)
        assert first == second
        assert {r.provider for r in first[0].registrations} == {"pomex", "jimmyai"}
        assert await storage.requests_of_asset("a_9") == []

    async def test_a_registration_belongs_to_the_request_for_its_gateway(self, storage: Storage) -> None:
        """Asked again at the same gateway, it is the newest request's."""
        await _two_requests(storage)
        found = await storage.request_of_registration(["g_1", "g_2", "g_9"])
        assert {name: facts.request.id for name, facts in found.items()} == {"g_1": "r_1", "g_2": "r_2"}
        again = (
            rows.asset_request(id="r_3", provider="jimmyai", created_at=rows.NOW + 2),
            RequestAsset(request_id="r_3", asset_id="a_1", team_id=rows.TEAM),
        )
        await storage.apply(change(*(Insert(row=row) for row in again)))
        found = await storage.request_of_registration(["g_1", "g_2"])
        assert {name: facts.request.id for name, facts in found.items()} == {"g_1": "r_1", "g_2": "r_3"}

    async def test_an_asset_is_in_a_request_once(self, storage: Storage) -> None:
        """The pair is the key."""
        await _two_requests(storage)
        twice = RequestAsset(request_id="r_2", asset_id="a_1", team_id=rows.TEAM)
        assert await storage.apply(change(Insert(row=twice))) == "taken:request_assets"

    async def test_what_is_erased_leaves_no_row(self, storage: Storage) -> None:
        """Only what matches goes; erasing nothing is no mistake."""
        await _two_requests(storage)
        gone = Erase(table=RequestAsset, where={"request_id": "r_2"})
        assert await storage.apply(change(gone)) is None
        assert [facts.request.id for facts in await storage.requests_of_asset("a_1")] == ["r_1"]
        assert await storage.apply(change(gone)) is None

    async def test_what_is_erased_comes_back_when_a_guard_fails(self, storage: Storage) -> None:
        """A change happens whole or not at all."""
        await _two_requests(storage)
        gone = Erase(table=RequestAsset, where={"request_id": "r_2"})
        fails = Require(table=RequestAsset, where={"request_id": "r_9"}, guard="no")
        assert await storage.apply(change(gone, fails)) == "no"
        assert len(await storage.requests_of_asset("a_1")) == 2

    async def test_a_use_tells_where_its_video_stands(self, storage: Storage) -> None:
        """It follows the video, and a guard may name its state."""
        await storage.apply(change(*rows.request_rows(), *rows.video_rows()))
        (use,) = await storage.uses(["a_1"])
        video = await storage.video(use.video_id)
        assert video is not None
        assert use.status is video.video.status
        where = {"asset_id": "a_1", "status": (use.status, VideoStatus.RUNNING)}
        assert await storage.apply(change(Require(table=AssetUse, where=where, guard="unused"))) is None
        assert await storage.apply(change(Forbid(table=AssetUse, where=where, guard="used"))) == "used"
        elsewhere = {"asset_id": "a_1", "status": VideoStatus.EXPIRED}
        assert await storage.apply(change(Forbid(table=AssetUse, where=elsewhere, guard="used"))) is None

    async def test_the_videos_of_an_asset_are_told_once_each(self, storage: Storage) -> None:
        """A video that uses it twice is one video; the oldest stands first."""
        await storage.apply(change(*rows.request_rows(), *rows.video_rows()))
        more = (
            rows.video_reference(position=7),
            rows.video(id="v_2", created_at=rows.NOW + 5),
            rows.video_reference(video_id="v_2"),
        )
        await storage.apply(change(*(Insert(row=row) for row in more)))
        found = await storage.videos_of_assets(["a_1", "a_9"])
        assert [facts.video.id for facts in found] == ["v_1", "v_2"]
        assert await storage.videos_of_assets(["a_9"]) == []
