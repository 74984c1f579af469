"""What JimmyAI is sent: the types of file it hosts, the body of a video order."""

from __future__ import annotations

from typing import Any

from providers.face import VideoOrder
from providers.profile import MediaKind, ReferenceRole

HOSTED_MAX = 100_000_000
HOSTED_TYPES = {
    MediaKind.IMAGE: {
        "jpg": "image/jpeg",
        "jpeg": "image/jpeg",
        "png": "image/png",
        "gif": "image/gif",
        "webp": "image/webp",
        "bmp": "image/bmp",
    },
    MediaKind.VIDEO: {"mp4": "video/mp4", "mov": "video/quicktime"},
    MediaKind.AUDIO: {"mp3": "audio/mpeg", "wav": "audio/wav"},
}
ARRAYS = {
    MediaKind.IMAGE: "images",
    MediaKind.VIDEO: "reference_videos",
    MediaKind.AUDIO: "reference_audios",
}
FRAMES = {ReferenceRole.FIRST_FRAME: "first_image", ReferenceRole.LAST_FRAME: "last_image"}


def hosted_file(kind: MediaKind, filename: str, content: bytes) -> tuple[str, bytes, str] | None:
    """The part of a form that carries a file, under a name that tells nothing; None: not taken."""
    ending = filename.rpartition(".")[2].lower()
    content_type = HOSTED_TYPES[kind].get(ending)
    if content_type is None or len(content) > HOSTED_MAX:
        return None
    return f"media.{ending}", content, content_type


def video_request(order: VideoOrder) -> dict[str, Any]:
    """Frames by name, references in arrays by kind."""
    body: dict[str, Any] = {
        "model": order.model,
        "prompt": order.prompt,
        "duration": order.seconds,
        "ratio": order.ratio,
    }
    if order.resolution:
        body["resolution"] = order.resolution
    for reference in order.references:
        if reference.role in FRAMES:
            body[FRAMES[reference.role]] = reference.uri
        else:
            body.setdefault(ARRAYS[reference.kind], []).append(reference.uri)
    return body
