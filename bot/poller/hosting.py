"""Where a gateway gets a file from: our signed link or, where nobody can reach us, its own upload."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.poller.tools import Tools
from providers.errors import NeedsPublicUrl, ProviderError, Unavailable
from providers.face import Provider
from providers.profile import MediaKind
from storage.facts import AssetFacts
from storage.model import Media

_ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
}


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """Links by media id, errors by media id, and the media that this made the gateway keep a copy of."""

    urls: Mapping[str, str] = field(default_factory=dict, repr=False)
    errors: Mapping[str, ProviderError] = field(default_factory=dict)
    uploaded: tuple[str, ...] = ()


async def addresses(tools: Tools, provider: Provider, assets: Sequence[AssetFacts]) -> Addresses:
    """A link for each asset's file; without a public address the file itself is given to the gateway."""
    media = [asset.media for asset in assets]
    if tools.desk.has_public_url:
        return Addresses(urls={m.id: tools.media_url(m.id) for m in media})
    known = {m.id: tools.uploads.get(provider.profile.name, m.id, tools.desk.clock()) for m in media}
    wanted = [m for m in media if known[m.id] is None]
    urls = {media_id: url for media_id, url in known.items() if url is not None}
    errors: dict[str, ProviderError] = {}
    uploaded: list[str] = []
    for one in wanted:
        try:
            urls[one.id] = await _hosted(tools, provider, one)
        except ProviderError as error:
            errors[one.id] = _without_effect(error)
            if error.may_have_taken_effect:
                uploaded.append(one.id)
        else:
            uploaded.append(one.id)
    return Addresses(urls=urls, errors=errors, uploaded=tuple(uploaded))


async def _hosted(tools: Tools, provider: Provider, media: Media) -> str:
    profile = provider.profile
    if MediaKind(media.kind) not in profile.hosts_files:
        raise NeedsPublicUrl(profile.name, "LIKENESS_PUBLIC_URL is not set")
    content = await asyncio.to_thread(tools.store.path(media.id).read_bytes)
    name = f"media.{_ENDINGS.get(media.content_type or '', 'bin')}"
    url = await provider.host_file(MediaKind(media.kind), name, content)
    tools.uploads.keep(profile.name, media.id, url, tools.desk.clock())
    return url


def _without_effect(error: ProviderError) -> ProviderError:
    """An upload whose answer was lost has registered nothing, so it may be made again."""
    if not error.may_have_taken_effect:
        return error
    return Unavailable(
        error.provider, error.detail, http_status=error.http_status, retry_after_ms=error.retry_after_ms
    )
