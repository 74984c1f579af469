"""What a file must be like for a gateway, as rules on numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from providers.profile import MediaLimits

MAX_PIXELS = 36_000_000
_NO_SIDE_ABOVE = 65_535  # what a JPEG can hold
_NO_LENGTH_ABOVE = 86_400.0


@dataclass(frozen=True, kw_only=True)
class Misfit:
    """Why a file does not fit: a catalogue key with the parameters of its sentence."""

    key: str
    params: Mapping[str, str | float]


def wrong_pixels(width: int, height: int) -> Misfit | None:
    """`media_pixels` above 36 megapixels, `media_broken` for no pixels."""
    if width < 1 or height < 1:
        return Misfit(key="media_broken", params={})
    if width * height <= MAX_PIXELS:
        return None
    megapixels = round(width * height / 1_000_000, 1)
    params = {"megapixels": megapixels, "max_megapixels": MAX_PIXELS // 1_000_000}
    return Misfit(key="media_pixels", params=params)


def wrong_sides(width: int, height: int, limits: MediaLimits) -> Misfit | None:
    """`media_sides` or `media_ratio`; sides as shown, in pixels; ratio is width to height."""
    low, high = limits.min_side or 1, limits.max_side or _NO_SIDE_ABOVE
    if min(width, height) < low or max(width, height) > high:
        params = {"width": width, "height": height, "min_side": low, "max_side": high}
        return Misfit(key="media_sides", params=params)
    ratio = width / height
    least, most = limits.min_ratio or 0.0, limits.max_ratio or float(_NO_SIDE_ABOVE)
    if least <= ratio <= most:
        return None
    return Misfit(key="media_ratio", params={"ratio": round(ratio, 2), "min_ratio": least, "max_ratio": most})


def wrong_length(seconds: float, limits: MediaLimits) -> Misfit | None:
    """`media_length`; a hundredth of a second is forgiven, since containers round."""
    least, most = limits.min_seconds or 0.0, limits.max_seconds or _NO_LENGTH_ABOVE
    if least - 0.01 <= seconds <= most + 0.01:
        return None
    params = {"seconds": round(seconds, 1), "min_seconds": least, "max_seconds": most}
    return Misfit(key="media_length", params=params)


def too_large(size: int, limits: MediaLimits) -> Misfit | None:
    """`media_too_large`."""
    if limits.max_bytes is None or size <= limits.max_bytes:
        return None
    return Misfit(key="media_too_large", params={"max_megabytes": round(limits.max_bytes / 1_000_000, 1)})


def takes(limits: MediaLimits, name: str) -> bool:
    """Whether a format is among those that the gateway names; `jpg` and `jpeg` are one."""
    named = {"jpeg" if item == "jpg" else item for item in (item.lower() for item in limits.formats)}
    return name in named
