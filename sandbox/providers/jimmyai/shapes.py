"""JimmyAI's answers as JSON: the documented shape or, with a seed, one that the documents leave open."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sandbox.providers.records import Asset, AssetState, Failure, Video, VideoState
from sandbox.providers.studio import REFUSED
from sandbox.providers.variant import Variant

Json = dict[str, Any]
KEY, PARAMETERS, SERVER = 20001, 20002, -1
_WORDS = {AssetState.PROCESSING: "Processing", AssetState.ACTIVE: "Active", AssetState.FAILED: "Failed"}


@dataclass(frozen=True, kw_only=True)
class Shapes:
    """The open forms of this run; without a seed what the documents show or suggest."""

    asset_code: Any  # success of the endpoints for people and files
    video_code: Any  # success of the video endpoints
    account_code: Any  # success of the balances
    upload_code: Any  # success of the file upload
    error_text: bool  # error codes as strings
    error_status: bool  # refusals with their own HTTP status, else with 200
    error_data: str  # data of a refusal: absent, null or {}
    missing_status: int  # of an id that does not exist
    message: str
    submit_more: bool  # official_id and created_at in the answer to a submit
    official_id: str  # same as asset_id, another one, or absent
    official_ref: bool  # asset_ref made of official_id, else of asset_id
    created_at: str  # time of an asset: zulu, milliseconds, spaced or absent
    reason: str  # why a file failed: absent, error_message, msg or reason
    unknown_ids: str  # in a batch: dropped or reported
    reversed_items: bool
    upload_status: bool  # status beside asset_id in the answer to assets/upload
    waiting: str  # word of a video that has not begun
    no_result: str  # result of an unfinished video: null, absent or nulls
    no_error: str  # error_message of a video without one: null or absent
    relative_url: bool  # video_url without scheme and host
    economy_480p: bool
    official_people: bool  # whether the official line takes real people
    id_form: str
    key_name: bool


def choose_shapes(variant: Variant) -> Shapes:
    """Make the choices that go with a seed."""

    def pick(name: str, *choices: Any) -> Any:
        return variant.pick(f"jimmyai/{name}", choices)

    return Shapes(
        asset_code=pick("asset_code", 0, "0"),
        video_code=pick("video_code", "20000", 20000),
        account_code=pick("account_code", "20000", 20000),
        upload_code=pick("upload_code", 20000, "20000"),
        error_text=pick("error_text", False, True),
        error_status=pick("error_status", True, False),
        error_data=pick("error_data", "absent", "null", "empty"),
        missing_status=pick("missing_status", 404, 400),
        message=pick("message", "ok", "success"),
        submit_more=pick("submit_more", False, True),
        official_id=pick("official_id", "same", "other", "absent"),
        official_ref=pick("official_ref", False, True),
        created_at=pick("created_at", "zulu", "milliseconds", "spaced", "absent"),
        reason=pick("reason", "absent", "error_message", "msg", "reason"),
        unknown_ids=pick("unknown_ids", "dropped", "reported"),
        reversed_items=pick("reversed_items", False, True),
        upload_status=pick("upload_status", False, True),
        waiting=pick("waiting", "queued", "pending", "submitted"),
        no_result=pick("no_result", "null", "absent", "nulls"),
        no_error=pick("no_error", "null", "absent"),
        relative_url=pick("relative_url", False, True),
        economy_480p=pick("economy_480p", True, False),
        official_people=pick("official_people", True, False),
        id_form=pick("id_form", "prefixed", "hex", "uuid"),
        key_name=pick("key_name", True, False),
    )


def envelope(shapes: Shapes, code: object, data: Json) -> Json:
    return {"code": code, "msg": shapes.message, "data": data}


def error_body(shapes: Shapes, status: int, message: str) -> Json:
    """Return the error envelope; codes are documented for keys, parameters and the server alone."""
    known = {400: PARAMETERS, 404: PARAMETERS, 405: PARAMETERS, 413: PARAMETERS, 401: KEY, 403: KEY}
    code = SERVER if status >= 500 else known.get(status, status)
    body: Json = {"code": str(code) if shapes.error_text else code, "msg": message}
    if shapes.error_data != "absent":
        body["data"] = None if shapes.error_data == "null" else {}
    return body


def official_id(shapes: Shapes, asset: Asset) -> str:
    return f"ap-{asset.id}" if shapes.official_id == "other" else asset.id


def asset_ref(shapes: Shapes, asset: Asset) -> str:
    return f"asset://{official_id(shapes, asset) if shapes.official_ref else asset.id}"


def _optional_fields(shapes: Shapes, asset: Asset) -> Json:
    fields: Json = {}
    if shapes.official_id != "absent":
        fields["official_id"] = official_id(shapes, asset)
    if shapes.created_at != "absent":
        fields["created_at"] = _time(shapes.created_at, asset.created_at)
    return fields


def _time(form: str, moment: float) -> str:
    time = datetime.fromtimestamp(moment, UTC)
    if form == "spaced":
        return time.strftime("%Y-%m-%d %H:%M:%S")
    timespec = "milliseconds" if form == "milliseconds" else "seconds"
    return time.isoformat(timespec=timespec).replace("+00:00", "Z")


def _reason(shapes: Shapes, asset: Asset, state: AssetState) -> Json:
    if state is not AssetState.FAILED or asset.failure is None or shapes.reason == "absent":
        return {}
    return {shapes.reason: asset.failure.message}


def submitted_portrait(shapes: Shapes, asset: Asset) -> Json:
    body: Json = {
        "asset_id": asset.id,
        "status": _WORDS[AssetState.PROCESSING],
        "asset_ref": None,
        "name": asset.name,
        "url": asset.url,
    }
    return body | (_optional_fields(shapes, asset) if shapes.submit_more else {})


def portrait(shapes: Shapes, asset: Asset, now: float) -> Json:
    """Return a person's picture; its reference is null until it is active."""
    state = asset.state(now)
    body: Json = {
        "asset_id": asset.id,
        "status": _WORDS[state],
        "asset_ref": asset_ref(shapes, asset) if state is AssetState.ACTIVE else None,
        "name": asset.name,
        "url": asset.url,
    }
    return body | _optional_fields(shapes, asset) | _reason(shapes, asset, state)


def submitted_file(shapes: Shapes, asset: Asset) -> Json:
    return {"asset_id": asset.id} | ({"status": "Processing"} if shapes.upload_status else {})


def plain_file(shapes: Shapes, asset: Asset, now: float) -> Json:
    """Return a file of nobody real, which has no asset_ref."""
    state = asset.state(now)
    body: Json = {"asset_id": asset.id, "status": _WORDS[state], "name": asset.name}
    if asset.kind == "Image":
        body["image_url"] = asset.url
    return body | _optional_fields(shapes, asset) | _reason(shapes, asset, state)


def unknown_item(asset_id: str) -> Json:
    return {"asset_id": asset_id, "status": "NotFound", "error_message": "asset not found"}


def started_video(shapes: Shapes, video: Video) -> Json:
    return {
        "task_id": video.id,
        "status": shapes.waiting,
        "model": video.model,
        "created_at": int(video.created_at),
    }


def video_body(shapes: Shapes, video: Video, now: float, link: str) -> Json:
    """Return the state of a video, with its link when it is completed."""
    state = video.state(now)
    words = {
        VideoState.QUEUED: (shapes.waiting, 0),
        VideoState.RUNNING: ("processing", _progress(video, now)),
        VideoState.SUCCEEDED: ("completed", 100),
    }
    word, progress = words.get(state, ("failed", 0))
    body: Json = {
        "task_id": video.id,
        "status": word,
        "progress": progress,
        "model": video.model,
        "created_at": int(video.created_at),
    }
    if state.ended:
        body["completed_at"] = int(video.updated_at(now))
    if state is VideoState.SUCCEEDED:
        body["result"] = {"video_url": link, "image_url": None}
    elif shapes.no_result != "absent":
        body["result"] = None if shapes.no_result == "null" else {"video_url": None, "image_url": None}
    if state is VideoState.FAILED and video.failure:
        body["error_message"] = _video_reason(video.failure)
    elif shapes.no_error == "null":
        body["error_message"] = None
    return body


def _progress(video: Video, now: float) -> int:
    share = (now - video.runs_at) / max(0.001, video.ends_at - video.runs_at)
    return max(1, min(99, int(100 * share)))


def _video_reason(failure: Failure) -> str:
    return "provider_moderation_error" if failure.code == REFUSED.code else failure.message
