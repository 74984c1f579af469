"""The page that plays a finished video which Slack did not take, and its files."""

from __future__ import annotations

from aiohttp import web

from bot.crypto.links import LinkProblem, Purpose, read
from bot.media.serve import PRIVATE_HEADERS, media_response
from bot.web.parts import WebParts
from bot.web.rendering import DOMAIN, page_locale, render_template
from handlers.catalogue import texts
from storage.facts import VideoFacts
from storage.model import Media, MediaStatus, Millis, VideoStatus
from workflow.videos import is_taken_back

_STATUSES = {"unknown": 404, "ended": 410, "gone": 410}


class WatchPages:
    """A link plays one video until it ends, or until somebody pictured takes the yes back."""

    def __init__(self, parts: WebParts) -> None:
        self._parts = parts

    async def show(self, request: web.Request) -> web.Response:
        """The video with its controls, or what is wrong with the link."""
        locale = page_locale(request)
        said, found = texts(locale, DOMAIN), await self._find(request)
        if isinstance(found, str):
            return render_template("watch.html", locale, status=_STATUSES[found], screen=found, say=said.say)
        facts, ends_at = found
        path = f"/w/{request.match_info['token']}"
        return render_template(
            "watch.html",
            locale,
            screen="watch",
            say=said.say,
            film=f"{path}/film",
            still=f"{path}/still" if _ready(facts.poster) else None,
            until=said.date(ends_at),
        )

    async def film(self, request: web.Request) -> web.StreamResponse:
        """The video itself, in byte ranges where a player asks for them."""
        found = await self._find(request)
        return await self._file(None if isinstance(found, str) else found[0].result)

    async def still(self, request: web.Request) -> web.StreamResponse:
        """The picture that stands there until it plays."""
        found = await self._find(request)
        return await self._file(None if isinstance(found, str) else found[0].poster)

    async def _file(self, media: Media | None) -> web.StreamResponse:
        if media is None or not _ready(media):
            return web.Response(status=404, headers=PRIVATE_HEADERS)
        return await media_response(self._parts.store, media)

    async def _find(self, request: web.Request) -> tuple[VideoFacts, Millis] | str:
        """The video and the link's end; else `unknown`, `ended` or `gone`."""
        found = read(self._parts.keys, Purpose.WATCH, request.match_info["token"])
        if isinstance(found, LinkProblem):
            return "unknown"
        video_id, ends_at = found
        if self._parts.desk.clock() >= ends_at:
            return "ended"
        facts = await self._parts.desk.storage.video(video_id)
        if facts is None or not _may_be_seen(facts):
            return "gone"
        return facts, ends_at


def _may_be_seen(facts: VideoFacts) -> bool:
    """Whether it is made, kept, not taken down, and everybody pictured still agrees."""
    video = facts.video
    stands = video.status is VideoStatus.SUCCEEDED and video.failure is None
    return stands and _ready(facts.result) and not is_taken_back(facts)


def _ready(media: Media | None) -> bool:
    return media is not None and media.status is MediaStatus.READY
