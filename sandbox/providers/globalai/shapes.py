"""GlobalAI's answers as JSON: the documented shape or, with a seed, one that the documents leave open."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from sandbox.providers.records import Video, VideoState
from sandbox.providers.variant import Variant
from sandbox.providers.wire import RefusalError

Json = dict[str, Any]
NOT_FOUND, UNREACHABLE_URL = -1, 1001
TOKENS_PER_SECOND = 21_780
# The documents show times without a zone; the samples' ids and times agree in this one.
CHINA = timezone(timedelta(hours=8))
_WORDS = {
    VideoState.QUEUED: "queued",
    VideoState.RUNNING: "processing",
    VideoState.SUCCEEDED: "completed",
    VideoState.FAILED: "failed",
    VideoState.CANCELLED: "failed",
}
GONE = "an asset of this task was deleted"


class CodedRefusalError(RefusalError):
    """A refusal that carries the envelope's `code`."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(400, message)
        self.code = code


def refused(message: str) -> CodedRefusalError:
    return CodedRefusalError(NOT_FOUND, message)


@dataclass(frozen=True, kw_only=True)
class Shapes:
    """Which of the open forms both families use in this run; without a seed what the documents show."""

    error_form: str  # HTTP errors: message, msg, error as a text or error as an object
    refused_task: str  # a video that is not begun: flat task without id, envelope or HTTP 400
    unknown_task: str  # a result asked for an id that is not there: envelope or HTTP 404
    bad_asset: str  # a video from an asset that is not Active: failed task or refused
    nothing_yet: str  # video_url and error while there is none: null or absent
    starts_processing: bool
    task_error: str  # reason of a failed video: text or object
    decimals: bool  # actualDuration as 5.0
    unknown_fields: bool


def choose_shapes(variant: Variant) -> Shapes:
    """Make the choices that go with a seed."""

    def pick(name: str, *choices: Any) -> Any:
        return variant.pick(f"globalai/{name}", choices)

    return Shapes(
        error_form=pick("error_form", "message", "msg", "error_text", "error_object"),
        refused_task=pick("refused_task", "flat", "envelope", "http"),
        unknown_task=pick("unknown_task", "envelope", "http"),
        bad_asset=pick("bad_asset", "failed", "refused"),
        nothing_yet=pick("nothing_yet", "null", "absent"),
        starts_processing=pick("starts_processing", False, True),
        task_error=pick("task_error", "text", "object"),
        decimals=pick("decimals", False, True),
        unknown_fields=pick("unknown_fields", False, True),
    )


def error_body(shapes: Shapes, status: int, message: str) -> Json:
    """Return the body of an HTTP error."""
    forms: dict[str, Json] = {
        "msg": {"code": status, "msg": message, "data": None},
        "error_text": {"error": message},
        "error_object": {"error": {"message": message}},
    }
    return forms.get(shapes.error_form, {"message": message})


def envelope(code: Any, msg: str | None, data: Any) -> Json:
    return {"code": code, "msg": msg, "data": data}


def worded_code(code: int, form: str) -> int | str:
    """Return a code as a number or as a text."""
    return str(code) if form == "text" else code


def refused_task_body(message: str, now: float) -> Json:
    return {
        "id": None,
        "object": "video",
        "created": int(now),
        "model": None,
        "status": "failed",
        "error": message,
    }


def _head(shapes: Shapes, video: Video, now: float) -> Json:
    body: Json = {
        "id": video.id,
        "object": "video",
        "created": int(video.created_at),
        "model": video.model,
        "status": _WORDS[video.state(now)],
    }
    return body | ({"progress": 40} if shapes.unknown_fields else {})


def created_body(shapes: Shapes, video: Video, now: float) -> Json:
    """Return the answer to a create call, which has no `code`."""
    error = {"error": None} if shapes.nothing_yet == "null" else {}
    return _head(shapes, video, now) | error


def task_body(shapes: Shapes, video: Video, now: float, link: str, *, tokens: bool) -> Json:
    """Return the state of a video, with its link when it is completed; only one family counts tokens."""
    state = video.state(now)
    body = _head(shapes, video, now)
    if shapes.nothing_yet == "null":
        body |= {"video_url": None, "error": None}
    if state is VideoState.SUCCEEDED:
        body["video_url"] = link
        body["actualDuration"] = float(video.seconds) if shapes.decimals else video.seconds
        body |= {"totalTokens": TOKENS_PER_SECOND * video.seconds} if tokens else {}
    if body["status"] == "failed":
        message = video.failure.message if state is VideoState.FAILED and video.failure else GONE
        body["error"] = {"message": message} if shapes.task_error == "object" else message
    return body


def china_time(moment: float, form: str = "%Y-%m-%d %H:%M:%S") -> str:
    return datetime.fromtimestamp(moment, CHINA).strftime(form)
