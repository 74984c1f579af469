"""APIMart's adapter on the bodies of its documentation: the failure table, and what it is sent."""

from __future__ import annotations

from typing import ClassVar

import pytest

from providers.errors import AnswerLost, KeyRefused, ProviderError, RateLimited, Refused, Unsupported
from providers.profile import MediaKind
from tests.providers.apimart_bodies import (
    GROUP,
    HOSTED,
    MADE,
    ONE_OF_TWO,
    PEOPLE,
    SESSION,
    SESSION_TASK,
    STARTED,
    SUBMITTED,
    SUBMITTED_VIRTUAL,
    TASK,
    TOKEN,
    VERIFIED,
    VIRTUAL,
    handle,
    portrait,
    posted,
)
from tests.providers.contract import Operation, ProviderContract, Scripted, reads, submits
from tests.providers.orders import any_order
from tests.providers.scripted import Recorded

NOT_YET = dict.fromkeys(("400", "404", "422"))


class TestApimart(ProviderContract):
    name = "apimart"
    operations: ClassVar = {
        "open_verification": Operation(
            run=lambda p: p.open_verification("https://app.example.com/cb", "en"),
            answers=[SESSION, SESSION_TASK],
            essential="byted_token",
        ),
        "read_verification": Operation(
            run=lambda p: p.read_verification({"token": TOKEN}, None),
            answers=[VERIFIED],
            essential="data",
            outcomes=NOT_YET,
        ),
        "read_verification by task": Operation(
            run=lambda p: p.read_verification({"token": TOKEN}, None),
            answers=[posted({"id": TASK, "status": "processing"}), SESSION_TASK],
            essential="data",
            outcomes=NOT_YET,
        ),
        "submit": Operation(run=submits(portrait()), answers=[SUBMITTED]),
        "submit nobody real": Operation(
            run=submits(portrait(real_person=False, group_id=None)), answers=[SUBMITTED_VIRTUAL]
        ),
        "read": Operation(run=reads(handle("a")), answers=[ONE_OF_TWO], essential="usable_assets"),
        "start_video": Operation(
            run=lambda p: p.start_video(any_order("apimart")), answers=[STARTED], essential="task_id"
        ),
        "read_video": Operation(run=lambda p: p.read_video({"id": TASK}), answers=[MADE], essential="url"),
        "host_file": Operation(
            run=lambda p: p.host_file(MediaKind.IMAGE, "rachel.jpg", b"pic"),
            answers=[HOSTED],
            essential="url",
            outcomes={"unknown status word": None},
        ),
    }


class TestApimartRequests(Scripted):
    name = "apimart"

    @pytest.mark.parametrize(
        ("body", "error"),
        [
            ({"error": {"code": 400, "message": "m", "type": "invalid_request_error"}}, Refused),
            ({"error": {"code": 401, "message": "m", "type": "authentication_error"}}, KeyRefused),
            ({"error": {"code": 429, "message": "m"}}, RateLimited),
            ({"error": {"code": 500, "message": "m"}}, AnswerLost),
            ({"error": "m"}, Refused),
            ({"code": 401, "message": "m"}, KeyRefused),
            ({"code": "500", "msg": "m", "data": {"id": TASK}}, AnswerLost),
            ({"code": 7, "msg": "m", "data": {"id": TASK}}, Refused),
        ],
    )
    async def test_an_error_may_come_with_status_200(self, body: object, error: type[ProviderError]) -> None:
        """The body's own code says what it is."""
        async with self.scripted([Recorded(method="POST", path=PEOPLE, body=body)]) as (_, provider):
            [result] = await provider.submit([portrait()])
        assert (type(result.error), result.error.detail) == (error, "m")

    async def test_one_path_does_three_jobs_by_the_fields_present(self) -> None:
        """The three fields that choose the job never travel together."""
        async with self.scripted([VERIFIED, SESSION_TASK]) as (gateway, provider):
            await provider.open_verification("https://app.example.com/cb", "zh")
            await provider.read_verification({"token": TOKEN}, None)
            await provider.submit([portrait()])
        posts = [call.body for call in gateway.calls if call.method == "POST"]
        assert posts == [
            {"callback_url": "https://app.example.com/cb"},
            {"byted_token": TOKEN},
            {
                "group_id": GROUP,
                "asset_type": "Video",
                "assets": [{"url": "https://cdn.example.com/a.mp4", "name": "a"}],
            },
        ]

    async def test_files_of_one_group_and_kind_travel_together(self) -> None:
        """Kind and group stand outside the list, so each pair is a batch of its own."""
        items = [
            portrait("a"),
            portrait("b", kind=MediaKind.IMAGE),
            portrait("c"),
            portrait("d", real_person=False, group_id=None),
            portrait("e", group_id="group-2"),
            portrait("f", group_id=None),
        ]
        async with self.scripted([SUBMITTED, SUBMITTED_VIRTUAL]) as (gateway, provider):
            results = await provider.submit(items)
        sent = {
            (call.path, call.body.get("group_id"), call.body["asset_type"]): [
                file["name"] for file in call.body["assets"]
            ]
            for call in gateway.calls
        }
        assert sent == {
            (PEOPLE, GROUP, "Video"): ["a", "c"],
            (PEOPLE, GROUP, "Image"): ["b"],
            (PEOPLE, "group-2", "Video"): ["e"],
            (VIRTUAL, None, "Video"): ["d"],
        }
        assert [r.name for r in results] == list("abcdef")
        assert [r.handle and r.handle["alone"] for r in results] == [False, True, False, True, True, None]

    async def test_pictures_of_nobody_real_get_a_group_of_their_own(self) -> None:
        """They never touch the path for people."""
        item = portrait("r_x", real_person=False, group_id=None, kind=MediaKind.IMAGE)
        async with self.scripted([SUBMITTED_VIRTUAL]) as (gateway, provider):
            await provider.submit([item])
        assert gateway.calls[0].body["group"]["name"] == "likeness-r_x"
        assert gateway.calls[0].body["asset_type"] == "Image"
        assert "group_id" not in gateway.calls[0].body

    @pytest.mark.parametrize("changes", [{"group_id": None}, {"kind": MediaKind.AUDIO}])
    async def test_a_person_needs_a_group_and_has_no_voice_here(self, changes: dict[str, object]) -> None:
        """What the path for people does not take is refused before any HTTP."""
        async with self.scripted([SUBMITTED]) as (gateway, provider):
            [result] = await provider.submit([portrait(**changes)])
        assert isinstance(result.error, Unsupported)
        assert not gateway.calls

    @pytest.mark.parametrize(
        ("kind", "name", "size"),
        [
            (MediaKind.IMAGE, "a.tiff", 2),
            (MediaKind.IMAGE, "a", 2),
            (MediaKind.VIDEO, "a.mp4", 2),
            (MediaKind.IMAGE, "a.jpg", 20_000_001),
        ],
    )
    async def test_only_some_pictures_are_hosted(self, kind: MediaKind, name: str, size: int) -> None:
        """Another type, or more than 20 MB, is refused before any HTTP."""
        async with self.scripted([HOSTED]) as (gateway, provider):
            with pytest.raises(Unsupported):
                await provider.host_file(kind, name, b"x" * size)
        assert not gateway.calls

    async def test_a_hosted_picture_goes_without_its_name(self) -> None:
        """The file's own name may be a person's."""
        async with self.scripted([HOSTED]) as (gateway, provider):
            link = await provider.host_file(MediaKind.IMAGE, "Rachel Green.JPG", b"pic")
        assert link == HOSTED.body["url"]
        assert b'filename="media.jpg"' in gateway.calls[0].body
        assert b"Rachel" not in gateway.calls[0].body
