"""JimmyAI's video requests, read and checked; whatever is wrong raises RefusalError 400."""

from sandbox.providers.fields import (
    Body,
    choice,
    media_url,
    optional_text,
    refuse,
    required_text,
    text_list,
    whole_number,
)
from sandbox.providers.film import RATIOS
from sandbox.providers.intake import Order, Reference
from sandbox.providers.jimmyai.shapes import Shapes

ECONOMY = ("seedance2.0-sp", "seedance2.0-fast-sp")
OFFICIAL = ("seedance2.0-of-sp", "seedance2.0-of-fast-sp")
MAX_IMAGES, MAX_VIDEOS, MAX_AUDIOS = 9, 3, 3
SHORTEST, LONGEST = 4, 15  # seconds
NOT_SUPPORTED = "不支持的模型参数"


def read_video(shapes: Shapes, body: Body) -> Order:
    """Read a video request; asset ids are not looked up here."""
    model, prompt = required_text(body, "model"), required_text(body, "prompt")
    if model not in (*ECONOMY, *OFFICIAL):
        raise refuse(f"配置不存在: {model}")
    resolution = choice(body, "resolution", ("480p", "720p", "1080p"), "720p")
    if resolution == "480p" and model in ECONOMY and not shapes.economy_480p:
        raise refuse(f"{NOT_SUPPORTED}: resolution {resolution}")
    return Order(
        model=model,
        prompt=prompt,
        ratio=choice(body, "ratio", tuple(RATIOS), "16:9"),
        seconds=whole_number(body, "duration", SHORTEST, LONGEST),
        references=tuple(_references(body, model)),
    )


def _references(body: Body, model: str) -> list[Reference]:
    images = text_list(body, "images", MAX_IMAGES)
    frames = [url for field in ("first_image", "last_image") if (url := optional_text(body, field))]
    videos = text_list(body, "reference_videos", MAX_VIDEOS)
    audios = text_list(body, "reference_audios", MAX_AUDIOS)
    if frames and images:
        raise refuse("first_image and last_image cannot be used together with images")
    if videos and model == ECONOMY[1]:
        raise refuse(f"{NOT_SUPPORTED}: reference_videos")
    if audios and not (images or frames or videos):
        raise refuse("reference_audios needs an image, a video or a frame")
    kinds = (
        ("Image", "images", images),
        ("Image", "frame", frames),
        ("Video", "reference_videos", videos),
        ("Audio", "reference_audios", audios),
    )
    return [
        Reference(kind=kind, url=media_url(url, f"{field}[{place}]"))
        for kind, field, urls in kinds
        for place, url in enumerate(urls)
    ]
