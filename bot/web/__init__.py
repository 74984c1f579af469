"""Everything reached from outside: consent pages, media for gateways, health, Slack over HTTP."""

from __future__ import annotations

from aiohttp import web

from bot.web.consent import ConsentPages
from bot.web.files import Files
from bot.web.guard import keep_private, name_request, tell_what_broke
from bot.web.health import Health
from bot.web.parts import WebParts
from bot.web.slack_events import BODY_MAX, SlackEvents
from bot.web.watching import WatchPages
from bot.web.withdrawing import WithdrawalPages

__all__ = ["WebParts", "create_web"]


def create_web(parts: WebParts) -> web.Application:
    """The application that listens at LIKENESS_HOST and LIKENESS_PORT."""
    app = web.Application(client_max_size=BODY_MAX, middlewares=[name_request, tell_what_broke])
    app.on_response_prepare.append(keep_private)
    pages, files, withdrawal = ConsentPages(parts), Files(parts), WithdrawalPages(parts)
    watching, health = WatchPages(parts), Health(parts.desk.storage, parts.connected)
    app.add_routes(
        [
            web.get("/v/{token}", pages.show),
            web.post("/v/{token}/agree", pages.agree),
            web.post("/v/{token}/decline", pages.decline),
            web.post("/v/{token}/renew", pages.renew),
            web.post("/v/{token}/language", pages.language),
            web.get("/v/{token}/withdraw", withdrawal.show),
            web.post("/v/{token}/withdraw", withdrawal.take_back),
            web.get("/v/{token}/receipt", withdrawal.receipt),
            web.get("/v/{token}/{pressed:agree|decline|renew|language}", pages.reopen),
            # A HEAD here would ask the gateway and use the face check up.
            web.get("/v/{token}/back/{state}", pages.come_back, allow_head=False),
            web.get("/v/{token}/picture/{media_id}", files.picture),
            web.get("/v/{token}/play/{media_id}", files.play),
            web.get("/v/{tail:.*}", pages.unknown),
            web.get("/w/{token}", watching.show),
            web.get("/w/{token}/film", watching.film),
            web.get("/w/{token}/still", watching.still),
            web.get("/media/{token}", files.media),
            web.get("/healthz", health.answer),
            web.get("/healthz/live", health.live),
            web.get("/healthz/ready", health.ready),
            web.get("/favicon.ico", _no_icon),
        ]
    )
    if parts.slack_app is not None:
        app.router.add_post("/slack/events", SlackEvents(parts.slack_app).receive)
    return app


async def _no_icon(_request: web.Request) -> web.Response:
    """Browsers ask for one by themselves."""
    return web.Response(status=204)
