"""The bodies that SD2 Manxue documents, as recordings."""

from __future__ import annotations

from typing import Any

from providers.face import SubmitItem
from providers.profile import MediaKind
from tests.providers.scripted import Recorded

BASE = "/kyyReactApiServer"
IMAGE, CLIP, SOUND = (f"https://example.com/{name}" for name in ("portrait.jpg", "reference.mp4", "bgm.mp3"))
PROJECT = "proj_sd2manxue_1234567890"
TASK_ID = "video_0c1d2e3f"

ITEMS: list[dict[str, Any]] = [
    {"assetType": "Image", "originalUrl": IMAGE, "assetId": "asset_img_001", "status": "submitted"},
    {"assetType": "Video", "originalUrl": CLIP, "assetId": "asset_video_001", "status": "submitted"},
]
UPLOADED = Recorded(
    method="POST",
    path=f"{BASE}/asset/sd2Manxue/assetUpload",
    body={"code": "0", "msg": None, "data": {"items": ITEMS, "failedItems": []}},
)
STATUSES = Recorded(
    method="POST",
    path=f"{BASE}/asset/sd2Manxue/assetStatus",
    body={
        "code": "0",
        "msg": None,
        "data": {
            "items": [
                {"assetId": "asset_img_001", "status": "Active"},
                {"assetId": "asset_video_001", "status": "Processing"},
            ],
            "failedItems": [],
        },
    },
)
STARTED = Recorded(
    method="POST",
    path=f"{BASE}/v1/sd2_manxue/videos",
    body={
        "id": TASK_ID,
        "object": "video",
        "created": 1761635478,
        "model": "sd2_manxue_1080p",
        "status": "queued",
        "error": None,
    },
)
STARTED_OLDER = Recorded(
    method="POST",
    path=f"{BASE}/v1/sd2_manxue/videos",
    body={"code": "0", "msg": None, "data": {"projectId": PROJECT}},
)
RUNNING = Recorded(
    method="GET",
    path=f"{BASE}/v1/result/{PROJECT}",
    body={
        "id": PROJECT,
        "object": "video",
        "created": 1761635478,
        "model": "sd2_manxue_1080p",
        "status": "processing",
        "video_url": None,
        "error": None,
    },
)


def uploaded(*items: Any, failed: Any = (), code: Any = "0") -> Recorded:
    data = {"items": list(items), "failedItems": list(failed)}
    return Recorded(method="POST", path=UPLOADED.path, body={"code": code, "msg": None, "data": data})


def statuses(*items: Any, failed: Any = (), code: Any = "0") -> Recorded:
    data = {"items": list(items), "failedItems": list(failed)}
    return Recorded(method="POST", path=STATUSES.path, body={"code": code, "msg": None, "data": data})


def item(name: str, url: str, kind: MediaKind = MediaKind.IMAGE) -> SubmitItem:
    return SubmitItem(name=name, kind=kind, url=url, real_person=True)


BATCH = (
    item("r_image", IMAGE),
    item("r_clip", CLIP, MediaKind.VIDEO),
    item("r_sound", SOUND, MediaKind.AUDIO),
)
