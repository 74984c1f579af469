"""The phone page as HTML: templates, no script, nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any

import jinja2
from aiohttp import web

from bot.media.serve import PRIVATE_HEADERS
from bot.web.page import Page
from handlers.catalogue import LOCALES, Texts, pick_locale, texts
from workflow.consents import TEXT_VERSION
from workflow.consents.choosing import day_of

DOMAIN = "page"
_LANGUAGES = (("en", "English"), ("zh", "简体中文"), ("zh_Hant", "繁體中文"))
_HTML_LANG = {"en": "en", "zh": "zh-Hans", "zh_Hant": "zh-Hant"}


def page_locale(request: web.Request, kept: str | None = None) -> str:
    """The language chosen on the page, else the one he answered in, else the phone's own."""
    for known in (request.query.get("lang"), kept):
        if known in LOCALES:
            return known
    for tag in _accepted(request.headers.get("Accept-Language", "")):
        if tag.split("-")[0].lower() in ("en", "zh"):
            return pick_locale(tag)
    return pick_locale("en")


def _accepted(header: str) -> list[str]:
    """Language tags, the best liked first; what cannot be read is left out."""
    tags = []
    for part in header[:400].split(","):
        tag, _, weight = part.strip().partition(";q=")
        try:
            liked = float(weight or 1)
        except ValueError:
            continue
        if liked > 0:
            tags.append((liked, tag.strip()))
    return [tag for _, tag in sorted(tags, key=lambda pair: -pair[0])]


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
    locale = page_locale(request, page.locale)
    # A form's target list also governs where its answer may redirect: the gateway's https address.
    targets = "'self' https: http:" if allow_http else "'self' https:"
    return render_template(
        "page.html",
        locale,
        targets=targets,
        status=status,
        page=page,
        text_version=TEXT_VERSION,
        say=_sayer(page, texts(locale, DOMAIN)),
        path=f"/v/{request.match_info.get('token', '')}",
    )


def render_template(
    name: str, locale: str, *, targets: str = "'none'", status: int = 200, **values: Any
) -> web.Response:
    """One of our templates as a page that loads nothing from elsewhere; `targets` of its forms."""
    css, digest = _style()
    html = (
        _environment()
        .get_template(name)
        .render(
            css=css,
            lang=locale,
            html_lang=_HTML_LANG[locale],
            languages=[(code, name, _HTML_LANG[code]) for code, name in _LANGUAGES],
            **values,
        )
    )
    policy = (
        f"default-src 'none'; img-src 'self'; media-src 'self'; style-src {digest}; form-action {targets}; "
        "frame-ancestors 'none'; base-uri 'none'"
    )
    headers = {**PRIVATE_HEADERS, "Content-Security-Policy": policy, "Content-Language": _HTML_LANG[locale]}
    return web.Response(text=html, status=status, content_type="text/html", headers=headers)


def _sayer(page: Page, text: Texts) -> Callable[..., str]:
    """Says a text of the catalogue with what the page knows; templates escape what comes out."""
    count = len(page.pictures)
    known = {
        "requester": page.requester or text.say("somebody"),
        "workspace": page.workspace or text.say("workspace"),
        "person": page.person,
        "gateway": page.gateway,
        "what": text.count(f"what.{page.kind}", count) if count > 1 else text.say(f"what.{page.kind}.one"),
        "the": text.count(f"the.{page.kind}", count),
        "until": text.date(page.expires_at),
        "reference": page.reference,
        "last_day": text.day(day_of(page.scope.until)) if page.scope.until else "",
        "also": text.listing(page.also),
    }
    return lambda key, **more: text.say(key, **{**known, **more})
