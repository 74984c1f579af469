"""The same story for every adapter against its simulated gateway, in 50 of the shapes that it may answer in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, ClassVar

import aiohttp
import pytest
from yarl import URL

from providers.errors import NotFound, ProviderError, Refused
from providers.face import (
    Handle,
    Provider,
    Review,
    ReviewStatus,
    SubmitItem,
    Submitted,
    VerificationReading,
    VerificationState,
    VideoReading,
    VideoReference,
    VideoState,
)
from providers.profile import MediaKind, Verification
from providers.registry import PROVIDERS, build_providers
from sandbox.providers import GatewayOptions, draw_pair, draw_portrait, serve
from tests.providers.orders import any_order
from tests.support.seeds import SEEDS, fifty

CALLBACK = "http://127.0.0.1:9/v/state-123?mine=1"
OVER = {VideoState.SUCCEEDED, VideoState.FAILED, VideoState.CANCELLED, VideoState.EXPIRED}


class SandboxContract:
    """Subclasses name the provider, what its documents' samples are, and how it speaks of the unknown.

    `passing` are errors of a look-up that the gateway's documents let come and go.
    """

    name: ClassVar[str]
    sample_asset: ClassVar[str]
    sample_video: ClassVar[Handle | None] = None
    unknown: ClassVar[Handle]
    not_known: ClassVar[tuple[type[ProviderError], ...]] = (NotFound,)
    passing: ClassVar[tuple[type[ProviderError], ...]] = ()

    @asynccontextmanager
    async def gateway(self, seed: str | None = None, **options: Any) -> AsyncIterator[Provider]:
        fast = {"review_seconds": 0.05, "video_seconds": 0.05, "rate_limits": False}
        runner, url = await serve(0, GatewayOptions(variant=seed, **(fast | options)))
        profile = PROVIDERS[self.name].profile
        provider = build_providers({profile.key_variable: "sk-sandbox"}, {profile.base_variable: url})[
            self.name
        ]
        try:
            yield provider
        finally:
            await provider.aclose()
            await runner.cleanup()

    def portrait(
        self, name: str, group_id: str | None, url: str = "https://cdn.example.com/a.jpg"
    ) -> SubmitItem:
        return SubmitItem(name=name, kind=MediaKind.IMAGE, url=url, real_person=True, group_id=group_id)

    @pytest.mark.parametrize("seed", fifty([None, *SEEDS]))
    async def test_a_person_is_checked_reviewed_and_filmed(self, seed: str | None) -> None:
        """Face check, three portraits, look-ups, the name search and a video work in every shape."""
        async with self.gateway(seed) as provider:
            group_id = await self.verified(provider)
            items = [self.portrait(f"r_{n}", group_id, f"https://cdn.example.com/{n}.jpg") for n in range(3)]
            results = await self.submitted(provider, items)
            assert [(r.name, r.error) for r in results] == [(f"r_{n}", None) for n in range(3)]
            reviews = await self.decided(provider, [r.handle for r in results if r.handle is not None])
            assert {review.status for review in reviews} == {ReviewStatus.ACTIVE}
            assert all((review.reference or "").startswith("asset://") for review in reviews)
            if provider.profile.can_find:
                assert await provider.find("r_1", group_id) == results[1].handle
                assert await provider.find("r_", group_id) is None
            await self.filmed(provider, _pictured(reviews[0].reference or ""))
            if provider.profile.can_delete and results[2].handle is not None:
                await provider.delete(results[2].handle)
                await provider.delete(results[2].handle)
                [read] = await provider.read([results[2].handle])
                assert isinstance(read.error, self.not_known)

    @pytest.mark.parametrize("seed", [None, *SEEDS[:4]])
    async def test_a_picture_of_nobody_real_needs_no_face_check(self, seed: str | None) -> None:
        """It is registered, reviewed and used without a group."""
        async with self.gateway(seed) as provider:
            item = SubmitItem(
                name="r_tree",
                kind=MediaKind.IMAGE,
                url="https://cdn.example.com/tree.jpg",
                real_person=False,
            )
            [result] = await self.submitted(provider, [item])
            assert result.handle is not None
            [review] = await self.decided(provider, [result.handle])
            assert review.status is ReviewStatus.ACTIVE
            reference = VideoReference(kind=MediaKind.IMAGE, uri=review.reference or "")
            await self.filmed(provider, reference)

    @pytest.mark.parametrize("seed", fifty(SEEDS[:10]))
    async def test_a_scan_that_fails_gives_no_group(self, seed: str) -> None:
        """Neither a failed scan nor a recording nor a person who walks away ends in a group."""
        method = PROVIDERS[self.name].profile.verification
        if method is Verification.NONE:
            return
        failed = {VerificationState.FAILED}
        if method is Verification.TOKEN:
            # The browser may bring nothing, and the token then only knows of no success.
            failed.add(VerificationState.PENDING)
        async with self.gateway(seed) as provider:
            for outcome, states in (
                ("fail", failed),
                ("pre_record", failed),
                ("give_up", {VerificationState.PENDING}),
            ):
                reading = await self.scan(provider, outcome)
                assert reading.state in states
                assert reading.group_id is None

    @pytest.mark.parametrize("seed", SEEDS[:6])
    async def test_many_portraits_are_read_at_once(self, seed: str) -> None:
        """Two dozen registrations come back in the order asked."""
        async with self.gateway(seed) as provider:
            group_id = await self.verified(provider)
            items = [self.portrait(f"r_{n}", group_id, f"https://cdn.example.com/{n}.jpg") for n in range(24)]
            size = provider.profile.submit_batch
            results = [
                result
                for start in range(0, len(items), size)
                for result in await self.submitted(provider, items[start : start + size])
            ]
            handles = [result.handle for result in results if result.handle is not None]
            reviews = await self.decided(provider, handles)
            assert len({review.reference for review in reviews}) == len(items)
            assert await self.decided(provider, handles[::-1]) == reviews[::-1]

    @pytest.mark.parametrize("seed", [None, *SEEDS[:6]])
    async def test_two_faces_are_refused_with_a_reason_where_one_is_given(
        self, seed: str | None, media: Mapping[str, str]
    ) -> None:
        """A picture of two people fails the review, one of the checked person passes."""
        async with self.gateway(seed, review_seconds=0.3) as provider:
            group_id = await self.verified(provider)
            items = [
                self.portrait("r_two", group_id, media["pair"]),
                self.portrait("r_one", group_id, media["one"]),
            ]
            results = await self.submitted(provider, items)
            two, one = await self.decided(provider, [r.handle for r in results if r.handle is not None])
        assert (two.status, one.status) == (ReviewStatus.FAILED, ReviewStatus.ACTIVE)
        assert two.reference is None
        assert two.failure is not None

    @pytest.mark.parametrize("seed", SEEDS[:6])
    async def test_a_refused_prompt_and_a_finished_sample(self, seed: str) -> None:
        """A failed video tells why; a finished one has its link."""
        async with self.gateway(seed) as provider:
            order = any_order(self.name, references=(), prompt="sandbox:fail please")
            started = await provider.start_video(order)
            assert started.handle
            ended = await self.ended(provider, started.handle)
            assert ended.state is VideoState.FAILED
            assert ended.failure
            assert ended.failure.text
            if self.sample_video is not None:
                sample = await provider.read_video(self.sample_video)
                assert (sample.state, bool(sample.url)) == (VideoState.SUCCEEDED, True)

    @pytest.mark.parametrize("seed", SEEDS[:3])
    async def test_a_video_is_cancelled(self, seed: str) -> None:
        """Where the profile says so, a video that waits can be stopped."""
        if not PROVIDERS[self.name].profile.can_cancel_video:
            return
        async with self.gateway(seed, video_seconds=30) as provider:
            started = await provider.start_video(any_order(self.name, references=()))
            assert started.handle
            await provider.cancel_video(started.handle)
            assert (await provider.read_video(started.handle)).state is VideoState.CANCELLED

    @pytest.mark.parametrize("seed", SEEDS[:6])
    async def test_what_is_not_ours_is_refused(self, seed: str) -> None:
        """An unknown id is not found; a foreign group takes nothing."""
        async with self.gateway(seed) as provider:
            [read] = await provider.read([self.unknown])
            assert isinstance(read.error, self.not_known)
            with pytest.raises((NotFound, Refused)):
                await provider.read_video(self.unknown)
            if provider.profile.verification is not Verification.NONE:
                [result] = await provider.submit([self.portrait("r_x", "group-of-somebody-else")])
                assert isinstance(result.error, Refused)

    async def test_a_film_is_really_made(self) -> None:
        """The link of a finished video serves an MP4."""
        async with self.gateway() as provider:
            references = (_pictured(f"asset://{self.sample_asset}"),)
            started = await provider.start_video(any_order(self.name, references=references, seconds=4))
            assert started.handle
            ended = await self.ended(provider, started.handle)
            assert ended.url
            async with aiohttp.ClientSession() as phone, phone.get(ended.url) as answer:
                assert (await answer.read())[4:8] == b"ftyp"

    async def submitted(self, provider: Provider, items: list[SubmitItem]) -> list[Submitted]:
        """Submit; a gateway that may leave a file out of its answer overrides this."""
        return await provider.submit(items)

    async def verified(self, provider: Provider) -> str | None:
        if provider.profile.verification is Verification.NONE:
            return None
        # Where a token proves it, the browser need not even come back.
        method = provider.profile.verification
        reading = await self.scan(provider, "pass", brings=method is Verification.REDIRECT)
        assert reading.state is VerificationState.PASSED
        assert reading.group_id
        return reading.group_id

    async def scan(self, provider: Provider, outcome: str, *, brings: bool = True) -> VerificationReading:
        """Do on the phone what a person does, and bring back what the browser brings."""
        session = await provider.open_verification(CALLBACK, "en")
        form = {"outcome": outcome}
        async with (
            aiohttp.ClientSession() as phone,
            phone.post(session.link, data=form, allow_redirects=False) as answer,
        ):
            location = answer.headers.get("Location")
        redirect = None if location is None else {k: v for k, v in URL(location).query.items() if k != "mine"}
        return await provider.read_verification(session.handle, redirect if brings else None)

    async def decided(self, provider: Provider, handles: list[Handle]) -> list[Review]:
        for _ in range(200):
            reads = await provider.read(handles)
            assert all(read.error is None or isinstance(read.error, self.passing) for read in reads)
            reviews = [read.review for read in reads if read.review]
            if len(reviews) == len(handles) and all(
                review.status is not ReviewStatus.IN_REVIEW for review in reviews
            ):
                return reviews
            await asyncio.sleep(0.01)
        raise AssertionError("the review never ended")

    async def filmed(self, provider: Provider, reference: VideoReference) -> None:
        """Start a video that the review of prompts ends early: films take a second of two processors."""
        order = any_order(self.name, references=(reference,), prompt="sandbox:fail image 1")
        started = await provider.start_video(order)
        assert started.handle
        assert (await self.ended(provider, started.handle)).state is VideoState.FAILED

    async def ended(self, provider: Provider, handle: Handle) -> VideoReading:
        for _ in range(400):
            reading = await provider.read_video(handle)
            if reading.state in OVER:
                return reading
            await asyncio.sleep(0.01)
        raise AssertionError("the video never ended")


def _pictured(reference: str) -> VideoReference:
    return VideoReference(kind=MediaKind.IMAGE, uri=reference, real_person=True)


def media_files() -> dict[str, bytes]:
    """Draw the pictures that the simulated review looks at."""
    return {"one": draw_portrait("rachel"), "pair": draw_pair("rachel", "tom")}
