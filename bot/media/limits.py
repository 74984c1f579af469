"""Measured media against what a gateway takes."""

from __future__ import annotations

from bot.media.problem import MediaProblem
from providers.fitting import (
    MAX_PIXELS,
    Misfit,
    takes,
    too_large,
    wrong_length,
    wrong_pixels,
    wrong_sides,
)
from providers.profile import MediaLimits

__all__ = ["MAX_PIXELS", "check_bytes", "check_length", "check_pixels", "check_sides", "takes"]


def check_pixels(width: int, height: int) -> None:
    """Raise `media_pixels` above 36 megapixels, `media_broken` for no pixels."""
    _raise(wrong_pixels(width, height))


def check_sides(width: int, height: int, limits: MediaLimits) -> None:
    """Raise `media_sides` or `media_ratio`; sides as shown, in pixels; ratio is width to height."""
    _raise(wrong_sides(width, height, limits))


def check_length(seconds: float, limits: MediaLimits) -> None:
    """Raise `media_length`; a hundredth of a second is forgiven, since containers round."""
    _raise(wrong_length(seconds, limits))


def check_bytes(size: int, limits: MediaLimits) -> None:
    """Raise `media_too_large`."""
    _raise(too_large(size, limits))


def _raise(found: Misfit | None) -> None:
    if found is not None:
        raise MediaProblem(found.key, temporary=False, **found.params)
