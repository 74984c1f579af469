"""Registering and reviewing media at PomexAI."""

from __future__ import annotations

from typing import Any

import pytest

from providers.errors import RateLimited, UnexpectedAnswer, Unsupported
from providers.face import Failure, ReviewStatus
from providers.pomex_plan import DOUBTED, WORTH_A_LIST, is_doubted
from providers.profile import MediaKind
from tests.providers.contract import Scripted
from tests.providers.orders import any_order
from tests.providers.pomex_bodies import (
    ASSET,
    GOT,
    GROUP,
    HANDLE,
    ITEM,
    SESSION,
    STARTED,
    UPLOADED,
    VIDEO,
    listing,
    portrait,
)
from tests.providers.scripted import Recorded


class TestPomexAssets(Scripted):
    name = "pomex"

    async def test_a_real_person_without_a_group_is_refused_before_any_http(self) -> None:
        """A face never falls into the account's virtual group."""
        async with self.scripted([UPLOADED]) as (gateway, provider):
            for group_id in (None, ""):
                [result] = await provider.submit([portrait(group_id=group_id)])
                assert isinstance(result.error, Unsupported)
            assert not gateway.calls

    async def test_nobody_real_goes_to_the_default_group_only(self) -> None:
        """A picture of nobody real is sent without a group, and never into a person's."""
        async with self.scripted([UPLOADED]) as (gateway, provider):
            results = await provider.submit(
                [portrait(real_person=False), portrait(real_person=False, group_id=None)]
            )
        assert isinstance(results[0].error, Unsupported)
        assert results[1].handle == {"id": ASSET}
        assert [call.body for call in gateway.calls] == [
            {"url": "https://app.example.com/media/x", "asset_type": "Image", "name": "r_abc"}
        ]

    async def test_an_upload_names_the_group_and_keeps_it(self) -> None:
        """What is sent is as documented, and the handle remembers the person's group."""
        async with self.scripted([UPLOADED]) as (gateway, provider):
            [result] = await provider.submit([portrait(kind=MediaKind.AUDIO)])
        assert gateway.calls[0].body == {
            "url": "https://app.example.com/media/x",
            "asset_type": "Audio",
            "name": "r_abc",
            "group_id": GROUP,
        }
        assert result.handle == HANDLE
        assert result.review is not None
        assert result.review.status is ReviewStatus.IN_REVIEW

    async def test_a_strange_word_after_the_id_does_not_lose_the_id(self) -> None:
        """What the gateway has made is kept even when the rest of its answer is not understood."""
        uploaded = Recorded(method="POST", path=UPLOADED.path, body={"id": ASSET, "status": "archived"})
        started = Recorded(method="POST", path=STARTED.path, body={"id": VIDEO, "status": "archived"})
        async with self.scripted([uploaded, started]) as (_, provider):
            [result] = await provider.submit([portrait()])
            with pytest.raises(UnexpectedAnswer) as caught:
                await provider.start_video(any_order("pomex"))
        assert isinstance(result.error, UnexpectedAnswer)
        assert result.handle == HANDLE
        assert caught.value.handle == {"id": VIDEO}

    @pytest.mark.parametrize(
        ("error", "failure"),
        [
            (
                {"code": "FaceMismatch", "message": "another face"},
                Failure(code="FaceMismatch", text="another face"),
            ),
            ({"Code": "FaceMismatch", "Message": "x"}, Failure(code="FaceMismatch", text="x")),
            ("no face https://cdn.example.com/a?sig=1", Failure(text="no face https://cdn.example.com/…")),
            (None, Failure()),
            ([1], Failure()),
        ],
    )
    async def test_a_refused_portrait_tells_why(self, error: Any, failure: Failure) -> None:
        """The reason is taken in each shape that it may have, links cut out."""
        answer = Recorded(method="GET", path=GOT.path, body={**GOT.body, "status": "failed", "error": error})
        async with self.scripted([answer]) as (_, provider):
            [read] = await provider.read([HANDLE])
        assert read.review is not None
        assert (read.review.status, read.review.failure) == (ReviewStatus.FAILED, failure)
        assert read.review.reference is None

    @pytest.mark.parametrize("change", [{"id": "asset-other"}, {"group_id": "group-other"}])
    async def test_an_answer_about_something_else_is_not_believed(self, change: dict[str, str]) -> None:
        """Another asset, or this one in another person's group, is an unexpected answer."""
        answer = Recorded(method="GET", path=GOT.path, body={**GOT.body, **change})
        async with self.scripted([answer]) as (_, provider):
            [read] = await provider.read([HANDLE])
        assert isinstance(read.error, UnexpectedAnswer)

    async def test_many_of_one_group_are_read_by_one_list(self) -> None:
        """One list of what was decided lately serves a crowded group; the rest of it is in review still."""
        ids = [f"asset-{number}" for number in range(WORTH_A_LIST + 2)]
        handles = [{"id": asset_id, "group_id": GROUP} for asset_id in ids]
        doubted = [handle["id"] for handle in handles if is_doubted(handle, 1)]
        shown = [asset_id for asset_id in ids if asset_id not in doubted][:3]
        singles = [
            Recorded(
                method="GET",
                path=f"/v1/video/assets/{asset_id}",
                body={**ITEM, "id": asset_id, "status": "processing"},
            )
            for asset_id in doubted
        ]
        page = listing(*({**ITEM, "id": asset_id} for asset_id in shown))
        async with self.scripted([page, *singles]) as (gateway, provider):
            reads = await provider.read(handles)
        assert {ids[i] for i, read in enumerate(reads) if read.review.reference} == set(shown)
        assert len(gateway.calls) == 1 + len(doubted)

    def test_every_handle_is_doubted_now_and_then(self) -> None:
        """A listing that leaves something out for good hides it for twenty looks at most."""
        for number in range(200):
            handle = {"id": f"asset-{number}", "group_id": GROUP}
            assert sum(is_doubted(handle, turn) for turn in range(1, DOUBTED + 1)) == 1

    async def test_a_list_that_is_throttled_is_not_made_up_for(self) -> None:
        """When the account is over its rate, a hundred single calls would only make it worse."""
        limited = Recorded(method="GET", path="/v1/video/assets", body={}, status=429)
        async with self.scripted([limited]) as (gateway, provider):
            reads = await provider.read([HANDLE] * (WORTH_A_LIST + 1))
        assert all(isinstance(read.error, RateLimited) for read in reads)
        assert len(gateway.calls) == 1

    async def test_finding_takes_the_exact_name_only(self) -> None:
        """The gateway's fuzzy search is narrowed to the very name."""
        fuzzy = listing(
            {**ITEM, "id": "asset-1", "name": "r_abcd"}, {**ITEM, "id": "asset-2", "name": "r_abc"}
        )
        async with self.scripted([fuzzy]) as (gateway, provider):
            assert await provider.find("r_abc", GROUP) == {"id": "asset-2", "group_id": GROUP}
            assert await provider.find("r_abc", None) == {"id": "asset-2"}
            assert await provider.find("r_ab", GROUP) is None
        assert [call.query.get("group_id") for call in gateway.calls] == [GROUP, None, GROUP]

    async def test_finding_turns_the_pages(self) -> None:
        """A name that is not on the first of several pages is looked for on the next."""
        page = listing(*({**ITEM, "id": f"asset-{n}", "name": f"r_{n}"} for n in range(100)), total=250)
        async with self.scripted([page]) as (gateway, provider):
            assert await provider.find("r_absent", GROUP) is None
        assert [call.query["page"] for call in gateway.calls] == ["1", "2", "3"]

    async def test_a_handle_that_is_no_id_never_reaches_a_path(self) -> None:
        """A spoilt handle cannot steer a call to another endpoint."""
        async with self.scripted([SESSION]) as (gateway, provider):
            for bad in ({}, {"id": ".."}, {"id": "a/../sessions"}, {"id": 7}):
                with pytest.raises(UnexpectedAnswer):
                    await provider.cancel_video(bad)
                [read] = await provider.read([bad])
                assert isinstance(read.error, UnexpectedAnswer)
        assert not gateway.calls
