"""JimmyAI SP: portraits by whitelist, other files by upload, both looked up by batch; no face check."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from providers.base import BaseProvider, made, reading, settled
from providers.errors import (
    AnswerLost,
    KeyRefused,
    NotFound,
    ProviderError,
    Refused,
    UnexpectedAnswer,
)
from providers.face import (
    Handle,
    Read,
    Review,
    ReviewStatus,
    SubmitItem,
    VideoOrder,
    VideoReading,
    VideoState,
)
from providers.fields import Fields
from providers.jimmyai_requests import hosted_file, video_request
from providers.profile import CallKind, MediaKind
from providers.statuses import error_in_code

PREFIX = "/api/open-api/v1"
PERSON = f"{PREFIX}/seedance/sp/realperson"
FILES = f"{PREFIX}/seedance/sp/assets"
CREATE = f"{PREFIX}/seedance/videos"
VIDEOS = f"{PREFIX}/videos"
HOSTING = f"{PREFIX}/files/upload"
# By library: where to look up one, and where to look up many.
STATUS_PATHS = {
    "person": (f"{PERSON}/status", f"{PERSON}/batch-status"),
    "file": (f"{FILES}/detail", f"{FILES}/status"),
}

GOOD_CODES = {"0", "200", "20000"}
BAD_CODES: dict[str, type[ProviderError]] = {"20001": KeyRefused, "20002": Refused, "-1": AnswerLost}
REVIEW_WORDS = {
    "Processing": ReviewStatus.IN_REVIEW,
    "Active": ReviewStatus.ACTIVE,
    "Failed": ReviewStatus.FAILED,
}
VIDEO_WORDS = {
    "queued": VideoState.QUEUED,
    "pending": VideoState.QUEUED,
    "submitted": VideoState.QUEUED,
    "processing": VideoState.RUNNING,
    "completed": VideoState.SUCCEEDED,
    "failed": VideoState.FAILED,
}
FAILURE_NAMES = ("error_message", "msg", "reason")


class JimmyAIProvider(BaseProvider):
    """An asset's handle is its id and its library (`person` or `file`); a video's is its task's id."""

    async def submit_one(self, item: SubmitItem) -> tuple[Handle, Review | None]:
        if item.real_person and item.kind not in self.profile.person_kinds:
            self.unsupported("registering a real person by anything but a picture")
        library = "person" if item.real_person else "file"
        body = {"name": item.name, "url": item.url}
        path = f"{PERSON}/submit" if item.real_person else f"{FILES}/upload"
        if not item.real_person:
            body["type"] = item.kind.value
        data = await self._posted(path, body)
        handle = {"id": data.identifier("asset_id"), "library": library}
        with made(handle):
            # The upload of a file answers its id alone.
            return handle, _review(data, handle) if item.real_person or data.has("status") else None

    async def read(self, handles: Sequence[Handle]) -> list[Read]:
        """One call for each library that several wait in; what it does not tell is asked for singly."""
        libraries = [
            name for name in STATUS_PATHS if sum(handle.get("library") == name for handle in handles) > 1
        ]
        found = await asyncio.gather(*(self._batch(name, handles) for name in libraries))
        by_index = {index: read for part in found for index, read in part.items()}
        singles = [index for index in range(len(handles)) if index not in by_index]
        reads = await asyncio.gather(*(reading(self.read_one(handles[index])) for index in singles))
        by_index |= dict(zip(singles, reads, strict=True))
        return [by_index[index] for index in range(len(handles))]

    async def read_one(self, handle: Handle) -> Review:
        fields = self.fields(handle)
        path, _ = fields.word("library", STATUS_PATHS)
        body = {"asset_id": fields.identifier("id")}
        return _review(await self._posted(path, body, CallKind.READ), handle)

    async def _batch(self, library: str, handles: Sequence[Handle]) -> dict[int, Read]:
        """Reads by index; whether one unknown id spoils the whole answer, no page says."""
        own = {index: h for index, h in enumerate(handles) if h.get("library") == library}
        try:
            ids = [self.fields(handle).identifier("id") for handle in own.values()]
            answer = await self._posted(STATUS_PATHS[library][1], {"asset_ids": ids}, CallKind.READ)
            items = answer.objects("items")
            by_id = {item.identifier("asset_id"): item for item in items}
        except (NotFound, Refused, UnexpectedAnswer):
            return {}
        except ProviderError as error:
            return dict.fromkeys(own, Read(error=error))
        return {index: settled(_review, by_id[h["id"]], h) for index, h in own.items() if h["id"] in by_id}

    async def start_video(self, order: VideoOrder) -> VideoReading:
        self.check_order(order)
        data = await self._posted(CREATE, video_request(order))
        handle = {"id": data.identifier("task_id")}
        with made(handle):
            return self._video(data, handle)

    async def read_video(self, handle: Handle) -> VideoReading:
        path = f"{VIDEOS}/{self.fields(handle).identifier('id')}"
        body = (await self.http.call("GET", path, counted=CallKind.READ_VIDEO)).body
        # An older form of the API answers without the envelope.
        bare = "code" not in body and "task_id" in body
        return self._video(self.fields(body) if bare else self._data(body), handle)

    async def host_file(self, kind: MediaKind, filename: str, content: bytes) -> str:
        """Takes the usual types up to 100 MB; the link lives about three days."""
        file = hosted_file(kind, filename, content)
        if file is None:
            self.unsupported("hosting this type of file, or one of more than 100 MB")
        answer = await self.http.call("POST", HOSTING, files={"file": file})
        return self._data(answer.body).link("url")

    def _video(self, task: Fields, handle: Handle) -> VideoReading:
        task.expect("task_id", handle["id"])
        state = task.word("status", VIDEO_WORDS)
        return VideoReading(
            state=state,
            handle=handle,
            url=self._link(task.object("result")) if state is VideoState.SUCCEEDED else None,
            progress=task.percent_or_none("progress"),
            failure=task.failure(*FAILURE_NAMES) if state is VideoState.FAILED else None,
        )

    def _link(self, result: Fields) -> str:
        """An older form of the API gave the path alone."""
        link = result.text("video_url")
        whole = f"{self.account.base_url}{link}" if link.startswith("/") else link
        return self.fields({"video_url": whole}).link("video_url")

    async def _posted(self, path: str, body: Mapping[str, Any], counted: CallKind | None = None) -> Fields:
        return self._data((await self.http.call("POST", path, json=body, counted=counted)).body)

    def _data(self, body: Mapping[str, Any]) -> Fields:
        self._require_success(body)
        return self.fields(body).object("data")

    def _require_success(self, body: Mapping[str, Any]) -> None:
        code = body.get("code")
        if isinstance(code, bool) or not isinstance(code, int | str):
            raise UnexpectedAnswer(self.profile.name, "no code in the answer")
        if str(code) in GOOD_CODES:
            return
        words = self.fields(body).failure("msg").text or f"code {str(code)[:40]}"
        # A code that the documents do not list may be an HTTP status.
        raise (BAD_CODES.get(str(code)) or error_in_code(code))(self.profile.name, words)


def _review(asset: Fields, handle: Handle) -> Review:
    asset.expect("asset_id", handle["id"])
    status = asset.word("status", REVIEW_WORDS)
    active = status is ReviewStatus.ACTIVE
    return Review(
        status=status,
        reference=_reference(asset, handle) if active else None,
        failure=asset.failure(*FAILURE_NAMES) if status is ReviewStatus.FAILED else None,
    )


def _reference(asset: Fields, handle: Handle) -> str:
    """As given; only files that are no portraits come without one."""
    given = asset.text_or_none("asset_ref") or ""
    return given if given.startswith("asset://") else f"asset://{handle['id']}"
