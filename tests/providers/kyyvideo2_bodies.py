"""The bodies that KyyVideo2 documents, as recordings."""

from __future__ import annotations

from typing import Any

from providers.face import SubmitItem
from providers.profile import MediaKind
from tests.providers.scripted import Recorded

BASE = "/kyyReactApiServer"
ASSET = "asset-20260330142158-q75m8"
VIDEO = "video_fd35ee52-2a98-44a6-b930-29a88ce9b8fd"

UPLOADED = Recorded(
    method="POST",
    path=f"{BASE}/kyyVideo2/asset/upload",
    body={"code": 0, "msg": None, "data": {"assetId": ASSET}},
)
DETAIL: dict[str, Any] = {
    "assetId": ASSET,
    "name": "My portrait",
    "assetType": "Image",
    "status": "Active",
    "url": "https://example.com/portrait.jpg",
    "createTime": "2026-03-30 14:21:58",
}
GOT = Recorded(
    method="GET",
    path=f"{BASE}/kyyVideo2/asset/{ASSET}",
    body={"code": 0, "msg": None, "data": DETAIL},
)
DELETED = Recorded(
    method="DELETE",
    path=f"{BASE}/kyyVideo2/asset/{ASSET}",
    body={"code": "0", "msg": "success", "data": None},
)
STARTED = Recorded(
    method="POST",
    path=f"{BASE}/v1/kyyvideo2/videos",
    body={
        "id": VIDEO,
        "object": "video",
        "created": 1774836724,
        "model": "seedance_2_0_fast",
        "status": "queued",
        "error": None,
    },
)
TASK: dict[str, Any] = {
    "id": VIDEO,
    "object": "video",
    "created": 1774836724,
    "model": "seedance_2_0_pro",
    "status": "completed",
    "video_url": "https://cdn.example.com/out.mp4",
    "actualDuration": 5,
    "totalTokens": 108900,
    "error": None,
}
MADE = Recorded(method="GET", path=f"{BASE}/v1/result/{VIDEO}", body=TASK)


def answered(recorded: Recorded, body: Any, status: int = 200) -> Recorded:
    """The same call with another answer."""
    return Recorded(method=recorded.method, path=recorded.path, body=body, status=status)


def portrait(**changes: Any) -> SubmitItem:
    fields: dict[str, Any] = {
        "name": "r_abc",
        "kind": MediaKind.IMAGE,
        "url": "https://app.example.com/media/x",
        "real_person": True,
    }
    return SubmitItem(**(fields | changes))
