"""A phone: it reads a QR code, opens pages, and presses their buttons."""

from __future__ import annotations

import asyncio
import html
import io
import re
from dataclasses import dataclass
from urllib.parse import urljoin

import aiohttp
from PIL import Image

from bot.demo.local_slack import StoryError

_FORM = re.compile(r'<form\b[^>]*method="post"[^>]*>', re.IGNORECASE)
_FILLED = re.compile(r'<input\b[^>]*type="hidden"[^>]*>|<input\b[^>]*\bchecked\b[^>]*>', re.IGNORECASE)
_NAME, _VALUE = re.compile(r'\bname="([^"]*)"'), re.compile(r'\bvalue="([^"]*)"')
_ACTION = re.compile(r'action="([^"]+)"')
_SCREEN = re.compile(r'data-screen="(\w+)"')


def browser() -> aiohttp.ClientSession:
    """A browser that keeps cookies, also those of an address without a name."""
    return aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))


def read_qr(png: bytes) -> str:
    """The link in a picture of a QR code; StoryError when none can be read."""
    import zxingcpp  # noqa: PLC0415  only the demo and tests read codes

    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(png)).convert("RGB"))
    if not found:
        raise StoryError("the QR code cannot be read")
    return str(found[0].text)


@dataclass(frozen=True)
class Visit:
    """A page as the phone shows it."""

    url: str
    html: str
    status: int

    @property
    def screen(self) -> str | None:
        match = _SCREEN.search(self.html)
        return match.group(1) if match else None

    def forms(self) -> list[str]:
        """Addresses of the page's forms, in order."""
        actions = (_ACTION.search(form) for form in _FORM.findall(self.html))
        return [urljoin(self.url, found.group(1)) if found else self.url for found in actions]

    def filled(self, path_end: str) -> dict[str, str]:
        """What the form whose address ends so already holds: hidden fields and choices made for one."""
        pieces = re.split(r"</form>", self.html, flags=re.IGNORECASE)
        forms = [piece for piece in pieces if _FORM.search(piece)]
        for address, form in zip(self.forms(), forms, strict=False):
            if address.split("?")[0].endswith(path_end):
                found = [(_NAME.search(field), _VALUE.search(field)) for field in _FILLED.findall(form)]
                return {n.group(1): html.unescape(v.group(1)) for n, v in found if n and v}
        return {}


@dataclass(frozen=True)
class Phone:
    """A browser that speaks one language."""

    session: aiohttp.ClientSession
    language: str = "en"

    async def open(self, url: str) -> Visit:
        async with self.session.get(url, headers={"Accept-Language": self.language}) as answer:
            return Visit(str(answer.url), await answer.text(), answer.status)

    async def press(self, page: Visit, path_end: str, **fields: str) -> Visit:
        """Press the form whose address ends so; the page that it leads to, over every redirect."""
        address = next((a for a in page.forms() if a.split("?")[0].endswith(path_end)), None)
        if address is None:
            raise StoryError(f"no form {path_end} on {page.screen or page.status}")
        headers = {"Accept-Language": self.language}
        data = page.filled(path_end) | fields
        async with self.session.post(address, data=data, headers=headers) as answer:
            return Visit(str(answer.url), await answer.text(), answer.status)

    async def agree_and_pass(self, link: str, *, outcome: str = "pass") -> Visit:
        """The whole way: consent page, yes, face check, back to our page."""
        page = await self.open(link)
        check = await self.press(page, "/agree")
        if check.screen is not None:
            return check
        await asyncio.sleep(0.3)
        return await self.press(check, "", outcome=outcome)
