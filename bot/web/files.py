"""Files under signed links: for a gateway while it reviews, for a person on the consent page."""

from __future__ import annotations

from aiohttp import web

from bot.crypto.links import LinkProblem, Purpose
from bot.media.serve import PRIVATE_HEADERS, media_response
from bot.media.store import THUMBNAIL
from bot.web.parts import WebParts
from storage.facts import RequestFacts
from storage.model import InvitationStatus, MediaStatus, RegistrationStatus

_AT_THE_GATEWAY = (
    RegistrationStatus.SUBMITTING,
    RegistrationStatus.UNKNOWN,
    RegistrationStatus.IN_REVIEW,
)


class Files:
    def __init__(self, parts: WebParts) -> None:
        self._parts = parts

    async def media(self, request: web.Request) -> web.StreamResponse:
        """A file for a gateway; the link ends when the registration is decided."""
        media_id = self._parts.check(Purpose.MEDIA, request.match_info["token"])
        if isinstance(media_id, LinkProblem):
            return _gone()
        facts = await self._parts.desk.storage.request_of_media(media_id)
        asset = next((a for a in facts.assets if a.media.id == media_id), None) if facts else None
        if asset is None or not any(r.status in _AT_THE_GATEWAY for r in asset.registrations):
            return _gone()
        return await media_response(self._parts.store, asset.media)

    async def picture(self, request: web.Request) -> web.StreamResponse:
        """The very picture that a person is asked about, for as long as his link is good."""
        invitation_id = self._parts.check(Purpose.CONSENT, request.match_info["token"])
        if isinstance(invitation_id, LinkProblem):
            return _gone()
        facts = await self._parts.answering.invitation(invitation_id)
        media_id = request.match_info["media_id"]
        if facts is None or not _shows(facts, media_id):
            return _gone()
        media = next(a.media for a in facts.assets if a.media.id == media_id)
        return await media_response(self._parts.store, media, THUMBNAIL)


def _shows(facts: RequestFacts, media_id: str) -> bool:
    ended = (InvitationStatus.DECLINED, InvitationStatus.LAPSED)
    if facts.invitation is None or facts.invitation.status in ended:
        return False
    return any(a.media.id == media_id and a.media.status is MediaStatus.READY for a in facts.assets)


def _gone() -> web.Response:
    return web.Response(status=404, headers=PRIVATE_HEADERS)
