"""The phone page as HTML: one template, no script, nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files

import jinja2
from aiohttp import web

from bot.media.serve import PRIVATE_HEADERS
from bot.web.page import Page
from handlers.catalogue import LOCALES, pick_locale, texts

DOMAIN = "page"
_LANGUAGES = (("en", "English"), ("zh", "简体中文"), ("zh_Hant", "繁體中文"))
_HTML_LANG = {"en": "en", "zh": "zh-Hans", "zh_Hant": "zh-Hant"}


def page_locale(request: web.Request) -> str:
    """The language chosen on the page, else the phone's own."""
    chosen = request.query.get("lang", "")
    if chosen in LOCALES:
        return chosen
    first = request.headers.get("Accept-Language", "en").split(",")[0].split(";")[0].strip()
    return pick_locale(first or "en")


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("bot.web"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _style() -> tuple[str, str]:
    """The style sheet and its hash for the content policy."""
    css = files("bot.web").joinpath("templates", "page.css").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return css, f"'sha256-{digest}'"


def render(request: web.Request, page: Page, *, status: int = 200, allow_http: bool = False) -> web.Response:
    """The page in the reader's language; `allow_http` lets the form lead to a stand-in's http address."""
    locale = page_locale(request)
    css, digest = _style()
    html = (
        _environment()
        .get_template("page.html")
        .render(
            page=page,
            css=css,
            lang=locale,
            html_lang=_HTML_LANG[locale],
            languages=_LANGUAGES,
            text=texts(locale, DOMAIN),
            path=f"/v/{request.match_info['token']}",
        )
    )
    # A form's target list also governs where its answer may redirect: the gateway's https address.
    targets = "'self' https: http:" if allow_http else "'self' https:"
    policy = (
        f"default-src 'none'; img-src 'self'; style-src {digest}; form-action {targets}; "
        "frame-ancestors 'none'; base-uri 'none'"
    )
    headers = {**PRIVATE_HEADERS, "Content-Security-Policy": policy}
    return web.Response(text=html, status=status, content_type="text/html", headers=headers)
