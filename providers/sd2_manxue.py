"""GlobalAI SD2 Manxue: files go in by batch and are told apart by their address alone; no delete."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence

from providers.base import made, settled
from providers.errors import NotFound, ProviderError, Refused, Unavailable, UnexpectedAnswer, Unsupported
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
    REVIEW_WORDS,
    UPLOAD_TIMES,
    GlobalAIProvider,
    references,
    video_reading,
)
from providers.profile import CallKind, MediaKind

UPLOAD = f"{BASE}/asset/sd2Manxue/assetUpload"
STATUS = f"{BASE}/asset/sd2Manxue/assetStatus"
VIDEOS = f"{BASE}/v1/sd2_manxue/videos"

ARRAYS = {MediaKind.IMAGE: "imageUrls", MediaKind.VIDEO: "videoUrls", MediaKind.AUDIO: "audioUrls"}


class Sd2ManxueProvider(GlobalAIProvider):
    """An asset's handle is its id; a video's is its task's or project's id."""

    async def submit(self, items: Sequence[SubmitItem]) -> list[Submitted]:
        """One call for all; two files under one address could not be told apart and are not sent."""
        times = Counter(item.url for item in items)
        distinct = [item for item in items if times[item.url] == 1]
        by_name = {result.name: result for result in await self._uploaded(distinct)}
        return [by_name.get(item.name) or self._same_link(item) for item in items]

    async def _uploaded(self, items: Sequence[SubmitItem]) -> list[Submitted]:
        body: dict[str, list[str]] = {}
        for item in items:
            body.setdefault(ARRAYS[item.kind], []).append(item.url)
        if not body:
            return []
        try:
            answer = await self.enveloped("POST", UPLOAD, body, times=UPLOAD_TIMES)
            data = answer.object("data")
            taken, refused = data.objects("items"), data.objects_or_none("failedItems")
        except ProviderError as error:
            return [Submitted(name=item.name, error=error) for item in items]
        return self._results(items, taken, refused)

    def _results(
        self, items: Sequence[SubmitItem], taken: Sequence[Fields], refused: Sequence[Fields]
    ) -> list[Submitted]:
        """Match by address; a file in neither list is in doubt, unless just as many refusals name no file."""
        missing = [item for item in items if not _about([*taken, *refused], item)]
        nameless = [entry for entry in refused if not entry.has("originalUrl")]
        results = []
        for item in items:
            if entry := _about(taken, item):
                results.append(self._accepted(item, entry))
            elif entry := _about(refused, item):
                results.append(self._refused(item, [entry]))
            elif len(nameless) == len(missing):
                results.append(self._refused(item, nameless))
            else:
                error = UnexpectedAnswer(self.profile.name, "the answer names this file in neither list")
                results.append(Submitted(name=item.name, error=error))
        return results

    def _accepted(self, item: SubmitItem, entry: Fields) -> Submitted:
        try:
            handle = {"id": entry.identifier("assetId")}
            with made(handle):
                return Submitted(name=item.name, handle=handle, review=_review(entry, handle))
        except UnexpectedAnswer as error:
            return Submitted(name=item.name, handle=error.handle, error=error)

    def _refused(self, item: SubmitItem, entries: Sequence[Fields]) -> Submitted:
        """Of several refusals nobody can say whose reason is whose."""
        words = entries[0].failure(*FAILURE_NAMES).text if len(entries) == 1 else ""
        return Submitted(name=item.name, error=Refused(self.profile.name, words or "no reason was given"))

    def _same_link(self, item: SubmitItem) -> Submitted:
        error = Unsupported(self.profile.name, "two files share one link and could not be told apart")
        return Submitted(name=item.name, error=error)

    async def read(self, handles: Sequence[Handle]) -> list[Read]:
        """One call for all; where one id spoils the answer, each is asked for by itself."""
        if not handles:
            return []
        try:
            asked = [self.fields(handle).identifier("id") for handle in handles]
            answer = await self.enveloped(
                "POST", STATUS, {"assetIds": asked}, minus_one=NotFound, counted=CallKind.READ
            )
            data = answer.object("data")
            found, failed = data.objects("items"), data.objects_or_none("failedItems")
        except (NotFound, Refused, UnexpectedAnswer) as error:
            if len(handles) == 1:
                return [Read(error=error)]
            singles = await asyncio.gather(*(self.read([handle]) for handle in handles))
            return [read for reads in singles for read in reads]
        except ProviderError as error:
            return [Read(error=error) for _ in handles]
        return [self._read(handle, found, failed) for handle in handles]

    def _read(self, handle: Handle, found: Sequence[Fields], failed: Sequence[Fields]) -> Read:
        for entry in found:
            if entry.says("assetId", handle["id"]):
                return settled(_review, entry, handle)
        for entry in failed:
            if entry.says("assetId", handle["id"]):
                # A look-up that failed is not a file that was refused.
                words = entry.failure(*FAILURE_NAMES).text or "the look-up failed"
                return Read(error=Unavailable(self.profile.name, words))
        return Read(error=UnexpectedAnswer(self.profile.name, "the answer leaves this file out"))

    async def start_video(self, order: VideoOrder) -> VideoReading:
        self.check_order(order)
        body = {
            "model": model_name(order),
            "prompt": order.prompt,
            "duration": order.seconds,
            "ratio": order.ratio,
            **references(order),
        }
        task, handle = await self.created(VIDEOS, body)
        if task.has("data"):
            return VideoReading(state=VideoState.QUEUED, handle=handle)
        with made(handle):
            return video_reading(task, handle)


def model_name(order: VideoOrder) -> str:
    """The gateway's own name: a reference video asks for the `_video` line, the resolution ends it."""
    has_video = any(reference.kind is MediaKind.VIDEO for reference in order.references)
    fast = "_fast" if order.model.endswith("_fast") else ""
    return f"sd2_manxue{'_video' if has_video else ''}{fast}_{order.resolution or '720p'}"


def _about(entries: Sequence[Fields], item: SubmitItem) -> Fields | None:
    return next((entry for entry in entries if entry.says("originalUrl", item.url)), None)


def _review(entry: Fields, handle: Handle) -> Review:
    status = entry.word("status", REVIEW_WORDS)
    return Review(
        status=status,
        reference=f"asset://{handle['id']}" if status is ReviewStatus.ACTIVE else None,
        failure=entry.failure(*FAILURE_NAMES) if status is ReviewStatus.FAILED else None,
    )
