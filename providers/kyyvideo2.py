"""GlobalAI KyyVideo2: one asset a call, reviewed for faces, deletable; no face check of its own."""

from __future__ import annotations

from providers.base import made
from providers.errors import NotFound, Refused
from providers.face import Failure, Handle, Review, ReviewStatus, SubmitItem, VideoOrder, VideoReading
from providers.fields import Fields
from providers.globalai import (
    BASE,
    FAILURE_NAMES,
    REVIEW_WORDS,
    UPLOAD_TIMES,
    GlobalAIProvider,
    references,
    video_reading,
)
from providers.profile import CallKind, MediaKind

ASSET = f"{BASE}/kyyVideo2/asset"
VIDEOS = f"{BASE}/v1/kyyvideo2/videos"

ASSET_TYPES = {MediaKind.IMAGE: "Image", MediaKind.VIDEO: "Video", MediaKind.AUDIO: "Audio"}


class KyyVideo2Provider(GlobalAIProvider):
    """An asset's handle is its id; a video's is its id."""

    async def submit_one(self, item: SubmitItem) -> tuple[Handle, Review | None]:
        body = {"assetType": ASSET_TYPES[item.kind], "url": item.url, "name": item.name}
        answer = await self.enveloped("POST", f"{ASSET}/upload", body, times=UPLOAD_TIMES)
        return {"id": answer.object("data").identifier("assetId")}, None

    async def read_one(self, handle: Handle) -> Review:
        answer = await self.enveloped("GET", self._path(handle), minus_one=NotFound, counted=CallKind.READ)
        return _review(answer, handle)

    async def delete(self, handle: Handle) -> None:
        try:
            await self.enveloped("DELETE", self._path(handle), minus_one=NotFound)
        except NotFound as refusal:
            # The same code may mean more than "gone", and a receipt must not claim what is not so.
            await self._require_gone(handle, refusal)

    async def _require_gone(self, handle: Handle, refusal: NotFound) -> None:
        try:
            await self.read_one(handle)
        except NotFound:
            return
        raise Refused(self.profile.name, refusal.detail, http_status=refusal.http_status)

    def _path(self, handle: Handle) -> str:
        return f"{ASSET}/{self.fields(handle).identifier('id')}"

    async def start_video(self, order: VideoOrder) -> VideoReading:
        self.check_order(order)
        body = {
            "model": order.model,
            "prompt": order.prompt,
            "duration": order.seconds,
            "aspect_ratio": order.ratio,
            "generateAudio": True,
            **references(order),
        }
        task, handle = await self.created(VIDEOS, body)
        with made(handle):
            return video_reading(task, handle)


def _review(answer: Fields, handle: Handle) -> Review:
    asset = answer.object("data")
    asset.expect("assetId", handle["id"])
    status = asset.word("status", REVIEW_WORDS)
    return Review(
        status=status,
        reference=f"asset://{handle['id']}" if status is ReviewStatus.ACTIVE else None,
        failure=_reason(asset, answer) if status is ReviewStatus.FAILED else None,
    )


def _reason(asset: Fields, answer: Fields) -> Failure:
    """No field is documented for it: what the asset says, else what the envelope says."""
    own = asset.failure(*FAILURE_NAMES)
    return own if own.text or own.code else answer.failure("msg")
