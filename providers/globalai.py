"""What both GlobalAI families share: an envelope with a code, and a flat video task."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from providers.errors import NotFound, Refused, UnexpectedAnswer
from providers.face import Failure, Handle, ReviewStatus, VideoOrder, VideoReading, VideoState
from providers.fields import Fields
from providers.profile import MediaKind, MediaLimits, ReferenceRole
from providers.redact import redact

BASE = "/kyyReactApiServer"
BASE_URL = "https://zcbservice.aizfw.cn"
KEY_VARIABLE = "GLOBALAI_API_KEY"
BASE_VARIABLE = "GLOBALAI_BASE_URL"
RESULT = f"{BASE}/v1/result"
UPLOAD_SECONDS = 120.0
"""The gateway fetches a file before it answers."""

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
FAILURE_NAMES = ("error", "errorMessage", "msg", "reason")

LIMITS: Mapping[MediaKind, MediaLimits] = {
    MediaKind.IMAGE: MediaLimits(
        formats=("jpeg", "png", "webp", "bmp", "tiff", "gif"),
        max_bytes=30_000_000,
        min_side=300,
        max_side=6000,
        min_ratio=0.4,
        max_ratio=2.5,
    ),
    MediaKind.VIDEO: MediaLimits(
        formats=("mp4", "mov"),
        max_bytes=50_000_000,
        min_side=300,
        max_side=6000,
        min_ratio=0.4,
        max_ratio=2.5,
        min_seconds=2,
        max_seconds=15,
    ),
    MediaKind.AUDIO: MediaLimits(formats=("wav", "mp3"), max_bytes=15_000_000, min_seconds=2, max_seconds=15),
}


def require_success(body: Mapping[str, Any], provider: str) -> None:
    """Raise unless the envelope's code is 0, which comes as a number or as a text."""
    code = body.get("code")
    if isinstance(code, bool) or not isinstance(code, int | str):
        raise UnexpectedAnswer(provider, "no code in the answer")
    if str(code) == "0":
        return
    words = body.get("msg")
    detail = redact(words) if isinstance(words, str) and words else f"code {redact(str(code))[:40]}"
    raise (NotFound if str(code) == "-1" else Refused)(provider, detail)


def references(order: VideoOrder) -> dict[str, Any]:
    """The reference fields of a create call: frames, or arrays by kind."""
    body: dict[str, Any] = {}
    arrays = {
        MediaKind.IMAGE: "referenceImages",
        MediaKind.VIDEO: "referenceVideos",
        MediaKind.AUDIO: "referenceAudios",
    }
    frames = {ReferenceRole.FIRST_FRAME: "first_image", ReferenceRole.LAST_FRAME: "last_image"}
    for reference in order.references:
        if reference.role in frames:
            body[frames[reference.role]] = reference.uri
        else:
            body.setdefault(arrays[reference.kind], []).append(reference.uri)
    return body


def created_id(body: Mapping[str, Any], fields: Fields, provider: str) -> str:
    """The id of a task just made, flat or in an envelope; a refusal comes as `failed` with an empty id."""
    if body.get("id") is None and body.get("status") == "failed":
        raise Refused(provider, fields.failure(*FAILURE_NAMES).text or "refused without a reason")
    if "code" in body:
        require_success(body, provider)
        return fields.object("data").identifier("projectId")
    return fields.identifier("id")


def video_reading(task: Fields, handle: Handle) -> VideoReading:
    """Read a flat task; one that is completed without its link is not as documented."""
    if "id" in handle:
        task.expect("id", handle["id"])
    state = task.word("status", VIDEO_WORDS)
    failed = state is VideoState.FAILED
    return VideoReading(
        state=state,
        handle=handle,
        url=task.link("video_url") if state is VideoState.SUCCEEDED else None,
        failure=_failure(task) if failed else None,
    )


def _failure(task: Fields) -> Failure:
    return task.failure(*FAILURE_NAMES)
