"""APIMart's video requests, read and checked; whatever is wrong raises RefusalError 400."""

from typing import Any

from sandbox.providers.apimart.shapes import Shapes
from sandbox.providers.fields import (
    Body,
    check_types,
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

MODELS = (
    "doubao-seedance-2.0",
    "doubao-seedance-2.0-fast",
    "doubao-seedance-2.0-face",
    "doubao-seedance-2.0-fast-face",
)
FRAMES = ("first_frame", "last_frame")
ROLES = (*FRAMES, "reference_image")
MAX_IMAGES, MAX_VIDEOS, MAX_AUDIOS = 9, 3, 3
MAX_PROMPT = 4000  # characters
SHORTEST, USUAL, LONGEST = 4, 5, 15  # seconds
_PLAIN = {
    "seed": int,
    "generate_audio": bool,
    "return_last_frame": bool,
    "tools": list,
    "nsfw_check": bool,
}


def read_video(shapes: Shapes, body: Body) -> Order:
    """Read a video request; asset ids are not looked up here."""
    model = required_text(body, "model")
    if model not in MODELS:
        raise refuse(f"model not found: {model}")
    check_types(body, _PLAIN)
    _check_resolution(shapes, body, model)
    ratio = choice(body, "size", ("adaptive", *RATIOS), "16:9")
    references = _references(body)
    prompt = optional_text(body, "prompt") or ""
    if len(prompt) > MAX_PROMPT:
        raise refuse(f"prompt may hold at most {MAX_PROMPT} characters")
    if not prompt.strip() and not references:
        raise refuse("prompt is required")
    return Order(
        model=model,
        prompt=prompt,
        ratio=None if ratio == "adaptive" else ratio,
        seconds=whole_number(body, "duration", SHORTEST, LONGEST, USUAL),
        references=tuple(references),
    )


def _check_resolution(shapes: Shapes, body: Body, model: str) -> None:
    """Never 1080p with a fast model, and in some runs with -face models only: the documents disagree."""
    resolution = choice(body, "resolution", ("480p", "720p", "1080p"), "480p")
    plain = shapes.hd_only_face and not model.endswith("-face")
    if resolution == "1080p" and ("-fast" in model or plain):
        raise refuse(f"resolution 1080p is not supported by {model}")


def _references(body: Body) -> list[Reference]:
    images, roles = _images(body)
    videos = text_list(body, "video_urls", MAX_VIDEOS)
    audios = text_list(body, "audio_urls", MAX_AUDIOS)
    frames = [role for role in roles if role in FRAMES]
    if frames and (videos or audios or len(frames) < len(roles)):
        raise refuse("first_frame and last_frame cannot be combined with other references")
    if len(set(frames)) < len(frames) or frames == ["last_frame"]:
        raise refuse("first_frame may be followed by one last_frame")
    if audios and not images and not videos:
        raise refuse("audio_urls needs an image or a video")
    kinds = (("Image", "image", images), ("Video", "video_urls", videos), ("Audio", "audio_urls", audios))
    return [
        Reference(kind=kind, url=media_url(url, f"{field}[{place}]"))
        for kind, field, urls in kinds
        for place, url in enumerate(urls)
    ]


def _images(body: Body) -> tuple[list[str], list[str]]:
    """Return the URLs of the images, and their roles when they have some."""
    plain, with_roles = text_list(body, "image_urls", MAX_IMAGES), body.get("image_with_roles")
    if with_roles is None:
        return plain, []
    if plain:
        raise refuse("image_urls and image_with_roles cannot be used together")
    if not isinstance(with_roles, list) or len(with_roles) > MAX_IMAGES:
        raise refuse(f"image_with_roles must be an array of at most {MAX_IMAGES} entries")
    pairs = [_image(item, f"image_with_roles[{place}]") for place, item in enumerate(with_roles)]
    return [url for url, _ in pairs], [role for _, role in pairs]


def _image(item: Any, where: str) -> tuple[str, str]:
    url, role = (item.get("url"), item.get("role")) if isinstance(item, dict) else (None, None)
    if not isinstance(url, str) or not url:
        raise refuse(f"{where}.url is required")
    if role not in ROLES:
        raise refuse(f"{where}.role must be {', '.join(ROLES)}")
    return url, str(role)
