"""The bodies that APIMart documents, as recordings; where it prints none, the likeliest shape."""

from __future__ import annotations

from typing import Any

from providers.face import SubmitItem
from providers.profile import MediaKind
from tests.providers.scripted import Recorded

TASK = "task_01KEXAMPLE"
TOKEN = "token_xxx"
GROUP = "group_from_validation"
PEOPLE = "/v1/seedance2/real-avatar"
VIRTUAL = "/v1/seedance2/private-avatar"


def posted(data: Any, path: str = PEOPLE) -> Recorded:
    return Recorded(method="POST", path=path, body={"code": 200, "data": data})


def task(data: Any, task_id: str = TASK) -> Recorded:
    body = {"code": 200, "data": {"id": task_id, "status": "completed"} | data}
    return Recorded(method="GET", path=f"/v1/tasks/{task_id}", body=body)


SESSION = posted({"id": TASK, "status": "completed"})
SESSION_TASK = task(
    {"result": {"byted_token": TOKEN, "h5_link": "https://h5.example.com/?x=1", "raw_response": {}}}
)
VERIFIED = posted({"id": TASK, "status": "completed", "result": {"GroupId": GROUP, "raw_response": {}}})
SUBMITTED_DATA: dict[str, Any] = {
    "id": TASK,
    "object": "seedance.avatar.asset.task",
    "status": "processing",
    "progress": 10,
    "model": "doubao-seedance-2.0",
}
SUBMITTED = posted(SUBMITTED_DATA)
SUBMITTED_VIRTUAL = posted(SUBMITTED_DATA, VIRTUAL)
USABLE: dict[str, Any] = {
    "asset_id": "asset-1",
    "asset_url": "asset://asset-1",
    "status": "Active",
    "name": "a",
}
FAILED: dict[str, Any] = {"asset_id": "asset-2", "status": "Failed", "name": "b"}
ONE_OF_TWO = task(
    {
        "status": "failed",
        "progress": 100,
        "result": {"usable_assets": [USABLE], "failed_assets": [FAILED]},
        "error": {"message": "1 of 2 files failed"},
        "created": 1770000000,
        "completed": 1770000090,
    }
)
STARTED = posted([{"status": "submitted", "task_id": TASK}], "/v1/videos/generations")
MADE = task(
    {
        "progress": 100,
        "result": {"videos": [{"url": ["https://cdn.example.com/out.mp4"], "expires_at": 1770086400}]},
    }
)
HOSTED = Recorded(
    method="POST",
    path="/v1/uploads/images",
    body={
        "url": "https://upload.example.com/x.jpg",
        "filename": "media.jpg",
        "content_type": "image/jpeg",
        "bytes": 3,
        "created_at": 1770000000,
    },
)


def handle(name: str, *, alone: bool = False) -> dict[str, Any]:
    return {"task": TASK, "name": name, "alone": alone}


def portrait(name: str = "a", **changes: Any) -> SubmitItem:
    fields: dict[str, Any] = {
        "name": name,
        "kind": MediaKind.VIDEO,
        "url": f"https://cdn.example.com/{name}.mp4",
        "real_person": True,
        "group_id": GROUP,
    }
    return SubmitItem(**(fields | changes))
