"""PomexAI: real people by a face check whose result comes with the browser, one group per person."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from providers.account import Account
from providers.base import SINGLES, BaseProvider, made, reading, settled
from providers.content import video_reading, video_request
from providers.errors import ForeignGroup, NotFound, ProviderError, Refused, UnexpectedAnswer, Unsupported
from providers.face import (
    Failure,
    Handle,
    Read,
    Review,
    ReviewStatus,
    SubmitItem,
    VerificationReading,
    VerificationSession,
    VerificationState,
    VideoOrder,
    VideoReading,
)
from providers.fields import Fields
from providers.liveness import billed, claimed_failure
from providers.pomex_plan import (
    DECIDED,
    DECIDED_PAGES,
    PAGE,
    ListGroup,
    chunks,
    groups_to_list,
    is_doubted,
    reads_per_second,
)
from providers.profile import CallKind, MediaKind

ASSETS = "/v1/video/assets"
SESSIONS = "/v1/video/assets/sessions"
VIDEOS = "/v1/video/generations"
FIND_PAGES = 10

ASSET_TYPES = {MediaKind.IMAGE: "Image", MediaKind.VIDEO: "Video", MediaKind.AUDIO: "Audio"}
SESSION_WORDS = {"pending": VerificationState.PENDING}
REVIEW_WORDS = {
    "processing": ReviewStatus.IN_REVIEW,
    "active": ReviewStatus.ACTIVE,
    "failed": ReviewStatus.FAILED,
}
LANGUAGES = {"en": "en", "zh": "zh", "zh-Hant": "zh-Hant"}


class PomexProvider(BaseProvider):
    """An asset's handle is its id and, for a real person, the person's group; a video's is its id."""

    def __init__(self, account: Account) -> None:
        super().__init__(account)
        self._sweeps = 0

    async def submit_one(self, item: SubmitItem) -> tuple[Handle, Review | None]:
        # Without a group the gateway files a face silently under the account's virtual group.
        if item.real_person != bool(item.group_id):
            whose = "a real person's media need" if item.real_person else "media of nobody real take no"
            raise Unsupported(self.profile.name, f"{whose} face-check group")
        body = {"url": item.url, "asset_type": ASSET_TYPES[item.kind], "name": item.name}
        group = {"group_id": item.group_id} if item.group_id else {}
        try:
            answer = await self.http.call("POST", ASSETS, json=body | group)
        except Refused as error:
            raise self._group_error(error) from None
        asset = self.fields(answer.body)
        handle = {"id": asset.identifier("id"), **group}
        with made(handle):
            return handle, _review(asset, handle)

    async def read(self, handles: Sequence[Handle]) -> list[Read]:
        """Ask for each by itself, or by list where many of one group wait."""
        self._sweeps += 1
        groups = (self._read_group(group, handles) for group in groups_to_list(handles))
        found = {index: read for group in await asyncio.gather(*groups) for index, read in group.items()}
        singles = [index for index in range(len(handles)) if index not in found]
        reads = await asyncio.gather(*(reading(self.read_one(handles[index])) for index in singles))
        found |= dict(zip(singles, reads, strict=True))
        return [found[index] for index in range(len(handles))]

    def read_chunks(self, handles: Sequence[Handle]) -> list[tuple[int, ...]]:
        """A listed group each, and the others a handful at a time."""
        return chunks(handles, SINGLES)

    def reads_per_second(self, handles: Sequence[Handle]) -> float:
        lists, singles = self.profile.rate(CallKind.LIST), self.profile.rate(CallKind.READ)
        return reads_per_second(handles, lists=lists, singles=singles)

    async def read_one(self, handle: Handle) -> Review:
        path = f"{ASSETS}/{self.fields(handle).identifier('id')}"
        answer = await self.http.call("GET", path, counted=CallKind.READ)
        return _review(self.fields(answer.body), handle)

    async def open_verification(self, callback_url: str, locale: str) -> VerificationSession:
        body = {"callback_url": callback_url, "lang": LANGUAGES.get(locale, "en")}
        answer = await self.http.call("POST", SESSIONS, json=body, counted=CallKind.OPEN_VERIFICATION)
        session = self.fields(answer.body)
        session.word("status", SESSION_WORDS)
        # The gateway names its sessions by nothing, so there is nothing to keep.
        handle = {"result": "redirect"}
        return VerificationSession(
            link=session.link("h5_link"), handle=handle, lives_ms=self.profile.verification_ms
        )

    async def read_verification(
        self,
        handle: Handle,  # noqa: ARG002  the browser carries it all
        redirect: Mapping[str, str] | None,
    ) -> VerificationReading:
        if redirect is None or not redirect.get("resultCode"):
            return VerificationReading(state=VerificationState.PENDING)
        paid, group_id = billed(redirect), redirect.get("group_id")
        failure = claimed_failure(redirect)
        if failure or not group_id:
            failure = failure or Failure(code="no_group")
            return VerificationReading(state=VerificationState.FAILED, billed=paid, failure=failure)
        await self._prove_group(group_id)
        return VerificationReading(state=VerificationState.PASSED, group_id=group_id, billed=paid)

    async def find(self, name: str, group_id: str | None) -> Handle | None:
        seen = 0
        for page in range(1, FIND_PAGES + 1):
            items, total = await self._list(group_id, {"name": name, "page": page})
            for item in items:
                if item.text_or_none("name") == name:
                    group = {"group_id": group_id} if group_id else {}
                    return {"id": item.identifier("id")} | group
            seen += len(items)
            more = len(items) == PAGE if total is None else seen < total
            if not items or not more:
                return None
        raise UnexpectedAnswer(self.profile.name, f"more than {seen} assets have names like this one")

    async def start_video(self, order: VideoOrder) -> VideoReading:
        self.check_order(order)
        answer = await self.http.call("POST", VIDEOS, json=video_request(order))
        video = self.fields(answer.body)
        handle = {"id": video.identifier("id")}
        with made(handle):
            return video_reading(video, handle)

    async def read_video(self, handle: Handle) -> VideoReading:
        answer = await self.http.call(
            "GET", f"{VIDEOS}/{self.fields(handle).identifier('id')}", counted=CallKind.READ_VIDEO
        )
        return video_reading(self.fields(answer.body), handle)

    async def cancel_video(self, handle: Handle) -> None:
        path = f"{VIDEOS}/{self.fields(handle).identifier('id')}"
        await self.http.call("DELETE", path, empty_allowed=True)

    async def parse_push(self, body: Mapping[str, Any]) -> Handle | None:
        """Take a task's or an asset's own JSON, which is what the upstream of this gateway sends."""
        push = self.fields(body)
        try:
            return {"id": push.identifier("id")}
        except UnexpectedAnswer:
            return None

    async def _prove_group(self, group_id: str) -> None:
        try:
            self.fields({"group_id": group_id}).identifier("group_id")
        except UnexpectedAnswer:
            raise ForeignGroup(self.profile.name, "the group in the redirect is not an id") from None
        items, _ = await self._list(group_id, {"limit": 1})
        # A gateway that ignored the filter would answer with somebody else's assets.
        if any(item.text_or_none("group_id") not in {None, group_id} for item in items):
            raise ForeignGroup(self.profile.name, "the gateway lists another group's assets")

    async def _list(
        self, group_id: str | None, query: Mapping[str, str | int]
    ) -> tuple[list[Fields], int | None]:
        params = {"page": 1, "limit": PAGE, "sort_by": "create_time", "sort_order": "desc", **query}
        try:
            answer = await self.http.call(
                "GET",
                ASSETS,
                params=params | ({"group_id": group_id} if group_id else {}),
                counted=CallKind.LIST,
            )
        except Refused as error:
            raise self._group_error(error) from None
        listing = self.fields(answer.body)
        return listing.objects("items"), listing.integer_or_none("total_count")

    async def _read_group(self, group: ListGroup, handles: Sequence[Handle]) -> dict[int, Read]:
        """Read what of a group was decided lately; what is not among it is in review still, and a tenth of
        that is left to be asked for by itself, each time another one: the listing's order is no promise.
        """
        found: dict[int, Read] = {}
        try:
            for page in range(1, DECIDED_PAGES + 1):
                items, _ = await self._list(
                    group.group_id, {"status": DECIDED, "sort_by": "update_time", "page": page}
                )
                by_id = {item.identifier("id"): item for item in items}
                shown = [i for i in group.indexes if i not in found and str(handles[i].get("id")) in by_id]
                for index in shown:
                    found[index] = settled(_review, by_id[str(handles[index]["id"])], handles[index])
                if not shown or len(items) < PAGE:
                    break
        except (NotFound, Refused, UnexpectedAnswer):
            return found
        except ProviderError as error:
            return dict.fromkeys(group.indexes, Read(error=error)) | found
        undecided = Read(review=Review(status=ReviewStatus.IN_REVIEW))
        trusted = (i for i in group.indexes if i not in found and not is_doubted(handles[i], self._sweeps))
        return found | dict.fromkeys(trusted, undecided)

    def _group_error(self, error: Refused) -> Refused:
        if "group id error" not in error.detail.lower():
            return error
        return ForeignGroup(error.provider, error.detail, http_status=error.http_status)


def _review(asset: Fields, handle: Handle) -> Review:
    asset.expect("id", handle["id"])
    if "group_id" in handle:
        asset.expect("group_id", handle["group_id"])
    status = asset.word("status", REVIEW_WORDS)
    return Review(
        status=status,
        reference=f"asset://{handle['id']}" if status is ReviewStatus.ACTIVE else None,
        failure=asset.failure("error") if status is ReviewStatus.FAILED else None,
    )
