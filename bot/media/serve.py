"""Kept media as answers of our web server."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from aiohttp import web

from bot.media.store import ORIGINAL, MediaStore
from storage.model import Media

PRIVATE_HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex, nofollow",
    }
)
_SERVED_TYPES = frozenset(
    {"image/jpeg", "image/png", "video/mp4", "video/quicktime", "video/webm", "audio/mpeg", "audio/wav"}
)


async def media_response(store: MediaStore, media: Media, variant: str = ORIGINAL) -> web.StreamResponse:
    """A variant of a kept medium, streamed, with byte ranges; 410 with an empty body when it is gone."""
    if not await store.has(media.id, variant):
        return web.Response(status=410, headers=PRIVATE_HEADERS)
    wanted = media.content_type if variant == ORIGINAL else "image/jpeg"
    content_type = wanted if wanted in _SERVED_TYPES else "application/octet-stream"
    headers = {
        **PRIVATE_HEADERS,
        "Content-Type": content_type or "",
        "Content-Disposition": "inline",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return web.FileResponse(store.path(media.id, variant), headers=headers, chunk_size=256 * 1024)
