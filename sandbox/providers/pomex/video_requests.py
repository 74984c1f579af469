"""PomexAI's video requests, read and checked; whatever is wrong raises RefusalError 400."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.providers.addresses import split_web_url
from sandbox.providers.film import RATIOS
from sandbox.providers.pomex.asset_requests import filled, read_callback_url, refuse

MODELS = ("byteplus/seedance-2.0", "byteplus/seedance-2.0-fast")
ROLES = {
    "image_url": ("reference_image", "first_frame", "last_frame"),
    "video_url": ("reference_video",),
    "audio_url": ("reference_audio",),
}
MAX_PARTS = {"image_url": 9, "video_url": 3, "audio_url": 3}
RESOLUTIONS = ("480p", "720p", "1080p")
SHORTEST, USUAL, LONGEST = 4, 5, 15  # seconds


@dataclass(frozen=True, kw_only=True)
class Reference:
    """One picture, clip or sound of a video request; `asset_id` is None for a plain URL."""

    kind: str
    url: str
    asset_id: str | None
    role: str | None


@dataclass(frozen=True, kw_only=True)
class VideoRequest:
    model: str
    prompt: str
    references: tuple[Reference, ...]
    ratio: str | None
    seconds: int
    callback_url: str | None


def read_video(body: Mapping[str, Any]) -> VideoRequest:
    """Read a video request; asset ids are not looked up here."""
    model, content = filled(body, "model"), filled(body, "content")
    if model not in MODELS:
        raise refuse(f"model must be {MODELS[0]} or {MODELS[1]}")
    if not isinstance(content, list) or not content:
        raise refuse("content must be a non-empty array")
    texts, references = [], []
    for place, part in enumerate(content):
        if isinstance(part, dict) and part.get("type") == "text":
            texts.append(_text(part, f"content[{place}]"))
        else:
            references.append(_reference(part, f"content[{place}]"))
    _check_combination(references)
    if not texts and not any(item.kind != "audio_url" for item in references):
        raise refuse("content must hold a text, an image or a video")
    url = body.get("callback_url")
    return VideoRequest(
        model=model,
        prompt="\n".join(texts),
        references=tuple(references),
        ratio=_ratio(body),
        seconds=_seconds(body, model),
        callback_url=None if url in (None, "") else read_callback_url(url),
    )


def _text(part: Mapping[str, Any], where: str) -> str:
    text = part.get("text")
    if not isinstance(text, str) or not text.strip():
        raise refuse(f"{where}.text is required")
    return text


def _reference(part: Any, where: str) -> Reference:
    kind = part.get("type") if isinstance(part, dict) else None
    if not isinstance(kind, str) or kind not in ROLES:
        raise refuse(f"{where}.type must be text, image_url, video_url, or audio_url")
    holder, role = part.get(kind), part.get("role")
    url = holder.get("url") if isinstance(holder, dict) else None
    if not isinstance(url, str) or not url:
        raise refuse(f"{where}.{kind}.url is required")
    if role is not None and role not in ROLES[kind]:
        raise refuse(f"{where}.role must be {' or '.join(ROLES[kind])}")
    asset_id = url.removeprefix("asset://") if url.startswith("asset://") else None
    if asset_id is None and split_web_url(url) is None:
        raise refuse(f"{where}.{kind}.url must be a valid https URL or asset://<asset_id>")
    return Reference(kind=kind, url=url, asset_id=asset_id, role=role)


def _check_combination(references: list[Reference]) -> None:
    """Apply the model's own rules, which the document does not repeat."""
    for kind, most in MAX_PARTS.items():
        if sum(item.kind == kind for item in references) > most:
            raise refuse(f"content may hold at most {most} {kind} parts")
    roles = [item.role for item in references]
    frames = [role for role in roles if role in ("first_frame", "last_frame")]
    if len(set(frames)) < len(frames) or (frames and len(frames) < len(roles)):
        raise refuse("first_frame and last_frame cannot be combined with other references")
    if "last_frame" in frames and "first_frame" not in frames:
        raise refuse("last_frame needs first_frame")
    if references and all(item.kind == "audio_url" for item in references):
        raise refuse("audio_url needs an image_url or a video_url")


def _ratio(body: Mapping[str, Any]) -> str | None:
    ratio = body.get("ratio")
    if ratio not in (None, "adaptive", *RATIOS):
        raise refuse(f"ratio must be {', '.join(RATIOS)}, or adaptive")
    return None if ratio == "adaptive" else ratio


def _seconds(body: Mapping[str, Any], model: str) -> int:
    resolution, seconds = body.get("resolution"), body.get("duration")
    if resolution not in (None, *RESOLUTIONS) or (resolution == "1080p" and model.endswith("-fast")):
        raise refuse("resolution must be 480p, 720p, or 1080p (not with the fast model)")
    if seconds in (None, -1):
        return USUAL
    if not isinstance(seconds, int) or isinstance(seconds, bool) or not SHORTEST <= seconds <= LONGEST:
        raise refuse("duration must be -1 or an integer from 4 to 15")
    return seconds
