"""The bodies that JimmyAI documents for its SP line, as recordings."""

from __future__ import annotations

from typing import Any

from providers.face import SubmitItem
from providers.profile import MediaKind
from tests.providers.scripted import Recorded

PREFIX = "/api/open-api/v1"
PERSON_PATH = f"{PREFIX}/seedance/sp/realperson"
FILE_PATH = f"{PREFIX}/seedance/sp/assets"
PERSON = "official_id_xxx"
FILE = "asset_abc123"
TASK = "task_abc"
PERSON_HANDLE = {"id": PERSON, "library": "person"}
FILE_HANDLE = {"id": FILE, "library": "file"}


def enveloped(method: str, path: str, data: Any, code: Any = 0) -> Recorded:
    return Recorded(method=method, path=path, body={"code": code, "msg": "ok", "data": data})


PORTRAIT: dict[str, Any] = {
    "asset_id": PERSON,
    "official_id": "off-1",
    "status": "Active",
    "asset_ref": f"asset://{PERSON}",
    "name": "portrait-front",
    "url": "https://cdn.example.com/portrait.jpg",
    "created_at": "2026-02-02T02:40:00Z",
}
SUBMITTED = enveloped(
    "POST",
    f"{PERSON_PATH}/submit",
    {
        "asset_id": PERSON,
        "status": "Processing",
        "asset_ref": None,
        "name": "portrait-front",
        "url": "https://cdn.example.com/portrait.jpg",
    },
)
GOT = enveloped("POST", f"{PERSON_PATH}/status", PORTRAIT)
GOT_MANY = enveloped("POST", f"{PERSON_PATH}/batch-status", {"items": [PORTRAIT]})
FILE_UPLOADED = enveloped("POST", f"{FILE_PATH}/upload", {"asset_id": FILE})
PLAIN: dict[str, Any] = {"asset_id": FILE, "status": "Active", "name": "ref 1"}
FILE_GOT = enveloped("POST", f"{FILE_PATH}/detail", PLAIN)
FILES_GOT = enveloped("POST", f"{FILE_PATH}/status", {"items": [PLAIN]})
STARTED = enveloped(
    "POST",
    f"{PREFIX}/seedance/videos",
    {"task_id": TASK, "status": "queued", "model": "seedance2.0-sp", "created_at": 1770000000},
    "20000",
)
VIDEO: dict[str, Any] = {
    "task_id": TASK,
    "status": "completed",
    "progress": 100,
    "model": "seedance2.0-sp",
    "created_at": 1770000000,
    "completed_at": 1770000120,
    "result": {"video_url": "https://cdn.example.com/out.mp4", "image_url": None},
    "error_message": None,
}
MADE = enveloped("GET", f"{PREFIX}/videos/{TASK}", VIDEO, "20000")
HOSTED = enveloped(
    "POST",
    f"{PREFIX}/files/upload",
    {"url": "https://files.example.com/x.jpg", "filename": "media.jpg", "size": 3, "mime_type": "image/jpeg"},
    20000,
)


def portrait(name: str = "r_abc", **changes: Any) -> SubmitItem:
    fields: dict[str, Any] = {
        "name": name,
        "kind": MediaKind.IMAGE,
        "url": "https://app.example.com/media/x",
        "real_person": True,
    }
    return SubmitItem(**(fields | changes))
