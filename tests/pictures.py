"""Plays the story by hand in a real browser, and keeps what it looks like: `python -m tests.pictures`."""

from __future__ import annotations

import asyncio
import io
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, Locator, Page, expect

from bot.demo.local_slack import Found, Hand, LocalSlack, has_button, local_slack
from bot.demo.phone import read_qr
from bot.demo.stage import Stage, set_stage
from handlers import ids
from sandbox.providers import draw_portrait
from tests.support.browser import chromium

MAYA, RACHEL, TOM = "U0MAYA", "U0RACHEL", "U0TOM"
CHANNEL = "C0FILM"
PURPOSE = "Teaser for the autumn launch, on our own site"
PROMPT = "@rachel walks into the office, puts down her bag and smiles"
PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"
WIDE, NARROW = (1280, 800), (390, 844)
_PHONE_WIDTH = 700
_MOST_BYTES = 400_000
_PATIENCE_MS = 15_000
_FILM_MS = 60_000
_SETTLED_MS = 300
_FILM_SETTLED_MS = 1_500


@dataclass(frozen=True, kw_only=True)
class Studio:
    """The stage, the workspace as the story's hands see it, and a browser."""

    stage: Stage
    slack: LocalSlack
    browser: Browser
    folder: Path

    def hand(self, user: str) -> Hand:
        return Hand(self.slack, user)

    @asynccontextmanager
    async def page(
        self, address: str, size: tuple[int, int] = WIDE, *, scheme: str = "light", locale: str = "en-US"
    ) -> AsyncIterator[Page]:
        """A page in a browser of its own, as a first visit."""
        context = await self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            device_scale_factor=2 if size[0] < _PHONE_WIDTH else 1.5,
            color_scheme=scheme,
            locale=locale,
            reduced_motion="reduce",
        )
        page = await context.new_page()
        page.set_default_timeout(_PATIENCE_MS)
        await page.goto(address)
        try:
            yield page
        finally:
            await context.close()

    def place(self, user: str, channel: str, **query: str) -> str:
        """The workspace's page as this person has it open."""
        pairs = {"user": user, "channel": channel, **query}
        return f"{self.stage.slack_url}/_local/?" + "&".join(f"{k}={v}" for k, v in pairs.items())

    async def keep(self, page: Page, name: str, *, whole: bool = False) -> None:
        """A screenshot, once every image of the page is there and nothing is pointed at."""
        await page.mouse.move(0, 0)
        for image in await page.locator("img:visible").all():
            await image.evaluate("(image) => image.decode()")
        await page.wait_for_timeout(_SETTLED_MS)
        await asyncio.to_thread(_save, await page.screenshot(full_page=whole), self.folder / f"{name}.png")


def _save(png: bytes, path: Path) -> None:
    """The picture in full colours if that is small enough, else in 256 of them."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    image.save(path, optimize=True)
    if path.stat().st_size > _MOST_BYTES:
        image.quantize(256, dither=Image.Dither.FLOYDSTEINBERG).save(path, optimize=True)
    if path.stat().st_size > _MOST_BYTES:
        raise SystemExit(f"{path} is larger than {_MOST_BYTES} bytes")


def _field(page: Page, block: str) -> Locator:
    return page.get_by_role("dialog").locator(f"[data-action-id][data-block-id={block}]").first


async def _type(page: Page, text: str) -> None:
    """Write a command where one writes, and send it."""
    await page.get_by_test_id("composer").fill(text)
    await page.get_by_test_id("send").click()
    await expect(page.get_by_role("dialog")).to_be_visible()


async def add_asset(studio: Studio) -> None:
    """Maya fills in the form of /asset."""
    async with studio.page(studio.place(MAYA, CHANNEL), (1280, 1000)) as page:
        await _type(page, "/asset")
        await page.locator(f"[data-action-id={ids.ACTION_WHO}][data-value=member]").check()
        picture = {"name": "rachel.jpg", "mimeType": "image/jpeg", "buffer": draw_portrait("Rachel", 1)}
        await _field(page, ids.FIELD_FILES).set_input_files(picture)
        await expect(page.locator(".file-chip[data-file-id]")).to_be_visible()
        await _field(page, ids.FIELD_NAME).fill("rachel")
        await _field(page, ids.FIELD_MEMBER).click()
        await page.locator(f"[role=option][data-value={RACHEL}]").click()
        await _field(page, ids.FIELD_PURPOSE).fill(PURPOSE)
        await _field(page, ids.FIELD_NAME).click()
        await page.locator(".modal-body").evaluate("(body) => body.scrollTo(0, 0)")
        await studio.keep(page, "asset-form")
        await page.set_viewport_size({"width": NARROW[0], "height": 1310})
        await studio.keep(page, "asset-form-narrow")
        await page.get_by_test_id("modal-submit").click()
        await expect(page.get_by_role("dialog")).to_have_count(0)


async def asked(studio: Studio) -> str:
    """Rachel's DM; the link that her phone reads from its QR code."""
    found = await studio.hand(RACHEL).see(has_button(ids.ACTION_CONSENT_OPEN), "the question to Rachel")
    async with studio.page(studio.place(RACHEL, found.channel), (1280, 1240)) as page:
        await expect(page.get_by_alt_text("QR code")).to_be_visible()
        await studio.keep(page, "consent-dm")
    return read_qr(await _qr(studio, found))


async def _qr(studio: Studio, found: Found) -> bytes:
    image = next(b for b in found.message["blocks"] if b["type"] == "image" and "QR" in b["alt_text"])
    return await studio.slack.file(image["slack_file"]["id"])


async def consent(studio: Studio, link: str) -> None:
    """The phone: the page in three languages, the face check, and the end."""
    for locale, name in (("zh-CN", "phone-consent-zh"), ("zh-TW", "phone-consent-zh-hant")):
        async with studio.page(link, NARROW, locale=locale) as page:
            await studio.keep(page, name, whole=True)
    async with studio.page(link, NARROW) as page:
        await studio.keep(page, "phone-consent-en", whole=True)
        await page.locator("form[action*=agree] button").click()
        await page.locator("button[value=pass]").wait_for()
        await studio.keep(page, "phone-face-check", whole=True)
        await page.locator("button[value=pass]").click()
        await page.locator("[data-screen=done]").wait_for()
        await studio.keep(page, "phone-done", whole=True)


async def agreed(studio: Studio) -> None:
    """What Rachel's DM says once she has agreed, and where she can take it back."""
    found = await studio.hand(RACHEL).see(has_button(ids.ACTION_WITHDRAW), "Rachel's answer", 60)
    async with studio.page(studio.place(RACHEL, found.channel), (1280, 700)) as page:
        await expect(page.locator(f"[data-action-id={ids.ACTION_WITHDRAW}]").first).to_be_visible()
        await studio.keep(page, "consent-outcome")


async def ask_for_video(studio: Studio) -> None:
    """Tom fills in the form of /video."""
    ready = has_button(ids.ACTION_VIDEO_WITH_ASSET)
    await studio.hand(MAYA).see(ready, "the asset to be ready", 60)
    async with studio.page(studio.place(TOM, CHANNEL), (1280, 1000)) as page:
        await _type(page, f"/video {PROMPT}")
        await expect(_field(page, ids.FIELD_PROMPT)).to_have_value(PROMPT)
        await studio.keep(page, "video-form")
        await page.get_by_test_id("modal-submit").click()
        await expect(page.get_by_role("dialog")).to_have_count(0)


async def approve(studio: Studio) -> None:
    """The question to Rachel, whose face it is; then her yes and the owner's."""
    asked_for = has_button(ids.ACTION_APPROVE_ONCE)
    found = await studio.hand(RACHEL).see(asked_for, "the question to Rachel")
    async with studio.page(studio.place(RACHEL, found.channel)) as page:
        button = page.locator(f"[data-action-id={ids.ACTION_APPROVE_ONCE}]")
        await expect(button).to_be_visible()
        await studio.keep(page, "approval-dm")
        await button.click()
        await expect(button).to_have_count(0)
    owned = await studio.hand(MAYA).see(asked_for, "the question to Maya")
    async with studio.page(studio.place(MAYA, owned.channel)) as page:
        await page.locator(f"[data-action-id={ids.ACTION_APPROVE_ONCE}]").click()
        await expect(page.locator(f"[data-action-id={ids.ACTION_APPROVE_ONCE}]")).to_have_count(0)


async def posted(studio: Studio) -> None:
    """The finished video in its thread, and the channel wide, dark and narrow."""
    async with studio.page(studio.place(TOM, CHANNEL)) as page:
        await page.get_by_text("The video is in the thread").wait_for(timeout=_FILM_MS)
        await studio.keep(page, "channel")
        await page.get_by_test_id("reply-bar").last.click()
        await _show_film(page)
        await studio.keep(page, "video-in-thread")
        thread = page.url
    async with studio.page(thread, scheme="dark") as page:
        await _show_film(page)
        await studio.keep(page, "channel-dark")
    async with studio.page(studio.place(TOM, CHANNEL), NARROW) as page:
        await page.get_by_text("The video is in the thread").wait_for()
        await studio.keep(page, "channel-narrow")
    async with studio.page(thread, NARROW) as page:
        await _show_film(page)
        await studio.keep(page, "video-in-thread-narrow")


async def home(studio: Studio) -> None:
    """Maya's Home: wide, narrow and dark."""
    found = await studio.hand(MAYA).see(has_button(ids.ACTION_VIDEO_WITH_ASSET), "a DM to Maya")
    async for other in studio.hand(MAYA).messages():
        found = other if other.channel.startswith("D") else found
    address = studio.place(MAYA, found.channel, tab="home")
    for name, size, scheme in (
        ("home", (1280, 1100), "light"),
        ("home-narrow", (NARROW[0], 1400), "light"),
        ("home-dark", (1280, 1100), "dark"),
    ):
        async with studio.page(address, size, scheme=scheme) as page:
            await page.get_by_text("@rachel").first.wait_for()
            await studio.keep(page, name)


async def take_back(studio: Studio) -> None:
    """Rachel takes her yes back, and what she is told of each copy."""
    found = await studio.hand(RACHEL).see(has_button(ids.ACTION_WITHDRAW), "Rachel's way back")
    async with studio.page(studio.place(RACHEL, found.channel), (1280, 1150)) as page:
        await page.locator(f"[data-action-id={ids.ACTION_WITHDRAW}]").first.click()
        await page.get_by_test_id("modal-submit").wait_for()
        await studio.keep(page, "withdraw-form")
        await page.get_by_test_id("modal-submit").click()
        await page.get_by_text("was deleted by").wait_for(timeout=_FILM_MS)
        await studio.keep(page, "receipt")
    async with studio.page(studio.place(RACHEL, found.channel), (NARROW[0], 1300)) as page:
        await page.get_by_text("was deleted by").wait_for()
        await studio.keep(page, "receipt-narrow")


async def _show_film(page: Page) -> None:
    """Run the film to its second second, so that the picture shows it."""
    film = page.get_by_test_id("thread").get_by_test_id("video")
    await film.wait_for()
    await film.evaluate(
        """(film) => new Promise((shown) => {
            film.oncanplaythrough = shown;
            film.preload = "auto";
            film.currentTime = 2;
        })"""
    )
    await page.wait_for_timeout(_FILM_SETTLED_MS)
    await page.get_by_test_id("thread-messages").evaluate("(list) => list.scrollTo(0, list.scrollHeight)")


async def take(folder: Path) -> None:
    """The whole story, and every picture of it."""
    with tempfile.TemporaryDirectory() as data:
        async with (
            set_stage(Path(data), review_seconds=1.0, video_seconds=1.5) as stage,
            local_slack(stage.slack_url) as slack,
            chromium() as browser,
        ):
            studio = Studio(stage=stage, slack=slack, browser=browser, folder=folder)
            await add_asset(studio)
            await consent(studio, await asked(studio))
            await agreed(studio)
            await ask_for_video(studio)
            await approve(studio)
            await posted(studio)
            await home(studio)
            await take_back(studio)


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES
    target.mkdir(parents=True, exist_ok=True)
    asyncio.run(take(target))
