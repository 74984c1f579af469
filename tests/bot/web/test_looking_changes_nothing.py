"""Previews and scanners open every link that is posted: looking starts nothing, anywhere."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bot.crypto.links import Purpose, sign
from bot.web import WebParts, create_web
from storage.model import AssetStatus, InvitationStatus, RegistrationStatus, VideoStatus
from tests.bot.web.conftest import KEYS, MEDIA, World
from tests.support import rows

PREVIEWS = [
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "WhatsApp/2.23.20.0",
    "TelegramBot (like TwitterBot)",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) BingPreview/1.0b SkypeUriPreview Preview/0.5",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Safari/537.36",
]
VIDEO, FILM = "v_aaaaaaaaaaaa", "m_bbbbbbbbbbbb"


def addresses(world: World) -> Mapping[str, str]:
    """A good address for every route that can be looked at."""
    consent = world.path()
    watch = f"/w/{sign(KEYS, Purpose.WATCH, VIDEO, rows.NOW + rows.DAY)}"
    return {
        "/v/{token}": consent,
        "/v/{token}/withdraw": f"{consent}/withdraw",
        "/v/{token}/receipt": f"{consent}/receipt",
        "/v/{token}/{pressed}": f"{consent}/agree",
        "/v/{token}/back/{state}": f"{consent}/back/{'x' * 43}",
        "/v/{token}/picture/{media_id}": f"{consent}/picture/{MEDIA}",
        "/v/{token}/play/{media_id}": f"{consent}/play/{MEDIA}",
        "/v/{tail}": "/v/nothing/of/ours",
        "/w/{token}": watch,
        "/w/{token}/film": f"{watch}/film",
        "/w/{token}/still": f"{watch}/still",
        "/media/{token}": world.media_path(),
        "/healthz": "/healthz",
        "/healthz/live": "/healthz/live",
        "/healthz/ready": "/healthz/ready",
        "/favicon.ico": "/favicon.ico",
    }


def routes(world: World) -> set[str]:
    """Every pattern that answers GET or HEAD."""
    parts = WebParts(
        desk=world.desk,
        providers=world.providers,
        keys=KEYS,
        store=world.store,
        public_url=world.url,
    )
    found = create_web(parts).router.routes()
    looked = (r for r in found if r.method in ("GET", "HEAD") and r.resource is not None)
    return {r.resource.canonical for r in looked if r.resource is not None}


async def dump(world: World) -> list[str]:
    """Every row of the database."""
    return await world.storage._read(lambda connection: list(connection.iterdump()))


async def filmed(world: World) -> None:
    await world.place(FILM, b"film")
    await world.write(
        rows.media(id=FILM, kind="video", content_type="video/mp4"),
        rows.video(id=VIDEO, status=VideoStatus.SUCCEEDED, result_media_id=FILM, finished_at=rows.NOW),
    )


STATES = {
    "asked": {},
    "declined": {"invitation": {"status": InvitationStatus.DECLINED}},
    "agreed, not scanned": {"invitation": {"status": InvitationStatus.ACCEPTED}},
    "in review": {
        "asset": {"status": AssetStatus.USABLE},
        "registration": {"status": RegistrationStatus.IN_REVIEW},
        "invitation": {"status": InvitationStatus.ACCEPTED},
    },
}


@pytest.mark.parametrize("state", STATES)
async def test_no_look_changes_a_row_or_asks_a_gateway(world: World, state: str) -> None:
    """GET and HEAD of every route, by every kind of preview, in every language, again and again."""
    await world.invite(**STATES[state])
    await filmed(world)
    found = addresses(world)
    assert routes(world) <= set(found)
    before = await dump(world)
    for agent in PREVIEWS:
        for address in found.values():
            for method in ("GET", "HEAD"):
                for query in ("", "?lang=zh", "?change=1"):
                    answer = await world.call(method, address + query, headers={"User-Agent": agent})
                    assert answer.status in (200, 204, 303, 404, 410, 503), address
                    assert "Set-Cookie" not in answer.headers, address
    assert await dump(world) == before
    assert world.gateway_calls() == []
