"""Whether a file that we keep fits one more gateway."""

from __future__ import annotations

from collections.abc import Mapping

from providers.fitting import Misfit, takes, too_large, wrong_length, wrong_pixels, wrong_sides
from providers.profile import MediaKind, MediaLimits
from storage.model import Media

_FORMATS = {
    "image/jpeg": "jpeg",
    "image/png": "png",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/webm": "webm",
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
}
"""What files are kept as."""


def misfit(media: Media, limits: Mapping[MediaKind, MediaLimits]) -> Misfit | None:
    """Why a gateway with these limits would not take it; None when it would."""
    own, kept_as = limits.get(MediaKind(media.kind)), _FORMATS.get(media.content_type or "")
    if own is None or kept_as is None or not takes(own, kept_as):
        taken = ", ".join(dict.fromkeys(item for each in limits.values() for item in each.formats))
        return Misfit(key="media_unknown_type", params={"taken": taken})
    found = too_large(media.bytes or 0, own)
    if found is None and media.width and media.height:
        found = wrong_pixels(media.width, media.height) or wrong_sides(media.width, media.height, own)
    if found is None and media.seconds is not None:
        found = wrong_length(media.seconds, own)
    return found
