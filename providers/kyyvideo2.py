"""GlobalAI KyyVideo2: one asset a call, reviewed for faces, deletable; no face check of its own."""

from __future__ import annotations

from providers.base import BaseProvider, made
from providers.errors import NotFound
from providers.face import Handle, Review, ReviewStatus, SubmitItem, VideoOrder, VideoReading
from providers.fields import Fields
from providers.globalai import (
    BASE,
    FAILURE_NAMES,
    RESULT,
    REVIEW_WORDS,
    UPLOAD_SECONDS,
    created_id,
    references,
    require_success,
    video_reading,
)
from providers.profile import MediaKind

ASSET = f"{BASE}/kyyVideo2/asset"
VIDEOS = f"{BASE}/v1/kyyvideo2/videos"

ASSET_TYPES = {MediaKind.IMAGE: "Image", MediaKind.VIDEO: "Video", MediaKind.AUDIO: "Audio"}


class KyyVideo2Provider(BaseProvider):
    """An asset's handle is its id; a video's is its id."""

    async def submit_one(self, item: SubmitItem) -> tuple[Handle, Review | None]:
        body = {"assetType": ASSET_TYPES[item.kind], "url": item.url, "name": item.name}
        answer = await self.http.call("POST", f"{ASSET}/upload", json=body, total_seconds=UPLOAD_SECONDS)
        require_success(answer.body, self.profile.name)
        return {"id": self.fields(answer.body).object("data").identifier("assetId")}, None

    async def read_one(self, handle: Handle) -> Review:
        answer = await self.http.call("GET", f"{ASSET}/{self.fields(handle).identifier('id')}")
        require_success(answer.body, self.profile.name)
        return _review(self.fields(answer.body).object("data"), handle)

    async def delete(self, handle: Handle) -> None:
        path = f"{ASSET}/{self.fields(handle).identifier('id')}"
        try:
            answer = await self.http.call("DELETE", path)
            require_success(answer.body, self.profile.name)
        except NotFound:
            return

    async def start_video(self, order: VideoOrder) -> VideoReading:
        self.check_order(order)
        body = {
            "model": order.model,
            "prompt": order.prompt,
            "duration": order.seconds,
            "aspect_ratio": order.ratio,
            **references(order),
        }
        answer = await self.http.call("POST", VIDEOS, json=body)
        task = self.fields(answer.body)
        handle = {"id": created_id(answer.body, task, self.profile.name)}
        with made(handle):
            return video_reading(task, handle)

    async def read_video(self, handle: Handle) -> VideoReading:
        answer = await self.http.call("GET", f"{RESULT}/{self.fields(handle).identifier('id')}")
        return video_reading(self.fields(answer.body), handle)


def _review(asset: Fields, handle: Handle) -> Review:
    asset.expect("assetId", handle["id"])
    status = asset.word("status", REVIEW_WORDS)
    return Review(
        status=status,
        reference=f"asset://{handle['id']}" if status is ReviewStatus.ACTIVE else None,
        failure=asset.failure(*FAILURE_NAMES) if status is ReviewStatus.FAILED else None,
    )
