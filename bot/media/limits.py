"""Measured media against what a gateway takes."""

from __future__ import annotations

from bot.media import problem
from bot.media.problem import MediaProblem
from providers.profile import MediaLimits

MAX_PIXELS = 36_000_000
_NO_SIDE_ABOVE = 65_535  # what a JPEG can hold
_NO_LENGTH_ABOVE = 86_400.0


def check_pixels(width: int, height: int) -> None:
    """Raise `media_pixels` above 36 megapixels, `media_broken` for no pixels."""
    if width < 1 or height < 1:
        raise MediaProblem(problem.BROKEN)
    if width * height > MAX_PIXELS:
        megapixels = round(width * height / 1_000_000, 1)
        raise MediaProblem(problem.PIXELS, megapixels=megapixels, max_megapixels=MAX_PIXELS // 1_000_000)


def check_sides(width: int, height: int, limits: MediaLimits) -> None:
    """Raise `media_sides` or `media_ratio`; sides as shown, in pixels; ratio is width to height."""
    low, high = limits.min_side or 1, limits.max_side or _NO_SIDE_ABOVE
    if min(width, height) < low or max(width, height) > high:
        raise MediaProblem(problem.SIDES, width=width, height=height, min_side=low, max_side=high)
    ratio = width / height
    least, most = limits.min_ratio or 0.0, limits.max_ratio or float(_NO_SIDE_ABOVE)
    if not least <= ratio <= most:
        raise MediaProblem(problem.RATIO, ratio=round(ratio, 2), min_ratio=least, max_ratio=most)


def check_length(seconds: float, limits: MediaLimits) -> None:
    """Raise `media_length`; a hundredth of a second is forgiven, since containers round."""
    least, most = limits.min_seconds or 0.0, limits.max_seconds or _NO_LENGTH_ABOVE
    if not least - 0.01 <= seconds <= most + 0.01:
        raise MediaProblem(problem.LENGTH, seconds=round(seconds, 1), min_seconds=least, max_seconds=most)


def check_bytes(size: int, limits: MediaLimits) -> None:
    """Raise `media_too_large`."""
    if limits.max_bytes is not None and size > limits.max_bytes:
        raise problem.too_large(limits.max_bytes)


def takes(limits: MediaLimits, name: str) -> bool:
    """Whether a format is among those that the gateway names; `jpg` and `jpeg` are one."""
    named = {"jpeg" if item == "jpg" else item for item in (item.lower() for item in limits.formats)}
    return name in named
