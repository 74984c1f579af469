"""APIMart's tasks as JSON: face-check sessions and results, reviews, videos."""

from sandbox.providers.apimart.records import ReviewTask, Session, SessionTask
from sandbox.providers.apimart.shapes import Json, Shapes
from sandbox.providers.records import Asset, AssetState, Failure, Video, VideoState

NOT_PASSED = "real-person verification is not completed"
_VIDEO_WORDS = {
    VideoState.RUNNING: "processing",
    VideoState.SUCCEEDED: "completed",
    VideoState.FAILED: "failed",
    VideoState.CANCELLED: "cancelled",
}


def session_result(shapes: Shapes, session: Session, link: str) -> Json:
    token = session.check.token
    raw = {"Result": {"BytedToken": token, "H5Link": link}} if shapes.raw_filled else {}
    return {"byted_token": token, "h5_link": link, "raw_response": raw}


def session_task(shapes: Shapes, task: SessionTask, link: str) -> Json:
    """Return a session's task, completed from the start whatever the person does."""
    data: Json = {"id": task.id, "status": "completed", "result": session_result(shapes, task.session, link)}
    if shapes.task_more:
        data |= _times(task.created_at, task.created_at) | {"progress": 100}
    return data


def result_data(shapes: Shapes, task_id: str, session: Session) -> Json:
    """Return how a face check ended: the group at this run's place, or a form that has none."""
    if session.group is not None:
        return _placed({"id": task_id, "status": "completed"}, shapes.group_place, session.group.id)
    if shapes.not_yet == "error":
        return {"id": task_id, "status": "failed"} | error_fields(
            shapes, Failure(code="NotPassed", message=NOT_PASSED)
        )
    data: Json = {"id": task_id, "status": shapes.not_yet_status}
    if shapes.not_yet == "null":
        return _placed(data, shapes.group_place, None)
    return data | ({} if shapes.not_yet == "none" else {"result": {"raw_response": {}}})


def _placed(data: Json, place: tuple[str, ...], group_id: str | None) -> Json:
    """Put the group where it belongs; a result always has its raw response."""
    data["result"] = {"raw_response": {}}
    spot = data
    for key in place[:-1]:
        spot = spot.setdefault(key, {})
    spot[place[-1]] = group_id
    return data


def review_task(shapes: Shapes, task: ReviewTask, now: float) -> Json:
    """Return a review: failed as soon as one file is refused, with the usable ones beside it."""
    states = [asset.state(now) for asset in task.assets]
    data: Json = {"id": task.id, "created": int(task.created_at)}
    if AssetState.PROCESSING in states:
        decided = sum(state is not AssetState.PROCESSING for state in states)
        data |= {"status": "processing", "progress": 10 + 80 * decided // len(states)}
        return data | ({"estimated_time": 60} if shapes.task_more else {})
    refused = next((asset.failure for asset in task.assets if asset.failure), None)
    data |= {"status": "failed" if refused else "completed", "progress": 100}
    data |= _times(task.created_at, max(asset.decides_at for asset in task.assets))
    if refused:
        data |= error_fields(shapes, refused)
    return data | {"result": review_result(shapes, task, now)} | _costs(shapes, failed=refused is not None)


def review_result(shapes: Shapes, task: ReviewTask, now: float) -> Json:
    assets = task.assets[::-1] if shapes.reversed_items else task.assets
    items = [_item(shapes, asset, now) for asset in assets]
    usable = [item for item in items if item["status"] == "Active"]
    failed = [item for item in items if item["status"] != "Active"]
    result: Json = {}
    for name, listed in (("usable_assets", usable), ("failed_assets", failed)):
        if listed or shapes.empty_lists:
            result[name] = listed
    if shapes.all_items:
        result["assets"] = items
    if shapes.single_url and len(items) == 1 and usable:
        result["asset_url"] = usable[0]["asset_url"]
    return result


def _item(shapes: Shapes, asset: Asset, now: float) -> Json:
    active = asset.state(now) is AssetState.ACTIVE
    word = "Active" if active else "Failed"
    item: Json = {"asset_id": asset.id, "status": word}
    if active:
        item["asset_url"] = f"asset://{asset.id}"
    if asset.name is not None and shapes.item_name != "raw":
        item["name"] = asset.name
    if shapes.item_name != "plain":
        item["raw_response"] = {
            "Id": asset.id,
            "Name": asset.name or "",
            "Status": word,
            "AssetType": asset.kind,
            "GroupId": asset.group.id,
        }
    if asset.failure and not active and shapes.item_reason != "absent":
        message = asset.failure.message
        item[shapes.item_reason] = {"message": message} if shapes.item_reason == "error" else message
    return item


def video_task(shapes: Shapes, video: Video, now: float, link: str, expires_at: int) -> Json:
    """Return a video's task, with the link once it is completed."""
    state = video.state(now)
    data: Json = {
        "id": video.id,
        "status": _VIDEO_WORDS.get(state, shapes.video_waits_as),
        "progress": _progress(video, now),
        "created": int(video.created_at),
    }
    if shapes.task_more:
        data["estimated_time"] = 120
    if not state.ended:
        return data
    data |= _times(video.created_at, video.updated_at(now)) | _costs(
        shapes, failed=state is not VideoState.SUCCEEDED
    )
    if state is VideoState.SUCCEEDED:
        url = [link] if shapes.video_url == "array" else link
        data["result"] = {"videos": [{"url": url, "expires_at": expires_at}]}
    if state is VideoState.FAILED and video.failure:
        data |= error_fields(shapes, video.failure)
    return data


def _progress(video: Video, now: float) -> int:
    state = video.state(now)
    if state is VideoState.QUEUED:
        return 0
    if state is not VideoState.RUNNING:
        return 100
    return min(99, 1 + int(98 * (now - video.runs_at) / max(0.001, video.ends_at - video.runs_at)))


def error_fields(shapes: Shapes, failure: Failure) -> Json:
    """Return why a task failed, in this run's form."""
    if shapes.task_error == "fail_reason":
        return {"fail_reason": failure.message}
    if shapes.task_error == "text":
        return {"error": failure.message}
    error: Json = {"message": failure.message}
    if shapes.task_error == "full":
        error |= {"code": 400, "type": "invalid_request_error"}
    return {"error": error}


def _times(began: float, ended: float) -> Json:
    return {"created": int(began), "completed": int(ended), "actual_time": int(ended - began)}


def _costs(shapes: Shapes, *, failed: bool) -> Json:
    """Return what a task cost, where this run tells it: nothing when it failed."""
    if not shapes.usage:
        return {}
    cost, credit = (0, 0) if failed else (0.02, 0.2)
    return {"cost": cost, "credits_cost": credit, "usage": {"completion_tokens": 0}}
