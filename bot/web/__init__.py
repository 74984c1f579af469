"""Everything reached from outside: consent pages, media for gateways, health, Slack over HTTP."""

from __future__ import annotations

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp

from bot.web.consent import ConsentPages
from bot.web.files import Files
from bot.web.parts import WebParts

__all__ = ["WebParts", "create_web"]

_BODY_MAX = 1024 * 1024


def create_web(parts: WebParts) -> web.Application:
    """The application that listens at LIKENESS_HOST and LIKENESS_PORT."""
    app = web.Application(client_max_size=_BODY_MAX)
    pages, files = ConsentPages(parts), Files(parts)
    app.add_routes(
        [
            web.get("/v/{token}", pages.show),
            web.post("/v/{token}/agree", pages.agree),
            web.post("/v/{token}/decline", pages.decline),
            web.get("/v/{token}/back/{state}", pages.come_back),
            web.get("/v/{token}/picture/{media_id}", files.picture),
            web.get("/media/{token}", files.media),
            web.get("/healthz", _Health(parts).answer),
        ]
    )
    if parts.slack_app is not None:
        app.router.add_post("/slack/events", _slack_events(parts.slack_app))
    return app


class _Health:
    def __init__(self, parts: WebParts) -> None:
        self._parts = parts

    async def answer(self, request: web.Request) -> web.Response:
        """Live when this answers at all; ready when storage answers too."""
        del request
        counts = await self._parts.desk.storage.counts()
        return web.json_response({"ok": True, **counts}, headers={"Cache-Control": "no-store"})


def _slack_events(app: AsyncApp):  # type: ignore[no-untyped-def]  # noqa: ANN202  aiohttp's handler type is private
    async def events(request: web.Request) -> web.Response:
        bolt_request = await to_bolt_request(request)
        response: web.Response = await to_aiohttp_response(await app.async_dispatch(bolt_request))
        return response

    return events
