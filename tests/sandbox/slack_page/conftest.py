"""A running workspace with a small Bolt app, and a headless Chromium to look at its page."""

import io
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import av
import numpy as np
import pytest
import pytest_asyncio
from PIL import Image, ImageDraw
from playwright.async_api import Browser, Page, async_playwright
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import WORKSPACE, SlackOptions, serve

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCOPES = ["channels:join", "chat:write", "commands", "files:read", "files:write", "im:write", "users:read"]
MANIFEST: dict[str, Any] = {
    "display_information": {"name": "Likeness"},
    "features": {
        "bot_user": {"display_name": "Likeness", "always_online": True},
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "slash_commands": [
            {"command": "/asset", "description": "Add a picture of a person", "usage_hint": "[list | name]"},
            {"command": "/video", "description": "Make a video", "usage_hint": "[prompt]"},
        ],
        "shortcuts": [
            {
                "name": "New asset",
                "type": "global",
                "callback_id": "new_asset",
                "description": "Add a picture",
            },
            {"name": "Use as asset", "type": "message", "callback_id": "use_file", "description": "Take it"},
        ],
    },
    "oauth_config": {"scopes": {"bot": SCOPES}},
    "settings": {
        "event_subscriptions": {"bot_events": ["app_home_opened"]},
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    },
}


class Studio:
    """The workspace, its app, and how the app posts."""

    def __init__(self, url: str, workspace: Any, session: aiohttp.ClientSession) -> None:
        self.url = url
        self.workspace = workspace
        self.session = session
        self.client = AsyncWebClient(
            token="xoxb-local", base_url=f"{url}/api/", session=session, retry_handlers=[]
        )
        self.bolt = AsyncApp(client=self.client, raise_error_for_unhandled_request=False)

    def address(self, **query: str) -> str:
        """The page's address with a route."""
        pairs = "&".join(f"{key}={value}" for key, value in query.items())
        return f"{self.url}/_local/?{pairs}"

    async def upload(self, name: str, data: bytes, **complete: Any) -> dict[str, Any]:
        """The app's three steps; answers the file."""
        start = await self.client.files_getUploadURLExternal(filename=name, length=len(data))
        async with self.session.post(start["upload_url"], data=data) as answer:
            assert answer.status == 200
        done = await self.client.files_completeUploadExternal(files=[{"id": start["file_id"]}], **complete)
        return dict(done["files"][0])


@pytest_asyncio.fixture(name="studio", loop_scope="module")
async def _studio() -> AsyncIterator[Studio]:
    runner, url = await serve(0, SlackOptions(manifest=MANIFEST))
    async with aiohttp.ClientSession() as session:
        studio = Studio(url, runner.app[WORKSPACE], session)
        handler = AsyncSocketModeHandler(studio.bolt, "xapp-local", web_client=studio.client, ping_interval=1)
        await handler.connect_async()
        yield studio
        await handler.close_async()
    await runner.cleanup()


@pytest_asyncio.fixture(name="browser", scope="module", loop_scope="module")
async def _browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


OpenPage = Callable[..., Awaitable[Page]]


@pytest_asyncio.fixture(name="open_page", loop_scope="module")
async def _open_page(browser: Browser, studio: Studio) -> AsyncIterator[OpenPage]:
    """Open the page in a fresh browser profile; any script error or refused file fails the test."""
    problems: list[str] = []

    async def open_page(*, width: int = 1280, height: int = 860, scheme: str = "light", **query: str) -> Page:
        context = await browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, locale="en-US"
        )
        page = await context.new_page()
        page.set_default_timeout(5000)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on(
            "console",
            lambda line: problems.append(line.text) if line.type == "error" else None,
        )
        await page.goto(studio.address(**query))
        await page.get_by_test_id("sidebar").wait_for(state="attached")
        return page

    yield open_page
    for context in browser.contexts:
        await context.close()
    assert problems == []


@pytest.fixture(name="portrait")
def _portrait() -> bytes:
    """A drawn face as PNG."""
    image = Image.new("RGB", (600, 440), "#d9c9ad")
    draw = ImageDraw.Draw(image)
    draw.ellipse((200, 60, 400, 320), fill="#8d5a3b")
    draw.ellipse((250, 160, 272, 180), fill="#1c1210")
    draw.ellipse((328, 160, 350, 180), fill="#1c1210")
    draw.arc((250, 200, 350, 270), 20, 160, fill="#3d1512", width=7)
    draw.rectangle((140, 330, 460, 440), fill="#24615a")
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture(name="film")
def _film() -> bytes:
    """One second of H.264 in an MP4."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=12)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        for index in range(12):
            pixels = np.full((180, 320, 3), (40 + index * 15, 110, 100), dtype=np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        container.mux(stream.encode())
    return buffer.getvalue()
