"""Videos at KyyVideo2."""

from __future__ import annotations

from typing import Any

import pytest

from providers.errors import AnswerLost, NotFound, ProviderError, Refused, UnexpectedAnswer, Unsupported
from providers.face import Failure, VideoReference, VideoState
from providers.profile import MediaKind, ReferenceRole
from tests.providers.contract import Scripted
from tests.providers.kyyvideo2_bodies import ASSET, MADE, STARTED, TASK, VIDEO, answered
from tests.providers.orders import any_order

PERSON = VideoReference(kind=MediaKind.IMAGE, uri=f"asset://{ASSET}", real_person=True)
CLIP = VideoReference(kind=MediaKind.VIDEO, uri="asset://asset-clip")
FIRST, LAST = (
    VideoReference(kind=MediaKind.IMAGE, uri=f"asset://asset-{role}", role=role)
    for role in (ReferenceRole.FIRST_FRAME, ReferenceRole.LAST_FRAME)
)


class TestKyyVideo2Videos(Scripted):
    name = "kyyvideo2"

    async def test_references_go_in_arrays_by_kind(self) -> None:
        """Names are mixed as documented: `aspect_ratio` and `generateAudio`."""
        sound = VideoReference(kind=MediaKind.AUDIO, uri="asset://asset-sound")
        order = any_order("kyyvideo2", references=(PERSON, CLIP, sound, CLIP), ratio="9:16", seconds=8)
        async with self.scripted([STARTED]) as (gateway, provider):
            reading = await provider.start_video(order)
        assert gateway.calls[0].body == {
            "model": "seedance_2_0_pro",
            "prompt": "The person in image 1 waves.",
            "duration": 8,
            "aspect_ratio": "9:16",
            "generateAudio": True,
            "referenceImages": [f"asset://{ASSET}"],
            "referenceVideos": ["asset://asset-clip", "asset://asset-clip"],
            "referenceAudios": ["asset://asset-sound"],
        }
        assert (reading.state, reading.handle) == (VideoState.QUEUED, {"id": VIDEO})

    @pytest.mark.parametrize("frames", [(FIRST,), (FIRST, LAST)])
    async def test_frames_have_fields_of_their_own(self, frames: tuple[VideoReference, ...]) -> None:
        """First and last frame go without any reference array."""
        async with self.scripted([STARTED]) as (gateway, provider):
            await provider.start_video(any_order("kyyvideo2", references=frames))
        sent = gateway.calls[0].body
        assert sent["first_image"] == FIRST.uri
        assert sent.get("last_image") == (LAST.uri if LAST in frames else None)
        assert not any(name.startswith("reference") for name in sent)

    @pytest.mark.parametrize(
        ("model", "references"),
        [
            ("seedance_2_0_pro", (LAST,)),
            ("seedance_2_0_pro", (FIRST, PERSON)),
            ("seedance_2_0", ()),
            ("seedance_2_0_fast", (PERSON,)),
            ("seedance_2_0", (FIRST,)),
            ("seedance_2_0", (FIRST, CLIP)),
            ("kyyvideo2", (CLIP,)),
        ],
    )
    async def test_what_a_model_cannot_do_is_not_sent(
        self, model: str, references: tuple[VideoReference, ...]
    ) -> None:
        """A last frame alone, frames beside references, and a missing clip are refused here."""
        async with self.scripted([STARTED]) as (gateway, provider):
            with pytest.raises(Unsupported):
                await provider.start_video(any_order("kyyvideo2", model=model, references=references))
        assert not gateway.calls

    @pytest.mark.parametrize("model", ["seedance_2_0", "seedance_2_0_fast"])
    async def test_a_model_that_needs_a_clip_takes_one(self, model: str) -> None:
        """With a reference video the plain models work too."""
        async with self.scripted([STARTED]) as (gateway, provider):
            await provider.start_video(any_order("kyyvideo2", model=model, references=(PERSON, CLIP)))
        assert gateway.calls[0].body["model"] == model

    async def test_a_refusal_may_come_as_a_failed_task_without_an_id(self) -> None:
        """HTTP 200 with `id` null and "failed" started nothing."""
        body = {"id": None, "model": None, "status": "failed", "error": "prompt refused"}
        async with self.scripted([answered(STARTED, body)]) as (_, provider):
            with pytest.raises(Refused, match="prompt refused"):
                await provider.start_video(any_order("kyyvideo2"))

    async def test_a_task_that_failed_at_once_is_still_a_task(self) -> None:
        """With an id the failure is the video's, not the call's."""
        body = STARTED.body | {"status": "failed", "error": "asset is not active"}
        async with self.scripted([answered(STARTED, body)]) as (_, provider):
            reading = await provider.start_video(any_order("kyyvideo2"))
        assert (reading.state, reading.handle) == (VideoState.FAILED, {"id": VIDEO})
        assert reading.failure == Failure(text="asset is not active")

    async def test_a_strange_word_after_the_id_does_not_lose_the_id(self) -> None:
        """What was paid for is kept even when the rest is not understood."""
        async with self.scripted([answered(STARTED, {"id": VIDEO, "status": "archived"})]) as (_, provider):
            with pytest.raises(UnexpectedAnswer) as caught:
                await provider.start_video(any_order("kyyvideo2"))
        assert caught.value.handle == {"id": VIDEO}

    @pytest.mark.parametrize(
        ("told", "state"),
        [
            ({"status": "queued", "video_url": None}, VideoState.QUEUED),
            ({"status": "processing"}, VideoState.RUNNING),
            ({"status": "failed", "error": "no"}, VideoState.FAILED),
            ({"status": "completed"}, VideoState.SUCCEEDED),
        ],
    )
    async def test_each_word_for_a_video_has_one_meaning(
        self, told: dict[str, Any], state: VideoState
    ) -> None:
        """Only a success carries a link, only a failure a reason."""
        async with self.scripted([answered(MADE, TASK | told)]) as (_, provider):
            reading = await provider.read_video({"id": VIDEO})
        assert reading.state is state
        assert (reading.url is not None) == (state is VideoState.SUCCEEDED)
        assert reading.failure == (Failure(text="no") if state is VideoState.FAILED else None)

    @pytest.mark.parametrize(
        ("body", "error"),
        [
            ({"id": None, "status": "failed", "error": "upstream busy"}, UnexpectedAnswer),
            ({"code": -1, "msg": "task not found", "data": None}, NotFound),
            ({"code": 500, "msg": "busy", "data": None}, AnswerLost),
            (TASK | {"id": "video_other"}, UnexpectedAnswer),
            (TASK | {"video_url": None}, UnexpectedAnswer),
            (TASK | {"status": "cancelled"}, UnexpectedAnswer),
        ],
    )
    async def test_a_look_up_that_went_wrong_says_nothing_of_the_video(
        self, body: Any, error: type[ProviderError]
    ) -> None:
        """An error of the call is never taken for the end of a video that was paid for."""
        async with self.scripted([answered(MADE, body)]) as (_, provider):
            with pytest.raises(ProviderError) as caught:
                await provider.read_video({"id": VIDEO})
        assert type(caught.value) is error
