"""What holds for every answer: private headers, and a clear sentence where something of ours broke."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from bot.media.serve import PRIVATE_HEADERS
from bot.web.page import Page, Screen
from bot.web.rendering import render
from storage.errors import StorageFull, StorageReadOnly

log = structlog.get_logger(__name__)

_PAGES = ("/v/", "/w/")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def name_request(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Whatever is logged while this is answered carries one id."""
    with structlog.contextvars.bound_contextvars(request=secrets.token_hex(4)):
        return await handler(request)


@web.middleware
async def tell_what_broke(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A mistake of ours becomes a page or a line with a reference, which the log holds too."""
    try:
        return await handler(request)
    except web.HTTPException:
        raise
    except (StorageFull, StorageReadOnly) as error:
        log.error("nothing can be written", method=request.method, error=str(error))  # noqa: TRY400  the trace tells nothing
        if request.path.startswith(_PAGES):
            return render(request, Page(screen=Screen.FULL), status=503)
        return web.Response(text="nothing can be written at this moment", status=503)
    except Exception:
        reference = secrets.token_hex(4)
        log.exception("web request failed", reference=reference, method=request.method)
        if request.path.startswith(_PAGES):
            return render(request, Page(screen=Screen.BROKEN, reference=reference), status=500)
        return web.Response(text=f"something broke, reference {reference}", status=500)


async def keep_private(_request: web.Request, response: web.StreamResponse) -> None:
    """Nothing that this server answers is kept, framed, indexed or told to the next page."""
    for name, value in PRIVATE_HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
    response.headers["Server"] = "likeness"
