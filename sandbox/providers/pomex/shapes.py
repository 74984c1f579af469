"""PomexAI's answers as JSON: the documented shape or, with a seed, one that the document leaves open."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sandbox.providers.face_checks import Outcome
from sandbox.providers.records import Asset, AssetState, Failure, Video, VideoState
from sandbox.providers.variant import Variant

Json = dict[str, Any]
ERROR_TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "insufficient_quota",
    429: "rate_limit_error",
    500: "server_error",
    502: "upstream_error",
}


@dataclass(frozen=True, kw_only=True)
class Shapes:
    """Which of the open forms this run uses; without a seed what the document shows or suggests."""

    plain_type: str  # error type where the document states none: word, null or absent
    no_name: str  # name of an unnamed file: "", null or absent
    virtual_group: str  # group_id of a file in the virtual group: id, null or absent
    early_url: str  # url of a file under review: link, "" or absent
    asset_error: str  # reason of a refused file: absent, object or text
    video_error: str  # reason of a failed video: object or text
    no_content: str  # content of an unfinished video: absent, null or {}
    fractions: str  # seconds of a time: whole, milliseconds or an offset in place of Z
    newest_first: bool
    id_form: str
    video_starts_running: bool
    video_more: bool  # model, times and parameters in the status answer
    unknown_fields: bool
    deleted: str  # answer to DELETE: task, note or nothing
    retry_after: bool
    pre_record_group: str  # group of a recorded scan: one that no call takes, "" or absent
    redirect_reversed: bool
    fail_code: str


def choose_shapes(variant: Variant) -> Shapes:
    """Make the choices that go with a seed."""

    def pick(name: str, *choices: Any) -> Any:
        return variant.pick(f"pomex/{name}", choices)

    return Shapes(
        plain_type=pick("plain_type", "word", "null", "absent"),
        no_name=pick("no_name", "empty", "null", "absent"),
        virtual_group=pick("virtual_group", "id", "null", "absent"),
        early_url=pick("early_url", "link", "empty", "absent"),
        asset_error=pick("asset_error", "absent", "object", "text"),
        video_error=pick("video_error", "object", "text"),
        no_content=pick("no_content", "absent", "null", "empty"),
        fractions=pick("fractions", "whole", "milliseconds", "offset"),
        newest_first=pick("newest_first", True, False),
        id_form=pick("id_form", "dated", "uuid", "short"),
        video_starts_running=pick("video_starts_running", False, True),
        video_more=pick("video_more", False, True),
        unknown_fields=pick("unknown_fields", False, True),
        deleted=pick("deleted", "task", "note", "nothing"),
        retry_after=pick("retry_after", False, True),
        pre_record_group=pick("pre_record_group", "unusable", "empty", "absent"),
        redirect_reversed=pick("redirect_reversed", False, True),
        fail_code=pick("fail_code", "10001", "20003", "-1", "0"),
    )


def _optional(body: Json, field: str, form: str, value: Any) -> None:
    """Set a field as given, or to null, or to its empty value, or not at all."""
    if form == "absent":
        return
    body[field] = {"null": None, "empty": type(value)()}.get(form, value)


def error_body(shapes: Shapes, status: int, message: str) -> Json:
    """Return the error envelope; a type is stated for 400, 401 and 502 only."""
    error: Json = {"message": message}
    if status in ERROR_TYPES:
        error["type"] = ERROR_TYPES[status]
    else:
        word = "not_found_error" if status == 404 else "service_unavailable_error"
        _optional(error, "type", shapes.plain_type, word)
    return {"error": error}


def time_text(shapes: Shapes, moment: float) -> str:
    """Return ISO 8601 in UTC."""
    timespec = "milliseconds" if shapes.fractions == "milliseconds" else "seconds"
    text = datetime.fromtimestamp(moment, UTC).isoformat(timespec=timespec)
    return text if shapes.fractions == "offset" else text.replace("+00:00", "Z")


def _error(form: str, failure: Failure) -> Any:
    return failure.message if form == "text" else {"code": failure.code, "message": failure.message}


def asset_item(shapes: Shapes, asset: Asset, now: float, link: str) -> Json:
    """Return one file as the list shows it."""
    state = asset.state(now)
    body: Json = {"id": asset.id}
    _optional(body, "name", shapes.no_name if asset.name is None else "", asset.name or "")
    _optional(body, "url", shapes.early_url if state is not AssetState.ACTIVE else "", link)
    body["asset_type"] = asset.kind
    _optional(body, "group_id", "" if asset.group.real else shapes.virtual_group, asset.group.id)
    body["status"] = state.value
    body["created_at"] = time_text(shapes, asset.created_at)
    body["updated_at"] = time_text(shapes, asset.updated_at(now))
    if state is AssetState.FAILED and asset.failure and shapes.asset_error != "absent":
        body["error"] = _error(shapes.asset_error, asset.failure)
    if shapes.unknown_fields:
        body |= {"project_name": "default", "moderation": {"strategy": "default"}}
    return body


def asset_body(shapes: Shapes, asset: Asset, now: float, link: str) -> Json:
    return {"object": "video.asset", **asset_item(shapes, asset, now, link)}


def created_asset(shapes: Shapes, asset: Asset) -> Json:
    body: Json = {"id": asset.id, "object": "video.asset", "status": AssetState.PROCESSING.value}
    return body | ({"request_id": asset.id[-5:]} if shapes.unknown_fields else {})


def created_video(shapes: Shapes, video: Video, now: float) -> Json:
    body: Json = {
        "id": video.id,
        "object": "video.generation.task",
        "model": video.model,
        "status": video.state(now).value,
    }
    return body | ({"request_id": video.id[-5:]} if shapes.unknown_fields else {})


def video_body(shapes: Shapes, video: Video, now: float, link: str) -> Json:
    """Return the state of a video, with its link when it has succeeded."""
    state = video.state(now)
    body: Json = {"id": video.id, "object": "video.generation.task", "status": state.value}
    if shapes.video_more:
        body |= {
            "model": video.model,
            "created_at": int(video.created_at),
            "updated_at": int(video.updated_at(now)),
            "ratio": video.ratio or "adaptive",
            "duration": video.seconds,
        }
    if state is VideoState.SUCCEEDED:
        body["content"] = {"video_url": link}
    else:
        _optional(body, "content", shapes.no_content, {})
    if state is VideoState.FAILED and video.failure:
        body["error"] = _error(shapes.video_error, video.failure)
    if shapes.unknown_fields:
        body["service_tier"] = "default"
    return body


def page_body(items: Sequence[Json], total: int, page: int, limit: int) -> Json:
    return {
        "object": "list",
        "items": list(items),
        "total_count": total,
        "page_number": page,
        "page_size": limit,
    }


def new_id(shapes: Shapes, kind: str, stamp: str, letters: Callable[[int], str]) -> str:
    """Return an id for an `asset`, a `group` or a `cgt`; the documents promise no form."""
    tails = {"dated": f"-{stamp}-{letters(5)}", "uuid": f"-{letters(8)}-{letters(4)}-{letters(12)}"}
    return kind + tails.get(shapes.id_form, f"_{letters(16)}")


def redirect_query(shapes: Shapes, outcome: Outcome, group_id: str) -> list[tuple[str, str]]:
    """Return what is added to callback_url: code 10000 with a group on success, another code without one."""
    recorded, passed = outcome is Outcome.PRE_RECORD, outcome is not Outcome.FAIL
    query = [("resultCode", "10000" if passed else shapes.fail_code)]
    if outcome is Outcome.PASS or (recorded and shapes.pre_record_group == "unusable"):
        query.append(("group_id", group_id))
    elif recorded and shapes.pre_record_group == "empty":
        query.append(("group_id", ""))
    query.append(("verify_type", "pre_record" if recorded else "real_time"))
    query.append(("algorithmBaseRespCode", "0" if passed else "1"))
    query.append(("reqMeasureInfoValue", "1"))
    return query[::-1] if shapes.redirect_reversed else query
