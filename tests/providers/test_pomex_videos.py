"""Videos at PomexAI."""

from __future__ import annotations

from typing import Any

import pytest

from providers.face import Failure, VideoReference, VideoState
from providers.profile import MediaKind, ReferenceRole
from tests.providers.contract import Scripted
from tests.providers.orders import any_order
from tests.providers.pomex_bodies import (
    ASSET,
    MADE,
    STARTED,
    VIDEO,
)
from tests.providers.scripted import Recorded


class TestPomexVideos(Scripted):
    name = "pomex"

    async def test_a_video_is_ordered_as_a_list_of_parts(self) -> None:
        """Prompt first, then the references in order, each with its role."""
        references = (
            VideoReference(kind=MediaKind.IMAGE, uri=f"asset://{ASSET}", real_person=True),
            VideoReference(kind=MediaKind.VIDEO, uri="https://app.example.com/clip"),
            VideoReference(kind=MediaKind.AUDIO, uri="asset://asset-2"),
        )
        order = any_order("pomex", references=references, ratio="9:16", seconds=8, resolution="720p")
        async with self.scripted([STARTED]) as (gateway, provider):
            reading = await provider.start_video(order)
        assert (reading.state, reading.handle) == (VideoState.QUEUED, {"id": VIDEO})
        assert gateway.calls[0].body == {
            "model": "byteplus/seedance-2.0",
            "content": [
                {"type": "text", "text": "The person in image 1 waves."},
                {"type": "image_url", "image_url": {"url": f"asset://{ASSET}"}, "role": "reference_image"},
                {
                    "type": "video_url",
                    "video_url": {"url": "https://app.example.com/clip"},
                    "role": "reference_video",
                },
                {"type": "audio_url", "audio_url": {"url": "asset://asset-2"}, "role": "reference_audio"},
            ],
            "ratio": "9:16",
            "duration": 8,
            "resolution": "720p",
        }

    async def test_frames_have_roles_of_their_own(self) -> None:
        """First and last frame are named as such."""
        references = tuple(
            VideoReference(kind=MediaKind.IMAGE, uri=f"asset://asset-{n}", role=role)
            for n, role in enumerate((ReferenceRole.FIRST_FRAME, ReferenceRole.LAST_FRAME))
        )
        async with self.scripted([STARTED]) as (gateway, provider):
            await provider.start_video(any_order("pomex", references=references))
        assert [part.get("role") for part in gateway.calls[0].body["content"]] == [
            None,
            "first_frame",
            "last_frame",
        ]

    @pytest.mark.parametrize(
        ("word", "state"),
        [
            ("queued", VideoState.QUEUED),
            ("running", VideoState.RUNNING),
            ("failed", VideoState.FAILED),
            ("cancelled", VideoState.CANCELLED),
            ("expired", VideoState.EXPIRED),
        ],
    )
    async def test_each_word_for_a_video_has_one_meaning(self, word: str, state: VideoState) -> None:
        """The gateway's words are mapped one by one; only a success carries a link."""
        body = {"id": VIDEO, "status": word, "error": {"code": "C", "message": "m"}, "content": None}
        answer = Recorded(method="GET", path=MADE.path, body=body)
        async with self.scripted([answer]) as (_, provider):
            reading = await provider.read_video({"id": VIDEO})
        assert (reading.state, reading.url) == (state, None)
        assert reading.failure == (Failure(code="C", text="m") if state is VideoState.FAILED else None)

    @pytest.mark.parametrize(
        ("body", "handle"),
        [(MADE.body, {"id": VIDEO}), ({}, None), ({"id": 7}, None), ({"id": "../x/y"}, None)],
    )
    async def test_a_push_is_only_a_hint_where_to_look(self, body: Any, handle: Any) -> None:
        """A pushed body yields at most a handle, and never an error."""
        async with self.scripted([]) as (gateway, provider):
            assert await provider.parse_push(body) == handle
        assert not gateway.calls
