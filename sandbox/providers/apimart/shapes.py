"""Which form APIMart's answers take in this run: the documented one or, with a seed, one left open."""

from dataclasses import dataclass
from typing import Any

from sandbox.providers.variant import Variant

Json = dict[str, Any]
ERROR_TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "payment_required",
    403: "permission_error",
    429: "rate_limit_error",
    500: "server_error",
    502: "bad_gateway",
}
# Where the group of a verified person may stand in `data`.
GROUP_PLACES: tuple[tuple[str, ...], ...] = (
    ("result", "GroupId"),
    ("result", "group_id"),
    ("result", "groupId"),
    ("GroupId",),
    ("group_id",),
    ("groupId",),
    ("result", "raw_response", "GroupId"),
    ("result", "raw_response", "Result", "GroupId"),
)


@dataclass(frozen=True, kw_only=True)
class Shapes:
    """The open forms of this run; without a seed what the documents show or suggest."""

    group_place: tuple[str, ...]
    group_by_task: bool  # the token call answers with a task to be read
    not_yet: str  # before the person has passed: an empty result, none, a null group, or an error
    not_yet_status: str  # status word that goes with it
    asset_data: str  # data of a create call for sessions and reviews: object or array
    video_data: str  # the same for videos
    video_url: str  # array or text
    video_waits_as: str  # word for a video that has not begun
    review_answer: str  # full, or id and status alone
    item_name: str  # where a reviewed file's name stands: plain, raw or both
    item_reason: str  # why a file failed: absent, error, reason, fail_reason or message
    all_items: bool  # `assets` beside the two lists
    empty_lists: bool
    single_url: bool  # `asset_url` in the result of a single file
    task_error: str  # error of a failed task: message, full, text or fail_reason
    task_more: bool  # documented optional fields of a task
    usage: bool  # cost fields of the newer pages
    raw_filled: bool
    reversed_items: bool
    redirect: str  # upstream's query as listed, reversed, or none
    fail_code: str
    link_seconds: float | None  # life of the link to the phone page when shorter than the token's
    missing_status: int  # of a task that does not exist
    other_type: str  # error type where the documents state none
    batch: bool  # whether many tasks can be read at once
    id_form: str
    uploaded_at: str  # time of an upload: whole seconds or ISO 8601
    real_only_face: bool  # files of real people with -face models only
    hd_only_face: bool  # 1080p with -face models only
    video_keeps: bool  # finished videos stay for long, else for a day
    retry_after: bool


def choose_shapes(variant: Variant) -> Shapes:
    """Make the choices that go with a seed."""

    def pick(name: str, *choices: Any) -> Any:
        return variant.pick(f"apimart/{name}", choices)

    return Shapes(
        group_place=pick("group_place", *GROUP_PLACES),
        group_by_task=pick("group_by_task", False, True),
        not_yet=pick("not_yet", "empty", "none", "null", "error"),
        not_yet_status=pick("not_yet_status", "completed", "processing"),
        asset_data=pick("asset_data", "object", "array"),
        video_data=pick("video_data", "array", "object"),
        video_url=pick("video_url", "array", "text"),
        video_waits_as=pick("video_waits_as", "pending", "submitted"),
        review_answer=pick("review_answer", "full", "short"),
        item_name=pick("item_name", "plain", "raw", "both"),
        item_reason=pick("item_reason", "absent", "error", "reason", "fail_reason", "message"),
        all_items=pick("all_items", False, True),
        empty_lists=pick("empty_lists", True, False),
        single_url=pick("single_url", False, True),
        task_error=pick("task_error", "message", "full", "text", "fail_reason"),
        task_more=pick("task_more", False, True),
        usage=pick("usage", False, True),
        raw_filled=pick("raw_filled", False, True),
        reversed_items=pick("reversed_items", False, True),
        redirect=pick("redirect", "listed", "reversed", "none"),
        fail_code=pick("fail_code", "10001", "20003", "-1", "0"),
        link_seconds=pick("link_seconds", None, 120.0),
        missing_status=pick("missing_status", 404, 400),
        other_type=pick("other_type", "invalid_request_error", "not_found_error"),
        batch=pick("batch", True, False),
        id_form=pick("id_form", "dated", "short", "uuid"),
        uploaded_at=pick("uploaded_at", "whole", "iso"),
        real_only_face=pick("real_only_face", False, True),
        hd_only_face=pick("hd_only_face", False, True),
        video_keeps=pick("video_keeps", False, True),
        retry_after=pick("retry_after", False, True),
    )


def error_body(shapes: Shapes, status: int, message: str) -> Json:
    """Return the error envelope."""
    other = "server_error" if status >= 500 else shapes.other_type
    return {"error": {"code": status, "message": message, "type": ERROR_TYPES.get(status, other)}}


def success(data: object) -> Json:
    return {"code": 200, "data": data}


def created(form: str, data: Json) -> Json:
    """Return the answer to a create call, whose data may be an object or an array of one."""
    return success([data] if form == "array" else data)


def redirect_query(shapes: Shapes, token: str, *, code: str, recorded: bool) -> list[tuple[str, str]]:
    """Return what is added to callback_url; APIMart promises nothing, this is what its upstream adds."""
    if shapes.redirect == "none":
        return []
    query = [
        ("bytedToken", token),
        ("resultCode", code),
        ("algorithmBaseRespCode", "0" if code == "10000" else "1"),
        ("reqMeasureInfoValue", "1"),
        ("verify_type", "pre_record" if recorded else "real_time"),
    ]
    return query[::-1] if shapes.redirect == "reversed" else query
