"""Videos and hosted files at JimmyAI."""

from __future__ import annotations

from typing import Any

import pytest

from providers.errors import UnexpectedAnswer, Unsupported
from providers.face import Failure, VideoReference, VideoState
from providers.profile import MediaKind, ReferenceRole
from tests.providers.contract import Scripted
from tests.providers.jimmyai_bodies import HOSTED, MADE, PERSON, STARTED, TASK, VIDEO, enveloped
from tests.providers.orders import any_order
from tests.providers.scripted import Recorded

FACE = VideoReference(kind=MediaKind.IMAGE, uri=f"asset://{PERSON}", real_person=True)
PICTURE = VideoReference(kind=MediaKind.IMAGE, uri="https://app.example.com/media/street")
CLIP = VideoReference(kind=MediaKind.VIDEO, uri="asset://clip")
SOUND = VideoReference(kind=MediaKind.AUDIO, uri="asset://sound")
FIRST, LAST = (
    VideoReference(kind=MediaKind.IMAGE, uri=f"asset://{role}", role=role)
    for role in (ReferenceRole.FIRST_FRAME, ReferenceRole.LAST_FRAME)
)


class TestJimmyAIVideos(Scripted):
    name = "jimmyai"

    async def test_references_go_in_arrays_by_kind(self) -> None:
        """A picture without a face may go by link beside an approved portrait."""
        order = any_order("jimmyai", references=(FACE, PICTURE, CLIP, SOUND), ratio="9:16", resolution="720p")
        async with self.scripted([STARTED]) as (gateway, provider):
            reading = await provider.start_video(order)
        assert gateway.calls[0].body == {
            "model": "seedance2.0-sp",
            "prompt": "The person in image 1 waves.",
            "duration": 5,
            "ratio": "9:16",
            "resolution": "720p",
            "images": [f"asset://{PERSON}", "https://app.example.com/media/street"],
            "reference_videos": ["asset://clip"],
            "reference_audios": ["asset://sound"],
        }
        assert (reading.state, reading.handle) == (VideoState.QUEUED, {"id": TASK})

    async def test_frames_have_fields_of_their_own(self) -> None:
        """First and last frame go without pictures beside them."""
        async with self.scripted([STARTED]) as (gateway, provider):
            await provider.start_video(any_order("jimmyai", references=(FIRST, LAST)))
        sent = gateway.calls[0].body
        assert (sent["first_image"], sent["last_image"]) == (FIRST.uri, LAST.uri)
        assert "images" not in sent

    @pytest.mark.parametrize(
        "changes",
        [
            {"references": (FIRST, FACE)},
            {"references": (LAST,)},
            {"references": (SOUND,)},
            {"model": "seedance2.0-fast-sp", "references": (CLIP,)},
            {"model": "seedance2.0-of-sp", "references": (FACE,)},
            {"resolution": "480p"},
        ],
    )
    async def test_what_it_cannot_do_is_not_sent(self, changes: dict[str, Any]) -> None:
        """Clips on the fast model, people on the official line, 480p and a lone sound are refused here."""
        async with self.scripted([STARTED]) as (gateway, provider):
            with pytest.raises(Unsupported):
                await provider.start_video(any_order("jimmyai", **changes))
        assert not gateway.calls

    @pytest.mark.parametrize(
        ("told", "state", "failure"),
        [
            ({"status": "queued", "progress": 0, "result": None}, VideoState.QUEUED, None),
            ({"status": "pending", "progress": 0}, VideoState.QUEUED, None),
            ({"status": "submitted", "progress": 0}, VideoState.QUEUED, None),
            ({"status": "processing", "progress": 55}, VideoState.RUNNING, None),
            (
                {"status": "failed", "progress": 0, "error_message": "provider_moderation_error"},
                VideoState.FAILED,
                Failure(text="provider_moderation_error"),
            ),
        ],
    )
    @pytest.mark.parametrize("bare", [False, True])
    async def test_each_word_for_a_video_has_one_meaning(
        self, told: dict[str, Any], state: VideoState, failure: Failure | None, bare: bool
    ) -> None:
        """An older form of the answer comes without its envelope."""
        data = VIDEO | told
        answer = (
            Recorded(method="GET", path=MADE.path, body=data)
            if bare
            else enveloped("GET", MADE.path, data, 20000)
        )
        async with self.scripted([answer]) as (_, provider):
            reading = await provider.read_video({"id": TASK})
        assert (reading.state, reading.failure, reading.url) == (state, failure, None)
        assert reading.progress == told["progress"]

    @pytest.mark.parametrize(
        ("url", "link"),
        [
            ("https://cdn.example.com/out.mp4", "https://cdn.example.com/out.mp4"),
            ("/files/out.mp4?sig=1", "{base}/files/out.mp4?sig=1"),
        ],
    )
    async def test_a_link_may_be_a_path(self, url: str, link: str) -> None:
        """An older form of the API left the host out."""
        answer = enveloped("GET", MADE.path, VIDEO | {"result": {"video_url": url}}, "20000")
        async with self.scripted([answer]) as (gateway, provider):
            reading = await provider.read_video({"id": TASK})
        assert reading.url == link.format(base=gateway.url)

    @pytest.mark.parametrize(
        "told",
        [
            {"result": None},
            {"result": {"video_url": None}},
            {"result": {"video_url": "javascript:alert(1)"}},
            {"task_id": "task_other"},
            {"status": "archived"},
        ],
    )
    async def test_an_odd_answer_is_no_end(self, told: dict[str, Any]) -> None:
        """A success without a link, another task or an unknown word is unexpected."""
        async with self.scripted([enveloped("GET", MADE.path, VIDEO | told, "20000")]) as (_, provider):
            with pytest.raises(UnexpectedAnswer):
                await provider.read_video({"id": TASK})

    async def test_a_strange_word_after_the_id_does_not_lose_the_id(self) -> None:
        """What was paid for is kept even when the rest is not understood."""
        answer = enveloped("POST", STARTED.path, {"task_id": TASK, "status": "archived"}, "20000")
        async with self.scripted([answer]) as (_, provider):
            with pytest.raises(UnexpectedAnswer) as caught:
                await provider.start_video(any_order("jimmyai"))
        assert caught.value.handle == {"id": TASK}


class TestJimmyAIHosting(Scripted):
    name = "jimmyai"

    @pytest.mark.parametrize(
        ("kind", "name", "part"),
        [
            (MediaKind.IMAGE, "Rachel Green.JPG", b'filename="media.jpg"\r\nContent-Type: image/jpeg'),
            (MediaKind.VIDEO, "r.mov", b'filename="media.mov"\r\nContent-Type: video/quicktime'),
            (MediaKind.AUDIO, "r.mp3", b'filename="media.mp3"\r\nContent-Type: audio/mpeg'),
        ],
    )
    async def test_a_hosted_file_goes_without_its_name(self, kind: MediaKind, name: str, part: bytes) -> None:
        """The file's own name may be a person's."""
        async with self.scripted([HOSTED]) as (gateway, provider):
            assert await provider.host_file(kind, name, b"data") == HOSTED.body["data"]["url"]
        assert part in gateway.calls[0].body
        assert b"Rachel" not in gateway.calls[0].body

    @pytest.mark.parametrize(
        ("kind", "name", "size"),
        [
            (MediaKind.IMAGE, "a.tiff", 2),
            (MediaKind.IMAGE, "a.mp4", 2),
            (MediaKind.VIDEO, "a", 2),
            (MediaKind.AUDIO, "a.wav", 100_000_001),
        ],
    )
    async def test_only_some_files_are_hosted(self, kind: MediaKind, name: str, size: int) -> None:
        """Another type, or more than 100 MB, is refused before any HTTP."""
        async with self.scripted([HOSTED]) as (gateway, provider):
            with pytest.raises(Unsupported):
                await provider.host_file(kind, name, b"x" * size)
        assert not gateway.calls
