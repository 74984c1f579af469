"""APIMart's answers: envelopes, tasks, and where its many spellings hide things."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from providers.errors import Refused, UnexpectedAnswer
from providers.face import Failure, Handle, Review, ReviewStatus, VideoReading, VideoState
from providers.fields import Fields
from providers.redact import redact

TASK_WORDS = {
    "submitted": VideoState.QUEUED,
    "pending": VideoState.QUEUED,
    "processing": VideoState.RUNNING,
    "completed": VideoState.SUCCEEDED,
    "failed": VideoState.FAILED,
    "cancelled": VideoState.CANCELLED,
}
GROUP_NAMES = ("GroupId", "group_id", "groupId")
FAILURE_NAMES = ("error", "fail_reason", "reason", "message", "error_message")


def data_of(body: Mapping[str, Any], provider: str) -> dict[str, Any]:
    """The answer's `data` object, or the first of an array; raises `Refused` for an error with HTTP 200."""
    code = body.get("code", 200)
    if body.get("error") or str(code) != "200":
        failure = Fields(provider, body).failure("error", "message", "msg")
        raise Refused(provider, failure.text or f"code {redact(str(code))[:40]}")
    data = body.get("data")
    if isinstance(data, list) and len(data) == 1:
        data = data[0]
    if not isinstance(data, dict):
        raise UnexpectedAnswer(provider, "no data in the answer")
    return data


def group_in(data: Mapping[str, Any]) -> str | None:
    """A verified person's group, in any of its spellings and places; None: not finished yet."""
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
    if state in (VideoState.QUEUED, VideoState.RUNNING):
        return Review(status=ReviewStatus.IN_REVIEW)
    result = _object(data.get("result"))
    usable, failed = _items(result.get("usable_assets")), _items(result.get("failed_assets"))
    name, alone = handle.get("name"), bool(handle.get("alone"))
    passed = _own(usable, name, alone=alone)
    if passed is not None:
        return _active(passed, fields)
    refused = _own(failed, name, alone=alone)
    if refused is not None:
        return Review(status=ReviewStatus.FAILED, failure=_reason(refused, fields))
    if state is VideoState.SUCCEEDED:
        if alone and isinstance(result.get("asset_url"), str):
            return _active(result, fields)
        raise fields.unexpected("the review leaves this file out")
    if usable or failed:
        raise fields.unexpected("the review leaves this file out")
    return Review(status=ReviewStatus.FAILED, failure=fields.failure(*FAILURE_NAMES))


def video_in(data: Mapping[str, Any], handle: Handle, fields: Fields) -> VideoReading:
    """A generation's task; its link may come as a text or as a list of one."""
    state = fields.word("status", TASK_WORDS)
    return VideoReading(
        state=state,
        handle=handle,
        url=_video_url(data, fields) if state is VideoState.SUCCEEDED else None,
        progress=fields.integer_or_none("progress"),
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


def _own(items: list[Mapping[str, Any]], name: object, *, alone: bool) -> Mapping[str, Any] | None:
    for item in items:
        if name in (item.get("name"), _object(item.get("raw_response")).get("Name")):
            return item
    return items[0] if alone and len(items) == 1 else None


def _items(value: object) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
