"""JimmyAI's adapter on the bodies of its documentation."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from providers.errors import (
    AnswerLost,
    KeyRefused,
    NoCredit,
    NotFound,
    ProviderError,
    RateLimited,
    Refused,
    UnexpectedAnswer,
    Unsupported,
)
from providers.face import Failure, ReviewStatus
from providers.profile import MediaKind
from tests.providers.contract import Operation, ProviderContract, Scripted, reads, submits
from tests.providers.jimmyai_bodies import (
    FILE_GOT,
    FILE_HANDLE,
    FILE_PATH,
    FILE_UPLOADED,
    FILES_GOT,
    GOT,
    GOT_MANY,
    HOSTED,
    MADE,
    PERSON,
    PERSON_HANDLE,
    PERSON_PATH,
    PORTRAIT,
    STARTED,
    SUBMITTED,
    TASK,
    enveloped,
    portrait,
)
from tests.providers.orders import any_order
from tests.providers.scripted import Recorded


class TestJimmyAI(ProviderContract):
    name = "jimmyai"
    operations: ClassVar = {
        "submit": Operation(run=submits(portrait()), answers=[SUBMITTED], essential="asset_id"),
        "submit nobody real": Operation(
            run=submits(portrait(real_person=False)),
            answers=[FILE_UPLOADED],
            essential="asset_id",
            outcomes={"unknown status word": None},
        ),
        "read": Operation(run=reads(PERSON_HANDLE), answers=[GOT], essential="status"),
        "read a file": Operation(run=reads(FILE_HANDLE), answers=[FILE_GOT], essential="status"),
        "read many": Operation(
            run=reads(PERSON_HANDLE, PERSON_HANDLE), answers=[GOT_MANY], essential="items"
        ),
        "start_video": Operation(
            run=lambda p: p.start_video(any_order("jimmyai")), answers=[STARTED], essential="task_id"
        ),
        "read_video": Operation(
            run=lambda p: p.read_video({"id": TASK}), answers=[MADE], essential="video_url"
        ),
        "host_file": Operation(
            run=lambda p: p.host_file(MediaKind.IMAGE, "rachel.jpg", b"pic"),
            answers=[HOSTED],
            essential="url",
            outcomes={"unknown status word": None},
        ),
    }


class TestJimmyAIAssets(Scripted):
    name = "jimmyai"

    async def test_a_person_goes_to_the_whitelist(self) -> None:
        """Name and link are all that is sent; the reference is not there yet."""
        async with self.scripted([SUBMITTED]) as (gateway, provider):
            [result] = await provider.submit([portrait()])
        body = {"name": "r_abc", "url": "https://app.example.com/media/x"}
        assert [(call.path, call.body) for call in gateway.calls] == [(f"{PERSON_PATH}/submit", body)]
        assert (result.handle, result.error) == (PERSON_HANDLE, None)
        assert (result.review.status, result.review.reference) == (ReviewStatus.IN_REVIEW, None)

    @pytest.mark.parametrize("kind", list(MediaKind))
    async def test_nobody_real_goes_to_the_files(self, kind: MediaKind) -> None:
        """The other library takes a type as well, and may answer with the id alone."""
        async with self.scripted([FILE_UPLOADED]) as (gateway, provider):
            [result] = await provider.submit([portrait(real_person=False, kind=kind)])
        assert gateway.calls[0].path == f"{FILE_PATH}/upload"
        assert gateway.calls[0].body["type"] == kind.value
        assert (result.handle, result.review, result.error) == (FILE_HANDLE, None, None)

    @pytest.mark.parametrize("kind", [MediaKind.VIDEO, MediaKind.AUDIO])
    async def test_a_person_is_whitelisted_by_picture_only(self, kind: MediaKind) -> None:
        """A clip or a sound of a person is refused here, and never slips into the other library."""
        async with self.scripted([SUBMITTED, FILE_UPLOADED]) as (gateway, provider):
            [result] = await provider.submit([portrait(kind=kind)])
        assert isinstance(result.error, Unsupported)
        assert not gateway.calls

    @pytest.mark.parametrize("code", [0, "0", 200, "200", 20000, "20000"])
    async def test_success_has_many_codes(self, code: Any) -> None:
        """Which endpoint uses which does not matter."""
        async with self.scripted([enveloped("POST", GOT.path, PORTRAIT, code)]) as (_, provider):
            [read] = await provider.read([PERSON_HANDLE])
        assert read.review.status is ReviewStatus.ACTIVE

    @pytest.mark.parametrize(
        ("code", "error"),
        [
            (20001, KeyRefused),
            ("20001", KeyRefused),
            (20002, Refused),
            (-1, AnswerLost),
            ("-1", AnswerLost),
            (402, NoCredit),
            (404, NotFound),
            (429, RateLimited),
            (500, AnswerLost),
            (31337, Refused),
            (None, UnexpectedAnswer),
            (False, UnexpectedAnswer),
            ([0], UnexpectedAnswer),
        ],
    )
    async def test_every_other_code_is_an_error(self, code: Any, error: type[ProviderError]) -> None:
        """HTTP 200 is no success by itself."""
        answer = Recorded(
            method="POST", path=SUBMITTED.path, body=SUBMITTED.body | {"code": code, "msg": "words"}
        )
        async with self.scripted([answer]) as (_, provider):
            [result] = await provider.submit([portrait()])
        assert (type(result.error), result.handle) == (error, None)

    @pytest.mark.parametrize(
        ("told", "reference"),
        [
            ({}, f"asset://{PERSON}"),
            ({"asset_ref": "asset://another-form"}, "asset://another-form"),
            ({"asset_ref": None}, f"asset://{PERSON}"),
            ({"asset_ref": "another-form"}, f"asset://{PERSON}"),
            ({"status": "Processing", "asset_ref": None}, None),
            ({"status": "Failed", "asset_ref": None}, None),
            ({"created_at": 1770000000, "official_id": None}, f"asset://{PERSON}"),
        ],
    )
    async def test_the_reference_is_as_given_once_active(
        self, told: dict[str, Any], reference: str | None
    ) -> None:
        """Built from the id only where none is given; the time may be a text or a number."""
        async with self.scripted([enveloped("POST", GOT.path, PORTRAIT | told)]) as (_, provider):
            [read] = await provider.read([PERSON_HANDLE])
        assert read.review.reference == reference

    @pytest.mark.parametrize("name", ["error_message", "msg", "reason", None])
    async def test_a_refused_portrait_tells_why_where_it_can(self, name: str | None) -> None:
        """No field is documented for the reason, so each likely one is read."""
        told = {"status": "Failed", "asset_ref": None} | ({name: "two faces"} if name else {})
        async with self.scripted([enveloped("POST", GOT.path, PORTRAIT | told)]) as (_, provider):
            [read] = await provider.read([PERSON_HANDLE])
        assert read.review.failure == Failure(text="two faces" if name else "")


class TestJimmyAIReads(Scripted):
    name = "jimmyai"

    async def test_each_library_is_asked_once(self) -> None:
        """Portraits and files have look-ups of their own; one alone is asked for by itself."""
        others = [PORTRAIT | {"asset_id": f"id{n}", "asset_ref": f"asset://id{n}"} for n in (1, 2)]
        batch = enveloped("POST", GOT_MANY.path, {"items": others[::-1]})
        async with self.scripted([batch, FILE_GOT]) as (gateway, provider):
            reads = await provider.read(
                [{"id": "id1", "library": "person"}, FILE_HANDLE, {"id": "id2", "library": "person"}]
            )
        assert [r.review.reference for r in reads] == ["asset://id1", "asset://asset_abc123", "asset://id2"]
        assert sorted((call.path, str(call.body)) for call in gateway.calls) == [
            (f"{FILE_PATH}/detail", "{'asset_id': 'asset_abc123'}"),
            (f"{PERSON_PATH}/batch-status", "{'asset_ids': ['id1', 'id2']}"),
        ]

    async def test_what_a_batch_leaves_out_is_asked_for_singly(self) -> None:
        """Whether unknown ids are dropped or reported is not documented."""
        gone = {"id": "gone", "library": "person"}
        async with self.scripted([GOT_MANY, GOT]) as (gateway, provider):
            found, lost = await provider.read([PERSON_HANDLE, gone])
        assert found.review.status is ReviewStatus.ACTIVE
        assert isinstance(lost.error, UnexpectedAnswer)
        assert gateway.calls[-1].body == {"asset_id": "gone"}

    async def test_one_unknown_id_does_not_silence_the_others(self) -> None:
        """A batch that is refused as a whole is asked for one by one."""
        refusal = Recorded(method="POST", path=GOT_MANY.path, body={"code": 20002, "msg": "unknown id"})
        async with self.scripted([refusal, GOT]) as (_, provider):
            reads = await provider.read([PERSON_HANDLE, PERSON_HANDLE])
        assert [r.review.status for r in reads] == [ReviewStatus.ACTIVE] * 2

    async def test_a_throttled_batch_is_not_asked_for_one_by_one(self) -> None:
        """When the account is over its rate, more calls would only make it worse."""
        limited = Recorded(method="POST", path=FILES_GOT.path, body={}, status=429)
        async with self.scripted([limited]) as (gateway, provider):
            reads = await provider.read([FILE_HANDLE] * 3)
        assert [type(read.error) for read in reads] == [RateLimited] * 3
        assert len(gateway.calls) == 1

    @pytest.mark.parametrize("bad", [{}, {"id": PERSON}, {"id": 7, "library": "person"}])
    async def test_a_spoilt_handle_asks_nothing(self, bad: dict[str, Any]) -> None:
        """Neither a missing library nor a strange id reaches the gateway."""
        async with self.scripted([GOT, GOT_MANY]) as (gateway, provider):
            [read] = await provider.read([bad])
        assert isinstance(read.error, UnexpectedAnswer)
        assert not gateway.calls
