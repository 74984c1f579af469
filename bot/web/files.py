"""Files under signed links: for a gateway while it reviews, for a person on the consent page."""

from __future__ import annotations

from aiohttp import web

from bot.crypto.links import LinkProblem, Purpose
from bot.media.serve import PRIVATE_HEADERS, media_response
from bot.media.store import ORIGINAL, THUMBNAIL
from bot.web.parts import WebParts
from storage.facts import AssetFacts, RequestFacts
from storage.model import AssetStatus, InvitationStatus, Media, MediaStatus, RegistrationStatus

_AT_THE_GATEWAY = (
    RegistrationStatus.SUBMITTING,
    RegistrationStatus.UNKNOWN,
    RegistrationStatus.IN_REVIEW,
)
_PHONE_MAX_BYTES = 4 * 1024 * 1024


class Files:
    def __init__(self, parts: WebParts) -> None:
        self._parts = parts

    async def media(self, request: web.Request) -> web.StreamResponse:
        """A file for a gateway; the link ends when the registration is decided or the asset is taken away."""
        media_id = self._parts.check(Purpose.MEDIA, request.match_info["token"])
        if isinstance(media_id, LinkProblem):
            return _gone()
        facts = await self._parts.desk.storage.request_of_media(media_id)
        asset = next((a for a in facts.assets if a.media.id == media_id), None) if facts else None
        if asset is None or not _is_wanted(asset):
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

    async def _shown(self, request: web.Request) -> Media | None:
        """The file, for as long as the link is good and the request was not refused."""
        invitation_id = self._parts.check(Purpose.CONSENT, request.match_info["token"])
        if isinstance(invitation_id, LinkProblem):
            return None
        facts = await self._parts.answering.invitation(invitation_id)
        return _file(facts, request.match_info["media_id"]) if facts else None


def _is_wanted(asset: AssetFacts) -> bool:
    statuses = (registration.status for registration in asset.registrations)
    return asset.asset.status is AssetStatus.USABLE and any(status in _AT_THE_GATEWAY for status in statuses)


def _file(facts: RequestFacts, media_id: str) -> Media | None:
    ended = (InvitationStatus.DECLINED, InvitationStatus.LAPSED)
    if facts.invitation is None or facts.invitation.status in ended:
        return None
    ready = (a.media for a in facts.assets if a.media.status is MediaStatus.READY)
    return next((media for media in ready if media.id == media_id), None)


def _gone() -> web.Response:
    return web.Response(status=404, headers=PRIVATE_HEADERS)
