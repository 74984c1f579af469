"""What both GlobalAI families share: an envelope with a code, and a flat video task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from providers import upstream
from providers.base import BaseProvider
from providers.errors import NotFound, ProviderError, Refused, UnexpectedAnswer
from providers.face import Handle, ReviewStatus, VideoOrder, VideoReading, VideoState
from providers.fields import Fields
from providers.profile import CallKind, MediaKind, MediaLimits, ReferenceRole
from providers.redact import redact
from providers.statuses import error_in_code

BASE = "/kyyReactApiServer"
BASE_URL = "https://zcbservice.aizfw.cn"
KEY_VARIABLE = "GLOBALAI_API_KEY"
BASE_VARIABLE = "GLOBALAI_BASE_URL"
RESULT = f"{BASE}/v1/result"
# The gateway fetches a file before it answers: an upload may take this many times as long as other calls.
UPLOAD_TIMES = 4

REVIEW_WORDS = {
    "submitted": ReviewStatus.IN_REVIEW,
    "Processing": ReviewStatus.IN_REVIEW,
    "Active": ReviewStatus.ACTIVE,
    "Failed": ReviewStatus.FAILED,
}
VIDEO_WORDS = {
    "queued": VideoState.QUEUED,
    "processing": VideoState.RUNNING,
    "completed": VideoState.SUCCEEDED,
    "failed": VideoState.FAILED,
}
FAILURE_NAMES = ("error", "errorMessage", "msg", "message", "reason")
ARRAYS = {
    MediaKind.IMAGE: "referenceImages",
    MediaKind.VIDEO: "referenceVideos",
    MediaKind.AUDIO: "referenceAudios",
}
FRAMES = {ReferenceRole.FIRST_FRAME: "first_image", ReferenceRole.LAST_FRAME: "last_image"}

LIMITS: Mapping[MediaKind, MediaLimits] = {
    MediaKind.IMAGE: replace(upstream.IMAGE, formats=("jpeg", "png", "webp", "bmp", "tiff", "gif")),
    MediaKind.VIDEO: upstream.VIDEO,
    MediaKind.AUDIO: upstream.AUDIO,
}


class GlobalAIProvider(BaseProvider):
    """The calls that both families make in the same way; a video's handle is its id."""

    async def enveloped(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        times: int = 1,
        minus_one: type[ProviderError] = Refused,
        counted: CallKind | None = None,
    ) -> Fields:
        """Call, and read the envelope; `minus_one` is what code -1 means, `times` how patient to be."""
        patience = self.account.total_seconds * times
        answer = await self.http.call(method, path, json=body, total_seconds=patience, counted=counted)
        self._require_success(answer.body, minus_one)
        return self.fields(answer.body)

    async def created(self, path: str, body: Mapping[str, Any]) -> tuple[Fields, Handle]:
        """Order a video; its id comes flat or in an envelope, a refusal as `failed` without an id."""
        answer = (await self.http.call("POST", path, json=body)).body
        task = self.fields(answer)
        if not task.has("id") and task.says("status", "failed"):
            raise Refused(self.profile.name, task.failure(*FAILURE_NAMES).text or "no reason was given")
        if "code" not in answer:
            return task, {"id": task.identifier("id")}
        self._require_success(answer, Refused)
        return task, {"id": task.object("data").identifier("projectId")}

    async def read_video(self, handle: Handle) -> VideoReading:
        path = f"{RESULT}/{self.fields(handle).identifier('id')}"
        answer = (await self.http.call("GET", path, counted=CallKind.READ_VIDEO)).body
        task = self.fields(answer)
        if "code" in answer and "status" not in answer:
            self._require_success(answer, NotFound)
        if not task.has("id") and task.says("status", "failed"):
            # So this gateway wraps its own errors: it says nothing of the video, which may be running.
            raise UnexpectedAnswer(self.profile.name, task.failure(*FAILURE_NAMES).text or "no id")
        return video_reading(task, handle)

    def _require_success(self, body: Mapping[str, Any], minus_one: type[ProviderError]) -> None:
        """Raise unless the code is 0, which comes as a number or as a text."""
        code = body.get("code")
        if isinstance(code, bool) or not isinstance(code, int | str):
            raise UnexpectedAnswer(self.profile.name, "no code in the answer")
        if str(code) == "0":
            return
        words = self.fields(body).failure("msg").text or f"code {redact(str(code))[:40]}"
        raise (minus_one if str(code) == "-1" else error_in_code(code))(self.profile.name, words)


def references(order: VideoOrder) -> dict[str, Any]:
    """The reference fields of a create call: frames, or arrays by kind."""
    body: dict[str, Any] = {}
    for reference in order.references:
        if reference.role in FRAMES:
            body[FRAMES[reference.role]] = reference.uri
        else:
            body.setdefault(ARRAYS[reference.kind], []).append(reference.uri)
    return body


def video_reading(task: Fields, handle: Handle) -> VideoReading:
    """Read a flat task; one that is completed without its link is not as documented."""
    task.expect("id", handle["id"])
    state = task.word("status", VIDEO_WORDS)
    return VideoReading(
        state=state,
        handle=handle,
        url=task.link("video_url") if state is VideoState.SUCCEEDED else None,
        failure=task.failure(*FAILURE_NAMES) if state is VideoState.FAILED else None,
    )
