"""KyyVideo2's adapter on the bodies of its documentation."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from providers.errors import NotFound, ProviderError, Refused, UnexpectedAnswer
from providers.face import Failure, ReviewStatus
from providers.profile import MediaKind
from tests.providers.contract import Operation, ProviderContract, Scripted, reads, submits
from tests.providers.kyyvideo2_bodies import (
    ASSET,
    DELETED,
    DETAIL,
    GOT,
    MADE,
    STARTED,
    UPLOADED,
    VIDEO,
    answered,
    portrait,
)
from tests.providers.orders import any_order

HANDLE = {"id": ASSET}


class TestKyyVideo2(ProviderContract):
    name = "kyyvideo2"
    operations: ClassVar = {
        "submit": Operation(
            run=submits(portrait()),
            answers=[UPLOADED],
            essential="assetId",
            outcomes={"unknown status word": None},
        ),
        "read": Operation(run=reads(HANDLE), answers=[GOT], essential="status"),
        "delete": Operation(
            run=lambda p: p.delete(HANDLE),
            answers=[DELETED],
            essential="code",
            outcomes={"404": None, "unknown status word": None},
        ),
        "start_video": Operation(run=lambda p: p.start_video(any_order("kyyvideo2")), answers=[STARTED]),
        "read_video": Operation(
            run=lambda p: p.read_video({"id": VIDEO}), answers=[MADE], essential="video_url"
        ),
    }


class TestKyyVideo2Assets(Scripted):
    name = "kyyvideo2"

    @pytest.mark.parametrize(
        ("kind", "word"),
        [(MediaKind.IMAGE, "Image"), (MediaKind.VIDEO, "Video"), (MediaKind.AUDIO, "Audio")],
    )
    async def test_an_upload_names_kind_link_and_registration(self, kind: MediaKind, word: str) -> None:
        """The kind begins with a capital, the name is our registration's."""
        async with self.scripted([UPLOADED]) as (gateway, provider):
            [result] = await provider.submit([portrait(kind=kind)])
        body = {"assetType": word, "url": "https://app.example.com/media/x", "name": "r_abc"}
        assert gateway.calls[0].body == body
        assert (result.handle, result.error) == (HANDLE, None)

    @pytest.mark.parametrize("code", [0, "0"])
    async def test_success_is_zero_as_number_or_text(self, code: Any) -> None:
        """Every enveloped call takes both forms of the code."""
        uploaded = answered(UPLOADED, UPLOADED.body | {"code": code})
        got, deleted = answered(GOT, GOT.body | {"code": code}), answered(DELETED, {"code": code})
        async with self.scripted([uploaded, got, deleted]) as (_, provider):
            [result] = await provider.submit([portrait()])
            [read] = await provider.read([HANDLE])
            await provider.delete(HANDLE)
        assert (result.error, read.error) == (None, None)
        assert read.review
        assert read.review.reference == f"asset://{ASSET}"

    @pytest.mark.parametrize(
        ("body", "error", "words"),
        [
            ({"code": 1001, "msg": "素材 URL 无法访问", "data": None}, Refused, "素材 URL 无法访问"),
            ({"code": "1001", "msg": None, "data": {"assetId": ASSET}}, Refused, "code 1001"),
            ({"code": -1, "msg": "bad", "data": None}, Refused, "bad"),
            ({"code": 0, "msg": None, "data": None}, UnexpectedAnswer, "no data"),
            ({"code": 0, "data": {"assetId": ""}}, UnexpectedAnswer, "no assetId"),
            ({"code": True, "data": {"assetId": ASSET}}, UnexpectedAnswer, "no code"),
            ({"data": {"assetId": ASSET}}, UnexpectedAnswer, "no code"),
        ],
    )
    async def test_status_200_is_no_success(self, body: Any, error: type[ProviderError], words: str) -> None:
        """Only code 0 with an id is an upload that succeeded."""
        async with self.scripted([answered(UPLOADED, body)]) as (_, provider):
            [result] = await provider.submit([portrait()])
        assert type(result.error) is error
        assert words in result.error.detail
        assert result.handle is None

    @pytest.mark.parametrize(
        ("word", "status"),
        [
            ("Processing", ReviewStatus.IN_REVIEW),
            ("submitted", ReviewStatus.IN_REVIEW),
            ("Active", ReviewStatus.ACTIVE),
            ("Failed", ReviewStatus.FAILED),
        ],
    )
    async def test_each_word_for_a_review_has_one_meaning(self, word: str, status: ReviewStatus) -> None:
        """Only an active asset has a reference, only a failed one a failure."""
        got = answered(GOT, {"code": 0, "msg": None, "data": DETAIL | {"status": word}})
        async with self.scripted([got]) as (_, provider):
            [read] = await provider.read([HANDLE])
        assert read.review
        assert read.review.status is status
        assert (read.review.reference is not None) == (status is ReviewStatus.ACTIVE)
        assert (read.review.failure is not None) == (status is ReviewStatus.FAILED)

    @pytest.mark.parametrize(
        ("told", "msg", "failure"),
        [
            ({}, None, Failure()),
            ({}, "no face found", Failure(text="no face found")),
            ({"errorMessage": "two faces"}, "success", Failure(text="two faces")),
            ({"error": {"code": 7, "message": "two faces"}}, None, Failure(code="7", text="two faces")),
        ],
    )
    async def test_a_refused_asset_tells_why_where_it_can(
        self, told: dict[str, Any], msg: str | None, failure: Failure
    ) -> None:
        """No field is documented for the reason, so each likely one is read."""
        got = answered(GOT, {"code": 0, "msg": msg, "data": DETAIL | {"status": "Failed"} | told})
        async with self.scripted([got]) as (_, provider):
            [read] = await provider.read([HANDLE])
        assert read.review
        assert read.review.failure == failure

    async def test_an_unknown_asset_is_not_found(self) -> None:
        """A look-up's code -1 means that there is no such asset."""
        got = answered(GOT, {"code": -1, "msg": "asset not found", "data": None})
        async with self.scripted([got]) as (_, provider):
            [read] = await provider.read([HANDLE])
        assert type(read.error) is NotFound

    async def test_deleting_what_is_gone_succeeds(self) -> None:
        """A deletion that was repeated ends well, once a look shows that nothing is left."""
        gone = {"code": -1, "msg": "asset not found", "data": None}
        async with self.scripted([answered(DELETED, gone), answered(GOT, gone)]) as (gateway, provider):
            await provider.delete(HANDLE)
        assert [call.method for call in gateway.calls] == ["DELETE", "GET"]

    @pytest.mark.parametrize("status", [200, 404])
    async def test_a_receipt_is_not_given_for_what_is_still_there(self, status: int) -> None:
        """The code for "gone" may mean something else: while a look finds the asset it is not deleted."""
        refused = answered(DELETED, {"code": -1, "msg": "asset is in use", "data": None}, status)
        async with self.scripted([refused, GOT]) as (_, provider):
            with pytest.raises(Refused, match="in use"):
                await provider.delete(HANDLE)

    async def test_another_assets_detail_is_not_believed(self) -> None:
        """An answer about something else is unexpected."""
        got = answered(GOT, {"code": 0, "data": DETAIL | {"assetId": "asset-other"}})
        async with self.scripted([got]) as (_, provider):
            [read] = await provider.read([HANDLE])
        assert isinstance(read.error, UnexpectedAnswer)

    async def test_a_handle_that_is_no_id_never_reaches_a_path(self) -> None:
        """A spoilt handle cannot steer a call elsewhere."""
        async with self.scripted([GOT]) as (gateway, provider):
            for bad in ({}, {"id": ".."}, {"id": "a/../upload"}, {"id": 7}):
                [read] = await provider.read([bad])
                assert isinstance(read.error, UnexpectedAnswer)
                with pytest.raises(UnexpectedAnswer):
                    await provider.delete(bad)
        assert not gateway.calls
