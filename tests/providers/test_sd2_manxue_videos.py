"""Videos at SD2 Manxue."""

from __future__ import annotations

from typing import Any

import pytest

from providers.errors import Refused, UnexpectedAnswer, Unsupported
from providers.face import VideoReference, VideoState
from providers.profile import MediaKind, ReferenceRole
from tests.providers.contract import Scripted
from tests.providers.orders import any_order
from tests.providers.scripted import Recorded
from tests.providers.sd2_manxue_bodies import PROJECT, RUNNING, STARTED, STARTED_OLDER, TASK_ID

PERSON = VideoReference(kind=MediaKind.IMAGE, uri="asset://asset_img_001", real_person=True)
CLIP = VideoReference(kind=MediaKind.VIDEO, uri="asset://asset_video_001")
FIRST, LAST = (
    VideoReference(kind=MediaKind.IMAGE, uri=f"asset://asset_{role}", role=role)
    for role in (ReferenceRole.FIRST_FRAME, ReferenceRole.LAST_FRAME)
)


class TestSd2ManxueVideos(Scripted):
    name = "sd2_manxue"

    @pytest.mark.parametrize(
        ("model", "resolution", "references", "sent"),
        [
            ("sd2_manxue", None, (PERSON,), "sd2_manxue_720p"),
            ("sd2_manxue", "1080p", (PERSON,), "sd2_manxue_1080p"),
            ("sd2_manxue", "4k", (PERSON, CLIP), "sd2_manxue_video_4k"),
            ("sd2_manxue", "2k", (CLIP,), "sd2_manxue_video_2k"),
            ("sd2_manxue_fast", "720p", (), "sd2_manxue_fast_720p"),
            ("sd2_manxue_fast", "1080p", (CLIP,), "sd2_manxue_video_fast_1080p"),
        ],
    )
    async def test_the_models_name_holds_resolution_and_clip(
        self, model: str, resolution: str | None, references: tuple[VideoReference, ...], sent: str
    ) -> None:
        """A reference video asks for a `_video_` model; there is no resolution field."""
        order = any_order("sd2_manxue", model=model, resolution=resolution, references=references)
        async with self.scripted([STARTED]) as (gateway, provider):
            await provider.start_video(order)
        assert gateway.calls[0].body["model"] == sent
        assert "resolution" not in gateway.calls[0].body

    async def test_the_shape_is_called_ratio(self) -> None:
        """Arrays by kind, and `ratio` where KyyVideo2 says `aspect_ratio`."""
        sound = VideoReference(kind=MediaKind.AUDIO, uri="asset://asset_audio_001")
        order = any_order("sd2_manxue", references=(PERSON, sound), ratio="9:16", resolution="1080p")
        async with self.scripted([STARTED]) as (gateway, provider):
            await provider.start_video(order)
        assert gateway.calls[0].body == {
            "model": "sd2_manxue_1080p",
            "prompt": "The person in image 1 waves.",
            "duration": 5,
            "ratio": "9:16",
            "referenceImages": ["asset://asset_img_001"],
            "referenceAudios": ["asset://asset_audio_001"],
        }

    async def test_frames_have_fields_of_their_own(self) -> None:
        """First and last frame go under their newer names, without references."""
        async with self.scripted([STARTED]) as (gateway, provider):
            await provider.start_video(any_order("sd2_manxue", references=(FIRST, LAST)))
        sent = gateway.calls[0].body
        assert (sent["first_image"], sent["last_image"]) == (FIRST.uri, LAST.uri)
        assert not any(name.startswith("reference") for name in sent)

    @pytest.mark.parametrize(
        "changes",
        [
            {"references": (LAST,)},
            {"references": (FIRST, PERSON)},
            {"ratio": "adaptive"},
            {"model": "sd2_manxue_fast", "resolution": "4k"},
            {"model": "sd2_manxue_720p"},
        ],
    )
    async def test_what_it_cannot_do_is_not_sent(self, changes: dict[str, Any]) -> None:
        """A last frame alone, frames beside references, "adaptive" and a fast 4K are refused here."""
        async with self.scripted([STARTED]) as (gateway, provider):
            with pytest.raises(Unsupported):
                await provider.start_video(any_order("sd2_manxue", **changes))
        assert not gateway.calls

    @pytest.mark.parametrize(("answer", "video"), [(STARTED, TASK_ID), (STARTED_OLDER, PROJECT)])
    async def test_the_id_comes_flat_or_in_an_envelope(self, answer: Recorded, video: str) -> None:
        """`id` and `data.projectId` are both what a look-up asks for."""
        running = Recorded(
            method="GET", path=f"/kyyReactApiServer/v1/result/{video}", body=RUNNING.body | {"id": video}
        )
        async with self.scripted([answer, running]) as (_, provider):
            started = await provider.start_video(any_order("sd2_manxue"))
            reading = await provider.read_video(started.handle)
        assert (started.state, started.handle) == (VideoState.QUEUED, {"id": video})
        assert (reading.state, reading.url) == (VideoState.RUNNING, None)

    @pytest.mark.parametrize(
        "body",
        [
            {"id": None, "model": None, "status": "failed", "error": "parameter conflict"},
            {"code": "5", "msg": "parameter conflict", "data": None},
            {"code": "-1", "msg": "parameter conflict", "data": None},
        ],
    )
    async def test_a_refusal_may_come_with_status_200(self, body: Any) -> None:
        """In either shape it means that nothing was started."""
        answer = Recorded(method="POST", path=STARTED.path, body=body)
        async with self.scripted([answer]) as (_, provider):
            with pytest.raises(Refused, match="parameter conflict"):
                await provider.start_video(any_order("sd2_manxue"))

    async def test_a_strange_word_after_the_id_does_not_lose_the_id(self) -> None:
        """What was paid for is kept even when the rest is not understood."""
        answer = Recorded(method="POST", path=STARTED.path, body={"id": TASK_ID, "status": "archived"})
        async with self.scripted([answer]) as (_, provider):
            with pytest.raises(UnexpectedAnswer) as caught:
                await provider.start_video(any_order("sd2_manxue"))
        assert caught.value.handle == {"id": TASK_ID}
