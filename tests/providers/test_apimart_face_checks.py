"""Face checks at APIMart: a session whose link comes with a second look, and a token that proves it."""

from __future__ import annotations

from typing import Any

import pytest

from providers.errors import UnexpectedAnswer
from providers.face import Failure, VerificationState
from tests.providers.apimart_bodies import (
    GROUP,
    PEOPLE,
    SESSION,
    SESSION_TASK,
    TASK,
    TOKEN,
    VERIFIED,
    posted,
    task,
)
from tests.providers.contract import Scripted
from tests.providers.scripted import Recorded

HANDLE = {"token": TOKEN}
REDIRECT = {"bytedToken": TOKEN, "resultCode": "10000", "verify_type": "real_time"}


class TestApimartFaceChecks(Scripted):
    name = "apimart"

    async def test_link_and_token_come_with_a_second_look(self) -> None:
        """The session is read at once, and neither link nor token shows in a `repr`."""
        async with self.scripted([SESSION, SESSION_TASK]) as (gateway, provider):
            session = await provider.open_verification("https://app.example.com/cb", "en")
        assert [(call.method, call.path) for call in gateway.calls] == [
            ("POST", PEOPLE),
            ("GET", f"/v1/tasks/{TASK}"),
        ]
        assert gateway.calls[1].query == {"language": "en"}
        assert (session.link, session.handle) == ("https://h5.example.com/?x=1", HANDLE)
        assert TOKEN not in repr(session)
        assert session.link not in repr(session)

    async def test_a_completed_session_is_not_a_verified_person(self) -> None:
        """The word "completed" without a group means: ask again."""
        async with self.scripted([SESSION, SESSION_TASK]) as (_, provider):
            reading = await provider.read_verification(HANDLE, None)
        assert (reading.state, reading.group_id) == (VerificationState.PENDING, None)

    @pytest.mark.parametrize(
        "data",
        [
            {"result": {"GroupId": GROUP}},
            {"result": {"group_id": GROUP}},
            {"result": {"groupId": GROUP}},
            {"GroupId": GROUP},
            {"group_id": GROUP},
            {"groupId": GROUP},
            {"result": {"GroupId": None, "raw_response": {"GroupId": GROUP}}},
            {"result": {"raw_response": {"Result": {"GroupId": GROUP}}}},
        ],
    )
    @pytest.mark.parametrize("by_task", [False, True])
    async def test_the_group_is_found_in_each_spelling_and_place(
        self, data: dict[str, Any], by_task: bool
    ) -> None:
        """In the answer itself, or in the task that it names."""
        answers = [posted({"id": TASK, "status": "processing"}), task(data)] if by_task else [posted(data)]
        async with self.scripted(answers) as (_, provider):
            reading = await provider.read_verification(HANDLE, None)
        assert (reading.state, reading.group_id) == (VerificationState.PASSED, GROUP)

    @pytest.mark.parametrize(
        "answer",
        [
            posted({"status": "completed", "result": {}}),
            posted({"status": "completed", "result": {"GroupId": None}}),
            posted({}),
            Recorded(
                method="POST",
                path=PEOPLE,
                body={"error": {"code": 400, "message": "not finished"}},
                status=400,
            ),
            Recorded(method="POST", path=PEOPLE, body={"error": {"code": 400, "message": "not finished"}}),
            Recorded(
                method="POST", path=PEOPLE, body={"error": {"code": 404, "message": "none"}}, status=404
            ),
        ],
    )
    async def test_without_a_group_the_person_is_not_done(self, answer: Recorded) -> None:
        """Whatever form "not yet" takes, it is no failure."""
        async with self.scripted([answer]) as (_, provider):
            reading = await provider.read_verification(HANDLE, None)
        assert (reading.state, reading.failure) == (VerificationState.PENDING, None)

    async def test_the_callback_is_no_proof(self) -> None:
        """A browser that claims success, with any group, passes nobody."""
        async with self.scripted([posted({"status": "completed"})]) as (_, provider):
            reading = await provider.read_verification(HANDLE, REDIRECT | {"group_id": "group-forged"})
        assert (reading.state, reading.group_id) == (VerificationState.PENDING, None)

    async def test_the_token_outweighs_the_callback(self) -> None:
        """A browser that claims failure fails nobody whom the gateway has passed."""
        async with self.scripted([VERIFIED]) as (_, provider):
            reading = await provider.read_verification(HANDLE, REDIRECT | {"resultCode": "10001"})
        assert (reading.state, reading.group_id) == (VerificationState.PASSED, GROUP)

    @pytest.mark.parametrize(
        ("redirect", "failure", "billed"),
        [
            ({"resultCode": "10001", "algorithmBaseRespCode": "7"}, Failure(code="10001", text="7"), None),
            ({"verify_type": "pre_record", "reqMeasureInfoValue": "1"}, Failure(code="pre_record"), True),
            ({"resultCode": "0", "reqMeasureInfoValue": "0"}, Failure(code="0"), False),
        ],
    )
    async def test_a_failed_scan_is_told_at_once(
        self, redirect: dict[str, str], failure: Failure, billed: bool | None
    ) -> None:
        """Where the gateway knows of no group, the browser's bad news may be believed."""
        async with self.scripted([posted({"status": "completed"})]) as (_, provider):
            reading = await provider.read_verification(HANDLE, REDIRECT | redirect)
        assert (reading.state, reading.failure) == (VerificationState.FAILED, failure)
        assert reading.billed is billed

    @pytest.mark.parametrize("group", ["../x", "group 1", "x" * 500])
    async def test_a_group_that_is_no_id_is_unexpected(self, group: str) -> None:
        """It would otherwise be sent back in later calls."""
        async with self.scripted([posted({"result": {"GroupId": group}})]) as (_, provider):
            with pytest.raises(UnexpectedAnswer):
                await provider.read_verification(HANDLE, None)

    @pytest.mark.parametrize(
        "session",
        [
            task({"result": {"byted_token": TOKEN}}),
            task({"result": {"h5_link": "https://h5.example.com"}}),
            task({"result": {"byted_token": TOKEN, "h5_link": "javascript:alert(1)"}}),
            task({"result": None}),
            Recorded(
                method="GET",
                path=f"/v1/tasks/{TASK}",
                body={"code": 200, "data": {**SESSION_TASK.body["data"], "id": "task_other"}},
            ),
        ],
    )
    async def test_a_session_needs_its_link_and_its_token(self, session: Recorded) -> None:
        """Without either, or about another task, the answer is unexpected."""
        async with self.scripted([SESSION, session]) as (_, provider):
            with pytest.raises(UnexpectedAnswer):
                await provider.open_verification("https://app.example.com/cb", "en")
