"""SD2 Manxue's adapter on the bodies of its documentation."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from providers.errors import ProviderError, RateLimited, Refused, Unavailable, UnexpectedAnswer, Unsupported
from providers.face import Failure, ReviewStatus
from tests.providers.contract import Operation, ProviderContract, Scripted, reads, submits
from tests.providers.orders import any_order
from tests.providers.scripted import Recorded
from tests.providers.sd2_manxue_bodies import (
    BATCH,
    CLIP,
    IMAGE,
    ITEMS,
    PROJECT,
    RUNNING,
    SOUND,
    STARTED,
    STARTED_OLDER,
    STATUSES,
    UPLOADED,
    item,
    statuses,
    uploaded,
)

HANDLES = ({"id": "asset_img_001"}, {"id": "asset_video_001"})


class TestSd2Manxue(ProviderContract):
    name = "sd2_manxue"
    operations: ClassVar = {
        "submit": Operation(run=submits(*BATCH[:2]), answers=[UPLOADED], essential="assetId"),
        "read": Operation(run=reads(HANDLES[0]), answers=[STATUSES], essential="assetId"),
        "read many": Operation(run=reads(*HANDLES), answers=[STATUSES], essential="status"),
        "start_video": Operation(run=lambda p: p.start_video(any_order("sd2_manxue")), answers=[STARTED]),
        "start_video, older page": Operation(
            run=lambda p: p.start_video(any_order("sd2_manxue")),
            answers=[STARTED_OLDER],
            essential="projectId",
            outcomes={"unknown status word": None},
        ),
        "read_video": Operation(
            run=lambda p: p.read_video({"id": PROJECT}), answers=[RUNNING], essential="status"
        ),
    }


class TestSd2ManxueUploads(Scripted):
    name = "sd2_manxue"

    async def test_files_of_one_request_travel_together(self) -> None:
        """One call carries three arrays; the file that is in neither list of the answer is unresolved."""
        async with self.scripted([UPLOADED]) as (gateway, provider):
            image, clip, sound = await provider.submit(BATCH)
        assert [call.body for call in gateway.calls] == [
            {"imageUrls": [IMAGE], "videoUrls": [CLIP], "audioUrls": [SOUND]}
        ]
        assert (image.handle, clip.handle) == HANDLES
        assert image.review.status is ReviewStatus.IN_REVIEW
        assert (sound.handle, type(sound.error)) == (None, UnexpectedAnswer)
        assert sound.error.may_have_taken_effect

    async def test_only_kinds_that_are_there_are_sent(self) -> None:
        """An array without files is left out."""
        async with self.scripted([UPLOADED]) as (gateway, provider):
            await provider.submit(BATCH[1:2])
        assert gateway.calls[0].body == {"videoUrls": [CLIP]}

    @pytest.mark.parametrize("code", ["0", 0])
    async def test_answers_are_matched_by_address_in_any_order(self, code: Any) -> None:
        """Neither place nor kind says which file is meant; the code is 0 in both forms."""
        answer = uploaded(*reversed(ITEMS), {"assetId": "asset_x", "originalUrl": SOUND}, code=code)
        async with self.scripted([answer]) as (_, provider):
            results = await provider.submit(BATCH)
        assert [(r.name, r.handle) for r in results] == [
            ("r_image", HANDLES[0]),
            ("r_clip", HANDLES[1]),
            ("r_sound", {"id": "asset_x"}),
        ]
        assert isinstance(results[2].error, UnexpectedAnswer)

    async def test_two_files_under_one_address_are_not_sent(self) -> None:
        """Nobody could say which asset is whose; the others go."""
        twins = (item("r_one", IMAGE), item("r_two", IMAGE), item("r_clip", CLIP))
        async with self.scripted([UPLOADED]) as (gateway, provider):
            one, two, clip = await provider.submit(twins)
            assert [type(r.error) for r in await provider.submit(twins[:2])] == [Unsupported] * 2
        assert (type(one.error), type(two.error), clip.error) == (Unsupported, Unsupported, None)
        assert [call.body for call in gateway.calls] == [{"imageUrls": [CLIP]}]

    async def test_some_may_be_refused_while_others_pass(self) -> None:
        """Every id is kept, every refusal keeps its words."""
        failed = {"originalUrl": CLIP, "errorMessage": "clip too long"}
        async with self.scripted([uploaded(ITEMS[0], failed=[failed])]) as (_, provider):
            image, clip = await provider.submit(BATCH[:2])
        assert image.handle == HANDLES[0]
        assert (type(clip.error), clip.error.detail, clip.handle) == (Refused, "clip too long", None)

    @pytest.mark.parametrize(
        ("failed", "errors", "detail"),
        [
            ([{"errorMessage": "bad"}], [UnexpectedAnswer, UnexpectedAnswer], "neither list"),
            ([{"errorMessage": "bad"}, {}], [Refused, Refused], "no reason"),
            ([{"originalUrl": CLIP}, {"errorMessage": "bad"}], [Refused, Refused], "no reason"),
        ],
    )
    async def test_refusals_without_an_address_count_only_where_they_account_for_all(
        self, failed: list[dict[str, str]], errors: list[type[ProviderError]], detail: str
    ) -> None:
        """As many nameless refusals as missing files leave no doubt; fewer do."""
        async with self.scripted([uploaded(ITEMS[0], failed=failed)]) as (_, provider):
            _, clip, sound = await provider.submit(BATCH)
        assert [type(clip.error), type(sound.error)] == errors
        assert detail in clip.error.detail

    async def test_one_nameless_refusal_gives_its_reason_to_the_one_missing_file(self) -> None:
        """Then there is nobody else whom it could mean."""
        async with self.scripted([uploaded(ITEMS[0], failed=[{"errorMessage": "bad"}])]) as (_, provider):
            _, clip = await provider.submit(BATCH[:2])
        assert (type(clip.error), clip.error.detail) == (Refused, "bad")

    async def test_a_strange_word_after_the_id_does_not_lose_the_id(self) -> None:
        """One file's odd status costs neither its own id nor the others'."""
        odd = ITEMS[0] | {"status": "archived"}
        async with self.scripted([uploaded(odd, ITEMS[1])]) as (_, provider):
            image, clip = await provider.submit(BATCH[:2])
        assert (image.handle, type(image.error)) == (HANDLES[0], UnexpectedAnswer)
        assert (clip.handle, clip.error) == (HANDLES[1], None)

    async def test_a_refused_batch_is_refused_for_each(self) -> None:
        """A code other than 0 is no success whatever the HTTP status."""
        answer = Recorded(
            method="POST", path=UPLOADED.path, body={"code": "2", "msg": "no quota", "data": None}
        )
        async with self.scripted([answer]) as (_, provider):
            results = await provider.submit(BATCH)
        assert [(type(r.error), r.error.detail) for r in results] == [(Refused, "no quota")] * 3


class TestSd2ManxueReviews(Scripted):
    name = "sd2_manxue"

    async def test_one_call_asks_for_all(self) -> None:
        """Answers come back in the order asked, whatever order they were given in."""
        async with self.scripted([STATUSES]) as (gateway, provider):
            clip, image = await provider.read(HANDLES[::-1])
            assert await provider.read([]) == []
        assert [call.body for call in gateway.calls] == [{"assetIds": ["asset_video_001", "asset_img_001"]}]
        assert (clip.review.status, image.review.status) == (ReviewStatus.IN_REVIEW, ReviewStatus.ACTIVE)
        assert image.review.reference == "asset://asset_img_001"

    async def test_a_failed_item_is_a_failed_look_up(self) -> None:
        """It does not say that the file was refused, so it is asked for again."""
        failed = [{"assetId": "asset_img_001", "errorMessage": "query failed"}]
        async with self.scripted([statuses(STATUSES.body["data"]["items"][1], failed=failed)]) as (_, p):
            image, clip = await p.read(HANDLES)
        assert (type(image.error), image.error.detail, image.review) == (Unavailable, "query failed", None)
        assert clip.error is None

    async def test_a_refused_file_tells_why_where_it_can(self) -> None:
        """The word "Failed" is the review's no."""
        items = [
            {"assetId": "asset_img_001", "status": "Failed", "errorMessage": "two faces"},
            {"assetId": "asset_video_001", "status": "Failed"},
        ]
        async with self.scripted([statuses(*items)]) as (_, provider):
            reads = await provider.read(HANDLES)
        assert [(r.review.status, r.review.failure) for r in reads] == [
            (ReviewStatus.FAILED, Failure(text="two faces")),
            (ReviewStatus.FAILED, Failure()),
        ]

    async def test_a_file_left_out_is_unresolved(self) -> None:
        """Silence is neither a yes nor a no."""
        async with self.scripted([statuses(STATUSES.body["data"]["items"][0])]) as (_, provider):
            _, clip = await provider.read(HANDLES)
        assert isinstance(clip.error, UnexpectedAnswer)

    async def test_one_bad_id_does_not_silence_the_others(self) -> None:
        """A batch that is refused as a whole, or cannot be sent, is asked for one by one."""
        async with self.scripted([STATUSES]) as (gateway, provider):
            good, bad = await provider.read([HANDLES[0], {"id": "../x"}])
        assert good.review.status is ReviewStatus.ACTIVE
        assert isinstance(bad.error, UnexpectedAnswer)
        assert [call.body for call in gateway.calls] == [{"assetIds": ["asset_img_001"]}]
        refusal = Recorded(method="POST", path=STATUSES.path, body={"code": -1, "msg": "no", "data": None})
        async with self.scripted([refusal]) as (gateway, provider):
            await provider.read(HANDLES)
        assert [len(call.body["assetIds"]) for call in gateway.calls] == [2, 1, 1]

    async def test_a_throttled_batch_is_not_asked_for_one_by_one(self) -> None:
        """When the account is over its rate, more calls would only make it worse."""
        limited = Recorded(method="POST", path=STATUSES.path, body={}, status=429)
        async with self.scripted([limited]) as (gateway, provider):
            reads = await provider.read(HANDLES)
        assert [type(read.error) for read in reads] == [RateLimited] * 2
        assert len(gateway.calls) == 1
