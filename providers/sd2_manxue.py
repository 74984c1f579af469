"""GlobalAI SD2 Manxue: files go in by batch and are told apart by their address alone; no delete."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from providers.base import BaseProvider, made
from providers.errors import ProviderError, Refused, Unavailable, UnexpectedAnswer, Unsupported
from providers.face import (
    Handle,
    Read,
    Review,
    ReviewStatus,
    SubmitItem,
    Submitted,
    VideoOrder,
    VideoReading,
    VideoState,
)
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

UPLOAD = f"{BASE}/asset/sd2Manxue/assetUpload"
STATUS = f"{BASE}/asset/sd2Manxue/assetStatus"
VIDEOS = f"{BASE}/v1/sd2_manxue/videos"

ARRAYS = {MediaKind.IMAGE: "imageUrls", MediaKind.VIDEO: "videoUrls", MediaKind.AUDIO: "audioUrls"}


class Sd2ManxueProvider(BaseProvider):
    """An asset's handle is its id; a video's is its task's or project's id."""

    async def submit(self, items: Sequence[SubmitItem]) -> list[Submitted]:
        """One call for all; an item in neither list of the answer is in doubt, not accepted."""
        times = Counter(item.url for item in items)
        sent = [item for item in items if times[item.url] == 1]
        found: dict[str, Submitted] = {}
        if sent:
            try:
                found = await self._upload(sent)
            except ProviderError as error:
                found = {item.name: Submitted(name=item.name, error=error) for item in sent}
        return [found.get(item.name) or self._same_link(item) for item in items]

    async def _upload(self, items: Sequence[SubmitItem]) -> dict[str, Submitted]:
        body: dict[str, list[str]] = {}
        for item in items:
            body.setdefault(ARRAYS[item.kind], []).append(item.url)
        answer = await self.http.call("POST", UPLOAD, json=body, total_seconds=UPLOAD_SECONDS)
        require_success(answer.body, self.profile.name)
        data = self.fields(answer.body).object("data")
        taken = {entry.text("originalUrl"): entry for entry in data.objects("items")}
        refused = {
            entry.text_or_none("originalUrl"): entry
            for entry in (data.objects("failedItems") if data.has("failedItems") else [])
        }
        return {item.name: self._result(item, taken.get(item.url), refused.get(item.url)) for item in items}

    def _result(self, item: SubmitItem, taken: Fields | None, refused: Fields | None) -> Submitted:
        if taken is not None:
            return self._accepted(item, taken)
        if refused is not None:
            words = refused.failure("errorMessage", *FAILURE_NAMES).text
            return Submitted(name=item.name, error=Refused(self.profile.name, words))
        missing = UnexpectedAnswer(self.profile.name, "the answer names this file in neither list")
        return Submitted(name=item.name, error=missing)

    def _accepted(self, item: SubmitItem, entry: Fields) -> Submitted:
        try:
            handle = {"id": entry.identifier("assetId")}
            with made(handle):
                return Submitted(name=item.name, handle=handle, review=_review(entry, handle))
        except UnexpectedAnswer as error:
            return Submitted(name=item.name, handle=error.handle, error=error)

    def _same_link(self, item: SubmitItem) -> Submitted:
        error = Unsupported(self.profile.name, "two files share one link and could not be told apart")
        return Submitted(name=item.name, error=error)

    async def read(self, handles: Sequence[Handle]) -> list[Read]:
        """One call for all; `failedItems` are look-ups that failed, not files that were refused."""
        try:
            asked = [self.fields(handle).identifier("id") for handle in handles]
            answer = await self.http.call("POST", STATUS, json={"assetIds": asked})
            require_success(answer.body, self.profile.name)
            data = self.fields(answer.body).object("data")
            found = {entry.identifier("assetId"): entry for entry in data.objects("items")}
            failed = {
                entry.text_or_none("assetId"): entry
                for entry in (data.objects("failedItems") if data.has("failedItems") else [])
            }
        except ProviderError as error:
            return [Read(error=error) for _ in handles]
        return [
            self._read(handle, found.get(asset_id), failed.get(asset_id))
            for handle, asset_id in zip(handles, asked, strict=True)
        ]

    def _read(self, handle: Handle, found: Fields | None, failed: Fields | None) -> Read:
        if found is not None:
            try:
                return Read(review=_review(found, handle))
            except ProviderError as error:
                return Read(error=error)
        if failed is not None:
            words = failed.failure("errorMessage", *FAILURE_NAMES).text
            return Read(error=Unavailable(self.profile.name, words or "the look-up failed"))
        return Read(error=UnexpectedAnswer(self.profile.name, "the answer leaves this file out"))

    async def start_video(self, order: VideoOrder) -> VideoReading:
        self.check_order(order)
        body = {
            "model": _model(order),
            "prompt": order.prompt,
            "duration": order.seconds,
            "ratio": order.ratio,
            **references(order),
        }
        answer = await self.http.call("POST", VIDEOS, json=body)
        task = self.fields(answer.body)
        handle = {"id": created_id(answer.body, task, self.profile.name)}
        if not task.has("status"):
            return VideoReading(state=VideoState.QUEUED, handle=handle)
        with made(handle):
            return video_reading(task, handle)

    async def read_video(self, handle: Handle) -> VideoReading:
        answer = await self.http.call("GET", f"{RESULT}/{self.fields(handle).identifier('id')}")
        return video_reading(self.fields(answer.body), handle)


def _model(order: VideoOrder) -> str:
    """The gateway's own name: a reference video asks for the `_video` line, the resolution ends it."""
    has_video = any(reference.kind is MediaKind.VIDEO for reference in order.references)
    fast = "_fast" if order.model.endswith("_fast") else ""
    return f"sd2_manxue{'_video' if has_video else ''}{fast}_{order.resolution or '720p'}"


def _review(entry: Fields, handle: Handle) -> Review:
    status = entry.word("status", REVIEW_WORDS)
    return Review(
        status=status,
        reference=f"asset://{handle['id']}" if status is ReviewStatus.ACTIVE else None,
        failure=entry.failure("errorMessage", *FAILURE_NAMES) if status is ReviewStatus.FAILED else None,
    )
