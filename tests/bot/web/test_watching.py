"""The page that plays a video which Slack did not take: while its link is good and everybody agrees."""

from __future__ import annotations

import pytest

from bot.crypto.links import Purpose, sign
from storage.changes import Update, change
from storage.model import Asset, AssetStatus, Media, MediaStatus, Video, VideoStatus
from tests.bot.web.conftest import KEYS, World, portrait
from tests.support import rows
from tests.support.browser import chromium

VIDEO, FILM, STILL = "v_aaaaaaaaaaaa", "m_bbbbbbbbbbbb", "m_cccccccccccc"
BYTES = b"\0\0\0\x18ftypmp42" + bytes(range(256)) * 40


def path(*, until: int = rows.NOW + rows.DAY, video: str = VIDEO, purpose: Purpose = Purpose.WATCH) -> str:
    return f"/w/{sign(KEYS, purpose, video, until)}"


@pytest.fixture(name="made")
async def _made(world: World) -> World:
    """A finished video of Rachel, kept here with a still."""
    await world.invite(asset={"status": AssetStatus.USABLE})
    await world.place(FILM, BYTES)
    await world.place(STILL, portrait())
    await world.write(
        rows.consent(),
        rows.media(id=FILM, kind="video", content_type="video/mp4", bytes=len(BYTES)),
        rows.media(id=STILL),
        rows.video(
            id=VIDEO,
            status=VideoStatus.SUCCEEDED,
            result_media_id=FILM,
            poster_media_id=STILL,
            finished_at=rows.NOW,
        ),
        rows.video_reference(video_id=VIDEO),
    )
    return world


async def test_the_page_plays_the_very_file(made: World) -> None:
    """Page, still and film, each private."""
    page = await made.get(path())
    assert (page.status, page.screen) == (200, "watch")
    assert f'src="{path()}/film"' in page.text
    film = await made.get(f"{path()}/film")
    assert (film.status, film.body, film.headers["Content-Type"]) == (200, BYTES, "video/mp4")
    still = await made.get(f"{path()}/still")
    assert (still.status, still.body, still.headers["Content-Type"]) == (200, portrait(), "image/jpeg")
    for answer in (page, film, still):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer.headers["X-Robots-Tag"]


async def test_a_player_fetches_parts(made: World) -> None:
    """Phones play nothing that they cannot seek in."""
    part = await made.get(f"{path()}/film", headers={"Range": "bytes=100-199"})
    assert (part.status, part.body) == (206, BYTES[100:200])
    head = await made.call("HEAD", f"{path()}/film")
    assert (head.status, head.headers["Content-Length"]) == (200, str(len(BYTES)))


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "made with AI"), ("zh", "由 AI 生成"), ("zh_Hant", "由 AI 產生")]
)
async def test_the_page_speaks_its_readers_language(made: World, lang: str, words: str) -> None:
    """Three languages."""
    assert words in (await made.get(f"{path()}?lang={lang}")).text


async def test_a_link_ends(made: World) -> None:
    """At its second; page and files."""
    made.clock.ms = rows.NOW + rows.DAY
    assert ((await made.get(path())).status, (await made.get(path())).screen) == (410, "ended")
    assert (await made.get(f"{path()}/film")).status == 404


@pytest.mark.parametrize(
    "wrong",
    [
        path()[:-1],
        path() + "A",
        path()[:-1] + ("A" if path()[-1] != "A" else "B"),
        f"/w/{sign(KEYS, Purpose.CONSENT, 'i_aaaaaaaaaaaa', rows.NOW + rows.DAY)}",
        f"/w/{sign(KEYS, Purpose.MEDIA, FILM, rows.NOW + rows.DAY)}",
    ],
)
async def test_another_link_plays_nothing(made: World, wrong: str) -> None:
    """Cut, longer, changed, or of another purpose."""
    assert ((await made.get(wrong)).status, (await made.get(wrong)).screen) == (404, "unknown")
    assert (await made.get(f"{wrong}/film")).status == 404


async def test_a_watch_link_is_good_for_nothing_else(made: World) -> None:
    """Neither as a consent page nor as a gateway's link."""
    token = path().removeprefix("/w/")
    assert (await made.get(f"/v/{token}")).status == 404
    assert (await made.get(f"/media/{token}")).status == 404


@pytest.mark.parametrize(
    ("table", "row_id", "values"),
    [
        (Asset, "a_1", {"status": AssetStatus.WITHDRAWN}),
        (Video, VIDEO, {"failure": "taken_down"}),
        (Media, FILM, {"status": MediaStatus.ERASED}),
    ],
)
async def test_what_was_taken_back_is_gone_at_once(made: World, table, row_id, values) -> None:
    """Whatever the link says: a withdrawal, a report that was upheld, an erased copy."""
    await made.storage.apply(change(Update(table=table, where={"id": row_id}, values=values)))
    assert ((await made.get(path())).status, (await made.get(path())).screen) == (410, "gone")
    assert (await made.get(f"{path()}/film")).status == 404


@pytest.mark.browser
async def test_the_page_fits_a_phone_and_keeps_its_own_policy(made: World) -> None:
    """390 pixels wide, dark and light, in every language."""
    async with chromium() as browser:
        for locale, scheme in (("en-US", "light"), ("zh-CN", "dark"), ("zh-TW", "dark")):
            context = await browser.new_context(
                viewport={"width": 390, "height": 800}, locale=locale, color_scheme=scheme
            )
            page = await context.new_page()
            complaints: list[str] = []
            page.on("console", lambda message, kept=complaints: kept.append(message.text))
            await page.goto(made.url + path())
            assert await page.evaluate("document.documentElement.scrollWidth") <= 390
            box = await page.locator("video").bounding_box()
            assert box is not None
            assert box["width"] >= 300
            assert not [said for said in complaints if "Content Security Policy" in said]
            await context.close()
