"""APIMart's answers: envelopes, tasks, and where its many spellings hide things."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from providers.errors import UnexpectedAnswer
from providers.face import Failure, Handle, Review, ReviewStatus, VideoReading, VideoState
from providers.fields import Fields
from providers.redact import redact
from providers.statuses import error_in_code

TASK_WORDS = {
    "submitted": VideoState.QUEUED,
    "pending": VideoState.QUEUED,
    "processing": VideoState.RUNNING,
    "completed": VideoState.SUCCEEDED,
    "failed": VideoState.FAILED,
    "cancelled": VideoState.CANCELLED,
}
UNDER_WAY = (VideoState.QUEUED, VideoState.RUNNING)
GROUP_NAMES = ("GroupId", "group_id", "groupId")
FAILURE_NAMES = ("error", "fail_reason", "reason", "message", "error_message")


def data_of(body: Mapping[str, Any], provider: str) -> dict[str, Any]:
    """The answer's `data`, or the one object of its array; an error that came with HTTP 200 is raised."""
    code = body.get("code") or 200
    if body.get("error") or str(code) != "200":
        failure = Fields(provider, body).failure("error", "message", "msg")
        raise error_in_code(failure.code or code)(provider, failure.text or f"code {redact(str(code))[:40]}")
    data = body.get("data")
    if isinstance(data, list) and len(data) == 1:
        data = data[0]
    if not isinstance(data, dict):
        raise UnexpectedAnswer(provider, "no data in the answer")
    return data


def group_in(data: Mapping[str, Any], fields: Fields) -> str | None:
    """A verified person's group, in any of its spellings and places; None: not finished yet."""
    if fields.has("status"):
        fields.word("status", TASK_WORDS)
    result = _object(data.get("result"))
    raw = _object(result.get("raw_response"))
    for place in (result, data, raw, _object(raw.get("Result"))):
        for name in GROUP_NAMES:
            value = place.get(name)
            if isinstance(value, str) and value:
                return value
    return None


def task_id(data: Mapping[str, Any], fields: Fields) -> str:
    """A task's id under either of its names."""
    return fields.identifier("task_id" if data.get("task_id") else "id")


def review_in(data: Mapping[str, Any], handle: Handle, fields: Fields) -> Review:
    """One file's review in its task; a failed task may still hold files that passed."""
    state = fields.word("status", TASK_WORDS)
    if state in UNDER_WAY:
        return Review(status=ReviewStatus.IN_REVIEW)
    result = _object(data.get("result"))
    usable, failed = _items(result.get("usable_assets")), _items(result.get("failed_assets"))
    passed, refused = _own(usable, handle), _own(failed, handle)
    if passed is not None:
        return _active(passed, fields)
    if refused is not None:
        return Review(status=ReviewStatus.FAILED, failure=_reason(refused, fields))
    if state is VideoState.SUCCEEDED and handle.get("alone") and result.get("asset_url"):
        return _active(result, fields)
    if state is VideoState.SUCCEEDED or usable or failed:
        raise fields.unexpected("the review leaves this file out")
    return Review(status=ReviewStatus.FAILED, failure=fields.failure(*FAILURE_NAMES))


def video_in(data: Mapping[str, Any], handle: Handle, fields: Fields) -> VideoReading:
    """A generation's task; its link may come as a text or as a list of one."""
    state = fields.word("status", TASK_WORDS)
    return VideoReading(
        state=state,
        handle=handle,
        url=_video_url(data, fields) if state is VideoState.SUCCEEDED else None,
        progress=fields.percent_or_none("progress"),
        failure=fields.failure(*FAILURE_NAMES) if state is VideoState.FAILED else None,
    )


def _video_url(data: Mapping[str, Any], fields: Fields) -> str:
    videos = _items(_object(data.get("result")).get("videos"))
    url = videos[0].get("url") if videos else None
    if isinstance(url, list):
        url = url[0] if url else None
    return fields.inner({"url": url}).link("url")


def _active(item: Mapping[str, Any], fields: Fields) -> Review:
    asset = fields.inner(item)
    reference = asset.text_or_none("asset_url") or f"asset://{asset.identifier('asset_id')}"
    if not reference.startswith("asset://"):
        raise fields.unexpected("the asset_url in the answer is no asset")
    return Review(status=ReviewStatus.ACTIVE, reference=reference)


def _reason(item: Mapping[str, Any], fields: Fields) -> Failure:
    own = fields.inner(item).failure(*FAILURE_NAMES)
    return own if own.text or own.code else fields.failure(*FAILURE_NAMES)


def _own(items: list[Mapping[str, Any]], handle: Handle) -> Mapping[str, Any] | None:
    """The file of this handle: by the name it was sent under, or the only one of a task for one."""
    name = handle.get("name") or object()
    for item in items:
        if name in (item.get("name"), _object(item.get("raw_response")).get("Name")):
            return item
    return items[0] if handle.get("alone") and len(items) == 1 else None


def _items(value: object) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
