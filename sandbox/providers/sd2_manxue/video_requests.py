"""SD2 Manxue's video requests, read and checked; whatever is wrong raises RefusalError."""

from collections.abc import Mapping
from typing import Any

from sandbox.providers.fields import choice, optional_text, required_text, whole_number
from sandbox.providers.film import RATIOS
from sandbox.providers.globalai.shapes import refused
from sandbox.providers.globalai.tasks import LONGEST, SHORTEST, USUAL, read_references
from sandbox.providers.intake import Order

_SIZES = ("720p", "1080p", "2k", "4k", "fast_720p", "fast_1080p")
VIDEO_MODELS = tuple(f"sd2_manxue_video_{size}" for size in _SIZES)
MODELS = (*(f"sd2_manxue_{size}" for size in _SIZES), *VIDEO_MODELS)


def read_video(body: Mapping[str, Any], *, video_models: bool) -> Order:
    """Read a video request; asset ids are not looked up here."""
    model = required_text(body, "model")
    if model not in MODELS:
        raise refused(f"model {model} is not supported")
    first, last = _renamed(body, "first_image", "image"), _renamed(body, "last_image", "lastFrameImage")
    order = Order(
        model=model,
        prompt=required_text(body, "prompt"),
        ratio=choice(body, "ratio", tuple(RATIOS), "16:9"),
        seconds=whole_number(body, "duration", SHORTEST, LONGEST, USUAL),
        references=read_references(body, first, last),
    )
    videos = any(reference.kind == "Video" for reference in order.references)
    if video_models and videos and model not in VIDEO_MODELS:
        raise refused(f"model {model} does not take referenceVideos, use a sd2_manxue_video_ model")
    return order


def _renamed(body: Mapping[str, Any], new: str, old: str) -> str | None:
    """Return a field by its new or its old name; two values that differ are a conflict."""
    value, other = optional_text(body, new), optional_text(body, old)
    if value and other and value != other:
        raise refused(f"parameter conflict: {new} and {old} have different values")
    return value or other
