"""Files under signed links: for a gateway while it reviews, for a person on the consent page."""

from __future__ import annotations

from aiohttp import web

from bot.crypto.links import LinkProblem, Purpose
from bot.media.serve import PRIVATE_HEADERS, media_response
from bot.media.store import ORIGINAL, THUMBNAIL
from bot.web.parts import WebParts
from bot.web.visits import Visit, find_visit
from storage.facts import AssetFacts, RequestFacts
from storage.model import AssetStatus, InvitationStatus, Media, MediaStatus, RegistrationStatus, VideoStatus

_AT_THE_GATEWAY = (
    RegistrationStatus.SUBMITTING,
    RegistrationStatus.UNKNOWN,
    RegistrationStatus.IN_REVIEW,
)
_BEING_MADE = (VideoStatus.STARTING, VideoStatus.QUEUED, VideoStatus.RUNNING, VideoStatus.UNKNOWN)
_PHONE_MAX_BYTES = 4 * 1024 * 1024


class Files:
    def __init__(self, parts: WebParts) -> None:
        self._parts = parts

    async def media(self, request: web.Request) -> web.StreamResponse:
        """A file for a gateway; the link ends with the review or video that it is for, or with the asset."""
        media_id = self._parts.check(Purpose.MEDIA, request.match_info["token"])
        if isinstance(media_id, LinkProblem):
            return _gone()
        facts = await self._parts.desk.storage.request_of_media(media_id)
        asset = next((a for a in facts.assets if a.media.id == media_id), None) if facts else None
        if asset is None or not await self._is_wanted(asset):
            return _gone()
        return await media_response(self._parts.store, asset.media)

    async def picture(self, request: web.Request) -> web.StreamResponse:
        """The very picture that a person is asked about, or a still of the clip."""
        media = await self._shown(request)
        if media is None or media.kind == "audio":
            return _gone()
        light = media.kind == "image" and (media.bytes or 0) <= _PHONE_MAX_BYTES
        return await media_response(self._parts.store, media, ORIGINAL if light else THUMBNAIL)

    async def play(self, request: web.Request) -> web.StreamResponse:
        """The very clip or sound that a person is asked about."""
        media = await self._shown(request)
        if media is None or media.kind == "image":
            return _gone()
        return await media_response(self._parts.store, media)

    async def _is_wanted(self, asset: AssetFacts) -> bool:
        """Whether a gateway reviews it or makes a video of it; a real person is fetched for reviews only."""
        if asset.asset.status is not AssetStatus.USABLE:
            return False
        if any(registration.status in _AT_THE_GATEWAY for registration in asset.registrations):
            return True
        if asset.asset.person_id is not None:
            return False
        uses = await self._parts.desk.storage.uses([asset.asset.id])
        return any(use.status in _BEING_MADE for use in uses)

    async def _shown(self, request: web.Request) -> Media | None:
        """The file, for as long as the page with it opens in this browser and the request was not refused."""
        visit = await find_visit(self._parts, request)
        if not isinstance(visit, Visit) or visit.is_shut:
            return None
        return _file(visit.facts, request.match_info["media_id"])


def _file(facts: RequestFacts, media_id: str) -> Media | None:
    ended = (InvitationStatus.DECLINED, InvitationStatus.LAPSED)
    if facts.invitation is None or facts.invitation.status in ended:
        return None
    ready = (a.media for a in facts.assets if a.media.status is MediaStatus.READY)
    return next((media for media in ready if media.id == media_id), None)


def _gone() -> web.Response:
    return web.Response(status=404, headers=PRIVATE_HEADERS)
