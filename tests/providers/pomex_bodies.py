"""The bodies that PomexAI documents, as recordings."""

from __future__ import annotations

from typing import Any

from providers.face import SubmitItem
from providers.profile import MediaKind
from tests.providers.scripted import Recorded

GROUP = "group-20260619145855-snq4q"
ASSET = "asset-20260619150241-b8xd4"
VIDEO = "cgt-20260619150458-96ncj"
HANDLE = {"id": ASSET, "group_id": GROUP}

ITEM: dict[str, Any] = {
    "id": ASSET,
    "name": "model-rachel-frontal",
    "url": "https://cdn.example.com/portrait.jpg?sig=1",
    "asset_type": "Image",
    "group_id": GROUP,
    "status": "active",
    "created_at": "2026-06-19T07:02:41Z",
    "updated_at": "2026-06-19T07:02:46Z",
}
SESSION = Recorded(
    method="POST",
    path="/v1/video/assets/sessions",
    body={
        "object": "video.asset_session",
        "status": "pending",
        "h5_link": "https://kyc.byteintl.com/?x=1&lang=en",
    },
)
UPLOADED = Recorded(
    method="POST",
    path="/v1/video/assets",
    body={"id": ASSET, "object": "video.asset", "status": "processing"},
)
GOT = Recorded(method="GET", path=f"/v1/video/assets/{ASSET}", body={**ITEM, "object": "video.asset"})
LISTED = Recorded(
    method="GET",
    path="/v1/video/assets",
    body={"object": "list", "items": [ITEM], "total_count": 1, "page_number": 1, "page_size": 10},
)
STARTED = Recorded(
    method="POST",
    path="/v1/video/generations",
    body={
        "id": VIDEO,
        "object": "video.generation.task",
        "model": "byteplus/seedance-2.0-fast",
        "status": "queued",
    },
)
MADE = Recorded(
    method="GET",
    path=f"/v1/video/generations/{VIDEO}",
    body={
        "id": VIDEO,
        "object": "video.generation.task",
        "status": "succeeded",
        "content": {"video_url": "https://cdn.example.com/output.mp4?sig=1"},
    },
)
CANCELLED = Recorded(method="DELETE", path=f"/v1/video/generations/{VIDEO}", body={"id": VIDEO})

REDIRECT = {
    "resultCode": "10000",
    "group_id": GROUP,
    "verify_type": "real_time",
    "algorithmBaseRespCode": "0",
    "reqMeasureInfoValue": "1",
}
ANY_ANSWER_WILL_DO = dict.fromkeys(
    ("empty body", "another object", "nulls", "unknown status word", "success without its id")
)


def portrait(**changes: Any) -> SubmitItem:
    fields: dict[str, Any] = {
        "name": "r_abc",
        "kind": MediaKind.IMAGE,
        "url": "https://app.example.com/media/x",
        "real_person": True,
        "group_id": GROUP,
    }
    return SubmitItem(**(fields | changes))


def listing(*items: dict[str, Any], total: int | None = None) -> Recorded:
    body = {"object": "list", "items": list(items), "total_count": total, "page_number": 1, "page_size": 100}
    return Recorded(method="GET", path="/v1/video/assets", body=body)
