"""KyyVideo2's video requests, read and checked; whatever is wrong raises RefusalError."""

from collections.abc import Mapping
from typing import Any

from sandbox.providers.fields import check_types, choice, optional_text, required_text, whole_number
from sandbox.providers.film import RATIOS
from sandbox.providers.globalai.shapes import refused
from sandbox.providers.globalai.tasks import LONGEST, SHORTEST, USUAL, read_references
from sandbox.providers.intake import Order

NEED_VIDEO = ("seedance_2_0", "seedance_2_0_fast")
MODELS = (*NEED_VIDEO, "seedance_2_0_pro", "seedance_2_0_fast_pro")
OLD_WITHOUT_VIDEO = ("kyyvideo2_pro", "kyyvideo2_fast_pro")
OLD_MODELS = ("kyyvideo2", "kyyvideo2_fast", *OLD_WITHOUT_VIDEO)


def read_video(body: Mapping[str, Any], *, old_models: bool) -> Order:
    """Read a video request; asset ids are not looked up here."""
    model = required_text(body, "model")
    if model not in MODELS and not (old_models and model in OLD_MODELS):
        raise refused(f"model {model} is not supported")
    check_types(body, {"generateAudio": bool})
    ratio = choice(body, "aspect_ratio", (*RATIOS, "adaptive"), "16:9")
    first, last = optional_text(body, "first_image"), optional_text(body, "last_image")
    order = Order(
        model=model,
        prompt=required_text(body, "prompt"),
        ratio=None if ratio == "adaptive" else ratio,
        seconds=whole_number(body, "duration", SHORTEST, LONGEST, USUAL),
        references=read_references(body, first, last),
    )
    videos = any(reference.kind == "Video" for reference in order.references)
    if model in NEED_VIDEO and not videos:
        raise refused(f"model {model} requires at least one reference video")
    if model in OLD_WITHOUT_VIDEO and videos:
        raise refused(f"model {model} does not support referenceVideos")
    return order
