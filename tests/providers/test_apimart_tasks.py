"""Reviews and videos at APIMart, which are both tasks."""

from __future__ import annotations

from typing import Any

import pytest

from providers.errors import NotFound, UnexpectedAnswer, Unsupported
from providers.face import Failure, ReviewStatus, VideoReference, VideoState
from providers.profile import MediaKind, ReferenceRole
from tests.providers.apimart_bodies import (
    FAILED,
    MADE,
    ONE_OF_TWO,
    STARTED,
    TASK,
    USABLE,
    handle,
    portrait,
    posted,
    task,
)
from tests.providers.contract import Scripted
from tests.providers.orders import any_order
from tests.providers.scripted import Recorded


class TestApimartReviews(Scripted):
    name = "apimart"

    async def test_a_failed_review_may_hold_usable_files(self) -> None:
        """One look serves the whole batch, and each file keeps its own outcome."""
        async with self.scripted([ONE_OF_TWO]) as (gateway, provider):
            b, a, c = await provider.read([handle("b"), handle("a"), handle("c")])
        assert len(gateway.calls) == 1
        assert (a.review.status, a.review.reference) == (ReviewStatus.ACTIVE, "asset://asset-1")
        assert (b.review.status, b.review.failure) == (
            ReviewStatus.FAILED,
            Failure(text="1 of 2 files failed"),
        )
        assert isinstance(c.error, UnexpectedAnswer)

    @pytest.mark.parametrize("word", ["submitted", "pending", "processing"])
    async def test_a_task_under_way_is_a_review_under_way(self, word: str) -> None:
        """Three words, one meaning."""
        async with self.scripted([task({"status": word})]) as (_, provider):
            [read] = await provider.read([handle("a")])
        assert read.review.status is ReviewStatus.IN_REVIEW

    @pytest.mark.parametrize(
        "result",
        [
            {"usable_assets": [USABLE]},
            {"usable_assets": [{"asset_url": "asset://asset-1", "raw_response": {"Name": "a"}}]},
            {"usable_assets": [{"asset_id": "asset-1", "name": "a"}, {"asset_id": "x", "name": "x"}]},
            {"usable_assets": [{"asset_id": "asset-1"}]},
            {"asset_url": "asset://asset-1"},
        ],
    )
    async def test_a_files_reference_is_found_in_each_place(self, result: dict[str, Any]) -> None:
        """By name in either spelling; a file that travelled alone needs none."""
        async with self.scripted([task({"result": result})]) as (_, provider):
            [read] = await provider.read([handle("a", alone=True)])
        assert (read.review.status, read.review.reference) == (ReviewStatus.ACTIVE, "asset://asset-1")

    @pytest.mark.parametrize(
        "told", [{"reason": "two faces"}, {"error": {"message": "two faces"}}, {"fail_reason": "two faces"}]
    )
    async def test_a_files_own_reason_comes_first(self, told: dict[str, Any]) -> None:
        """The task's reason speaks for all, the file's for itself."""
        result = {"failed_assets": [FAILED | told]}
        async with self.scripted([task({"status": "failed", "result": result, "error": "some"})]) as (_, p):
            [read] = await p.read([handle("b")])
        assert read.review.failure == Failure(text="two faces")

    @pytest.mark.parametrize("word", ["failed", "cancelled"])
    async def test_a_task_that_ended_without_files_failed_for_all(self, word: str) -> None:
        """Then the task's own reason is each file's."""
        async with self.scripted([task({"status": word, "error": {"message": "no"}})]) as (_, provider):
            reads = await provider.read([handle("a"), handle("b")])
        assert [r.review.failure for r in reads] == [Failure(text="no")] * 2

    @pytest.mark.parametrize(
        "result",
        [
            None,
            {},
            {"usable_assets": [{"asset_id": "asset-1"}, {"asset_id": "asset-2"}]},
            {"usable_assets": [USABLE | {"asset_url": "https://x.example/a"}]},
            {"usable_assets": [{"name": "a"}]},
            {"usable_assets": "a"},
        ],
    )
    async def test_a_file_is_never_guessed(self, result: Any) -> None:
        """A finished review that does not clearly tell of a file is unexpected."""
        async with self.scripted([task({"result": result})]) as (_, provider):
            [read] = await provider.read([handle("a")])
        assert isinstance(read.error, UnexpectedAnswer)

    @pytest.mark.parametrize("bad", [{}, {"task": "../x"}, {"task": 7}, {"task": TASK}])
    async def test_a_spoilt_handle_finds_nothing(self, bad: dict[str, Any]) -> None:
        """Neither a strange path nor a nameless file is taken for ours."""
        usable = [{"asset_id": "asset-1"}, {"asset_id": "asset-2"}]
        answers = [task({"result": {"usable_assets": usable}}), task({}, "7")]
        async with self.scripted(answers) as (_, provider):
            [read] = await provider.read([bad])
        assert isinstance(read.error, UnexpectedAnswer)

    async def test_one_lost_task_does_not_hide_another(self) -> None:
        """Each task's error is its own files'."""
        gone = Recorded(
            method="GET",
            path="/v1/tasks/task_gone",
            body={"error": {"code": 404, "message": "x"}},
            status=404,
        )
        async with self.scripted([ONE_OF_TWO, gone]) as (_, provider):
            a, lost = await provider.read([handle("a"), handle("a") | {"task": "task_gone"}])
        assert (a.error, type(lost.error)) == (None, NotFound)

    async def test_a_strange_word_after_the_id_does_not_lose_the_id(self) -> None:
        """A review that was begun is kept even when its status is not understood."""
        async with self.scripted([posted({"id": TASK, "status": "archived"})]) as (_, provider):
            [result] = await provider.submit([portrait("a")])
        assert (result.handle, type(result.error)) == (handle("a", alone=True), UnexpectedAnswer)

    @pytest.mark.parametrize(
        "data", [{"id": TASK, "status": "pending"}, {"task_id": TASK, "status": "pending"}]
    )
    @pytest.mark.parametrize("in_list", [False, True])
    async def test_data_is_an_object_or_a_list_of_one(self, data: dict[str, str], in_list: bool) -> None:
        """The id goes by either of its names in both."""
        async with self.scripted([posted([data] if in_list else data)]) as (_, provider):
            [result] = await provider.submit([portrait("a")])
        assert (result.handle, result.error) == (handle("a", alone=True), None)


class TestApimartVideos(Scripted):
    name = "apimart"

    async def test_pictures_carry_roles_and_the_rest_goes_in_arrays(self) -> None:
        """The shape is called `size`; `image_urls` is never sent beside `image_with_roles`."""
        references = (
            VideoReference(kind=MediaKind.IMAGE, uri="asset://asset-1", real_person=True),
            VideoReference(kind=MediaKind.VIDEO, uri="asset://asset-2"),
            VideoReference(kind=MediaKind.AUDIO, uri="asset://asset-3"),
        )
        order = any_order("apimart", references=references, ratio="9:16", resolution="720p")
        async with self.scripted([STARTED]) as (gateway, provider):
            reading = await provider.start_video(order)
        assert gateway.calls[0].body == {
            "model": "doubao-seedance-2.0-face",
            "prompt": "The person in image 1 waves.",
            "duration": 5,
            "size": "9:16",
            "resolution": "720p",
            "generate_audio": True,
            "image_with_roles": [{"url": "asset://asset-1", "role": "reference_image"}],
            "video_urls": ["asset://asset-2"],
            "audio_urls": ["asset://asset-3"],
        }
        assert (reading.state, reading.handle) == (VideoState.QUEUED, {"id": TASK})

    async def test_frames_are_roles(self) -> None:
        """First and last frame stand in the same list."""
        references = tuple(
            VideoReference(kind=MediaKind.IMAGE, uri=f"asset://asset-{role}", role=role)
            for role in (ReferenceRole.FIRST_FRAME, ReferenceRole.LAST_FRAME)
        )
        async with self.scripted([STARTED]) as (gateway, provider):
            await provider.start_video(any_order("apimart", references=references))
        roles = [image["role"] for image in gateway.calls[0].body["image_with_roles"]]
        assert roles == ["first_frame", "last_frame"]

    @pytest.mark.parametrize("model", ["doubao-seedance-2.0", "doubao-seedance-2.0-fast"])
    async def test_real_people_need_a_face_model(self, model: str) -> None:
        """The plain models are for pictures of nobody real."""
        nobody = (VideoReference(kind=MediaKind.IMAGE, uri="asset://asset-1"),)
        async with self.scripted([STARTED]) as (gateway, provider):
            with pytest.raises(Unsupported):
                await provider.start_video(any_order("apimart", model=model))
            await provider.start_video(any_order("apimart", model=model, references=nobody))
        assert len(gateway.calls) == 1

    @pytest.mark.parametrize("url", ["https://cdn.example.com/out.mp4", ["https://cdn.example.com/out.mp4"]])
    async def test_the_link_is_a_text_or_a_list(self, url: Any) -> None:
        """Older pages show the one, newer ones the other."""
        async with self.scripted([task({"result": {"videos": [{"url": url}]}})]) as (_, provider):
            reading = await provider.read_video({"id": TASK})
        assert (reading.state, reading.url) == (VideoState.SUCCEEDED, "https://cdn.example.com/out.mp4")

    @pytest.mark.parametrize(
        ("told", "state", "failure"),
        [
            ({"status": "submitted", "progress": 0}, VideoState.QUEUED, None),
            ({"status": "pending", "progress": "?"}, VideoState.QUEUED, None),
            ({"status": "processing", "progress": 40}, VideoState.RUNNING, None),
            ({"status": "cancelled"}, VideoState.CANCELLED, None),
            ({"status": "failed", "error": {"message": "no"}}, VideoState.FAILED, Failure(text="no")),
            ({"status": "failed", "error": "no"}, VideoState.FAILED, Failure(text="no")),
            ({"status": "failed", "fail_reason": "no"}, VideoState.FAILED, Failure(text="no")),
        ],
    )
    async def test_each_word_for_a_video_has_one_meaning(
        self, told: dict[str, Any], state: VideoState, failure: Failure | None
    ) -> None:
        """The reason is read in each of its shapes; odd progress is none."""
        async with self.scripted([task(told)]) as (_, provider):
            reading = await provider.read_video({"id": TASK})
        progress = told.get("progress")
        assert (reading.state, reading.failure, reading.url) == (state, failure, None)
        assert reading.progress == (progress if isinstance(progress, int) else None)

    async def test_a_strange_word_after_the_id_does_not_lose_the_id(self) -> None:
        """What was paid for is kept even when the rest is not understood."""
        answer = posted([{"task_id": TASK, "status": "archived"}], STARTED.path)
        async with self.scripted([answer]) as (_, provider):
            with pytest.raises(UnexpectedAnswer) as caught:
                await provider.start_video(any_order("apimart"))
        assert caught.value.handle == {"id": TASK}

    async def test_another_tasks_answer_is_not_believed(self) -> None:
        """An answer about something else is unexpected."""
        answer = Recorded(
            method="GET", path="/v1/tasks/task_mine", body={"code": 200, "data": MADE.body["data"]}
        )
        async with self.scripted([answer]) as (_, provider):
            with pytest.raises(UnexpectedAnswer):
                await provider.read_video({"id": "task_mine"})
