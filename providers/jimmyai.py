"""JimmyAI SP: portraits by whitelist, other files by upload, both looked up by batch; no face check."""

from __future__ import annotations

import asyncio
import mimetypes
from collections.abc import Mapping, Sequence
from typing import Any

from providers.base import BaseProvider, made
from providers.errors import AnswerLost, KeyRefused, ProviderError, Refused, UnexpectedAnswer
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
from providers.profile import MediaKind, ReferenceRole
from providers.redact import redact

PREFIX = "/api/open-api/v1"
PERSON = f"{PREFIX}/seedance/sp/realperson"
FILES = f"{PREFIX}/seedance/sp/assets"
CREATE = f"{PREFIX}/seedance/videos"
VIDEOS = f"{PREFIX}/videos"
HOSTING = f"{PREFIX}/files/upload"

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
STATUS_PATHS = {"person": f"{PERSON}/batch-status", "file": f"{FILES}/status"}
ARRAYS = {
    MediaKind.IMAGE: "images",
    MediaKind.VIDEO: "reference_videos",
    MediaKind.AUDIO: "reference_audios",
}
FRAMES = {ReferenceRole.FIRST_FRAME: "first_image", ReferenceRole.LAST_FRAME: "last_image"}


class JimmyAIProvider(BaseProvider):
    """An asset's handle is its id and its library (`person` or `file`); a video's is its task's id."""

    async def submit_one(self, item: SubmitItem) -> tuple[Handle, Review | None]:
        if item.real_person and item.kind is not MediaKind.IMAGE:
            self.unsupported("registering a real person by anything but a picture")
        library = "person" if item.real_person else "file"
        body = {"name": item.name, "url": item.url}
        path = f"{PERSON}/submit" if item.real_person else f"{FILES}/upload"
        if not item.real_person:
            body["type"] = item.kind.value
        data = await self._data("POST", path, body)
        handle = {"id": data.identifier("asset_id"), "library": library}
        with made(handle):
            return handle, _review(data, handle) if data.has("status") else None

    async def read(self, handles: Sequence[Handle]) -> list[Read]:
        """One call for each of the two libraries that something waits in."""
        libraries = {str(handle.get("library")) for handle in handles} & STATUS_PATHS.keys()
        found = await asyncio.gather(*(self._statuses(name, handles) for name in sorted(libraries)))
        by_id = {key: read for part in found for key, read in part.items()}
        missing = UnexpectedAnswer(self.profile.name, "the answer leaves this file out")
        return [by_id.get(_key(handle), Read(error=missing)) for handle in handles]

    async def _statuses(self, library: str, handles: Sequence[Handle]) -> dict[tuple[str, str], Read]:
        own = {_key(handle): handle for handle in handles if handle.get("library") == library}
        try:
            body = {"asset_ids": [asset_id for _, asset_id in own]}
            items = (await self._data("POST", STATUS_PATHS[library], body)).objects("items")
            by_id = {(library, item.identifier("asset_id")): item for item in items}
        except ProviderError as error:
            return dict.fromkeys(own, Read(error=error))
        return {key: _read(by_id[key], handle) for key, handle in own.items() if key in by_id}

    async def start_video(self, order: VideoOrder) -> VideoReading:
        self.check_order(order)
        data = await self._data("POST", CREATE, _video_request(order))
        handle = {"id": data.identifier("task_id")}
        with made(handle):
            return _video_reading(data, handle)

    async def read_video(self, handle: Handle) -> VideoReading:
        path = f"{VIDEOS}/{self.fields(handle).identifier('id')}"
        return _video_reading(await self._data("GET", path), handle)

    async def host_file(self, kind: MediaKind, filename: str, content: bytes) -> str:
        content_type = mimetypes.guess_type(filename)[0] or f"{kind}/*"
        files = {"file": (filename, content, content_type)}
        return (await self._data("POST", HOSTING, files=files)).link("url")

    async def _data(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
    ) -> Fields:
        answer = await self.http.call(method, path, json=body, files=files)
        self._require_success(answer.body)
        return self.fields(answer.body).object("data")

    def _require_success(self, body: Mapping[str, Any]) -> None:
        code = body.get("code")
        if isinstance(code, bool) or not isinstance(code, int | str):
            raise UnexpectedAnswer(self.profile.name, "no code in the answer")
        if str(code) in GOOD_CODES:
            return
        words = body.get("msg")
        detail = redact(words) if isinstance(words, str) and words else f"code {redact(str(code))[:40]}"
        raise BAD_CODES.get(str(code), Refused)(self.profile.name, detail)


def _key(handle: Handle) -> tuple[str, str]:
    return str(handle.get("library")), str(handle.get("id"))


def _review(asset: Fields, handle: Handle) -> Review:
    asset.expect("asset_id", handle["id"])
    status = asset.word("status", REVIEW_WORDS)
    active = status is ReviewStatus.ACTIVE
    return Review(
        status=status,
        reference=(asset.text_or_none("asset_ref") or f"asset://{handle['id']}") if active else None,
        failure=asset.failure(*FAILURE_NAMES) if status is ReviewStatus.FAILED else None,
    )


def _read(asset: Fields, handle: Handle) -> Read:
    try:
        return Read(review=_review(asset, handle))
    except ProviderError as error:
        return Read(error=error)


def _video_request(order: VideoOrder) -> dict[str, Any]:
    body: dict[str, Any] = {
        "model": order.model,
        "prompt": order.prompt,
        "duration": order.seconds,
        "ratio": order.ratio,
    }
    if order.resolution:
        body["resolution"] = order.resolution
    for reference in order.references:
        if reference.role in FRAMES:
            body[FRAMES[reference.role]] = reference.uri
        else:
            body.setdefault(ARRAYS[reference.kind], []).append(reference.uri)
    return body


def _video_reading(task: Fields, handle: Handle) -> VideoReading:
    task.expect("task_id", handle["id"])
    state = task.word("status", VIDEO_WORDS)
    done = state is VideoState.SUCCEEDED
    return VideoReading(
        state=state,
        handle=handle,
        url=task.object("result").link("video_url") if done else None,
        progress=task.integer_or_none("progress"),
        failure=task.failure(*FAILURE_NAMES) if state is VideoState.FAILED else None,
    )
