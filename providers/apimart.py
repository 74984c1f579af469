"""APIMart: a face check proved by its token, files reviewed by batch task, one path for three jobs."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from providers.apimart_answers import (
    TASK_WORDS,
    data_of,
    group_in,
    review_in,
    task_id,
    video_in,
)
from providers.apimart_requests import ASSET_TYPES, HOSTED_MAX, HOSTED_TYPES, video_request
from providers.base import SINGLES, BaseProvider, batched, made, settled
from providers.errors import NotFound, ProviderError, Refused, UnexpectedAnswer, Unsupported
from providers.face import (
    Handle,
    Read,
    SubmitItem,
    Submitted,
    VerificationReading,
    VerificationSession,
    VerificationState,
    VideoOrder,
    VideoReading,
)
from providers.liveness import billed, claimed_failure
from providers.profile import CallKind, MediaKind

PEOPLE = "/v1/seedance2/real-avatar"
VIRTUAL = "/v1/seedance2/private-avatar"
TASKS = "/v1/tasks"
VIDEOS = "/v1/videos/generations"
HOSTING = "/v1/uploads/images"


class ApimartProvider(BaseProvider):
    """An asset's handle is its review task, its name in it and whether alone; a video's is its task."""

    async def open_verification(
        self,
        callback_url: str,
        locale: str,  # noqa: ARG002  the page has no language
    ) -> VerificationSession:
        data = await self._posted(PEOPLE, {"callback_url": callback_url}, CallKind.OPEN_VERIFICATION)
        # "completed" here means only that the session exists; link and token come with a second look.
        session = await self._task(task_id(data, self.fields(data)), CallKind.READ_VERIFICATION)
        result = self.fields(session).object("result")
        return VerificationSession(
            link=result.link("h5_link"),
            handle={"token": result.text("byted_token")},
            lives_ms=self.profile.verification_ms,
        )

    async def read_verification(
        self, handle: Handle, redirect: Mapping[str, str] | None
    ) -> VerificationReading:
        """The token is the proof; the browser may at most say that the scan failed."""
        paid = billed(redirect or {})
        group = await self._group(self.fields(handle).text("token"))
        if group is not None:
            group_id = self.fields({"group_id": group}).identifier("group_id")
            return VerificationReading(state=VerificationState.PASSED, group_id=group_id, billed=paid)
        failure = claimed_failure(redirect or {})
        state = VerificationState.FAILED if failure else VerificationState.PENDING
        return VerificationReading(state=state, billed=paid, failure=failure)

    async def _group(self, token: str) -> str | None:
        try:
            data = await self._posted(PEOPLE, {"byted_token": token}, CallKind.READ_VERIFICATION)
            group = group_in(data, self.fields(data))
            if group is not None or not (data.get("id") or data.get("task_id")):
                return group
            task = await self._task(task_id(data, self.fields(data)), CallKind.READ_VERIFICATION)
            return group_in(task, self.fields(task))
        except (Refused, NotFound):
            # Whether a person who is not done yet is answered by an error, no page says.
            return None

    async def submit(self, items: Sequence[SubmitItem]) -> list[Submitted]:
        """One call for all files of one group and kind; each file keeps its own outcome."""

        def batch(item: SubmitItem) -> tuple[bool, str, str]:
            return item.real_person, item.group_id or "", item.kind

        batches = [list(group) for _, group in groupby(sorted(items, key=batch), batch)]
        results = await asyncio.gather(*(self._submit_batch(group) for group in batches))
        by_name = {result.name: result for part in results for result in part}
        return [by_name[item.name] for item in items]

    async def _submit_batch(self, items: Sequence[SubmitItem]) -> list[Submitted]:
        problem = None
        try:
            data = await self._posted(*self._create(items))
            task = task_id(data, self.fields(data))
        except ProviderError as error:
            return [Submitted(name=item.name, error=error) for item in items]
        try:
            self.fields(data).word("status", TASK_WORDS)
        except UnexpectedAnswer as error:
            problem = error
        alone = len(items) == 1
        return [
            Submitted(name=item.name, handle={"task": task, "name": item.name, "alone": alone}, error=problem)
            for item in items
        ]

    def _create(self, items: Sequence[SubmitItem]) -> tuple[str, dict[str, Any]]:
        first = items[0]
        body: dict[str, Any] = {
            "asset_type": ASSET_TYPES[first.kind],
            "assets": [{"url": item.url, "name": item.name} for item in items],
        }
        if not first.real_person:
            group = {"name": f"likeness-{first.name}", "description": "Likeness: nobody real"}
            return VIRTUAL, {**body, "group": group}
        if first.kind not in self.profile.person_kinds:
            self.unsupported("registering a real person's voice")
        if not first.group_id:
            raise Unsupported(self.profile.name, "a real person's media need a face-check group")
        return PEOPLE, {**body, "group_id": first.group_id}

    async def read(self, handles: Sequence[Handle]) -> list[Read]:
        """One look at each review task, however many files it holds."""
        tasks = sorted({str(handle.get("task", "")) for handle in handles})
        answers = await asyncio.gather(*map(self._task_or_error, tasks))
        by_task = dict(zip(tasks, answers, strict=True))
        return [self._read(handle, by_task[str(handle.get("task", ""))]) for handle in handles]

    def read_chunks(self, handles: Sequence[Handle]) -> list[tuple[int, ...]]:
        """The files of one review task together: one look tells of all of them."""
        tasks: dict[str, list[int]] = {}
        for index, handle in enumerate(handles):
            tasks.setdefault(str(handle.get("task", "")), []).append(index)
        parts = batched(list(tasks.values()), SINGLES)
        return [tuple(index for indexes in part for index in indexes) for part in parts]

    def reads_per_second(self, handles: Sequence[Handle]) -> float:
        tasks = {str(handle.get("task", "")) for handle in handles}
        return self.profile.rate(CallKind.READ) * len(handles) / max(len(tasks), 1)

    async def _task_or_error(self, task: str) -> dict[str, Any] | ProviderError:
        try:
            return await self._task(task, CallKind.READ)
        except ProviderError as error:
            return error

    def _read(self, handle: Handle, answer: dict[str, Any] | ProviderError) -> Read:
        if isinstance(answer, ProviderError):
            return Read(error=answer)
        return settled(review_in, answer, handle, self.fields(answer))

    async def start_video(self, order: VideoOrder) -> VideoReading:
        self.check_order(order)
        data = await self._posted(VIDEOS, video_request(order))
        handle = {"id": task_id(data, self.fields(data))}
        with made(handle):
            return video_in(data, handle, self.fields(data))

    async def read_video(self, handle: Handle) -> VideoReading:
        data = await self._task(self.fields(handle).identifier("id"), CallKind.READ_VIDEO)
        return video_in(data, handle, self.fields(data))

    async def host_file(self, kind: MediaKind, filename: str, content: bytes) -> str:
        """Takes JPEG, PNG, WebP and GIF up to 20 MB; the link lives 72 hours."""
        ending = filename.rpartition(".")[2].lower()
        if kind is not MediaKind.IMAGE or ending not in HOSTED_TYPES or len(content) > HOSTED_MAX:
            self.unsupported("hosting anything but JPEG, PNG, WebP and GIF up to 20 MB")
        # Its own name may be a person's, which no gateway needs to know.
        file = (f"media.{ending}", content, HOSTED_TYPES[ending])
        answer = await self.http.call("POST", HOSTING, files={"file": file})
        return self.fields(answer.body).link("url")

    async def _task(self, task: str, counted: CallKind) -> dict[str, Any]:
        name = self.fields({"id": task}).identifier("id")
        answer = await self.http.call("GET", f"{TASKS}/{name}", params={"language": "en"}, counted=counted)
        data = data_of(answer.body, self.profile.name)
        self.fields(data).expect("id", name)
        self.fields(data).word("status", TASK_WORDS)
        return data

    async def _posted(
        self, path: str, body: Mapping[str, Any], counted: CallKind | None = None
    ) -> dict[str, Any]:
        answer = await self.http.call("POST", path, json=body, counted=counted)
        return data_of(answer.body, self.profile.name)
