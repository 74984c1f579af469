"""What APIMart is sent: words for kinds of media, types it hosts, the body of a video order."""

from __future__ import annotations

from typing import Any

from providers.face import VideoOrder
from providers.profile import MediaKind, ReferenceRole

HOSTED_MAX = 20_000_000

ASSET_TYPES = {MediaKind.IMAGE: "Image", MediaKind.VIDEO: "Video", MediaKind.AUDIO: "Audio"}
HOSTED_TYPES = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "gif": "image/gif",
}


def video_request(order: VideoOrder) -> dict[str, Any]:
    """Pictures carry their roles; clips and sounds go in arrays of their own."""
    body: dict[str, Any] = {
        "model": order.model,
        "prompt": order.prompt,
        "duration": order.seconds,
        "size": order.ratio,
        "generate_audio": True,
    }
    if order.resolution:
        body["resolution"] = order.resolution
    for reference in order.references:
        if reference.kind is MediaKind.IMAGE:
            plain = reference.role is ReferenceRole.REFERENCE
            role = "reference_image" if plain else reference.role.value
            body.setdefault("image_with_roles", []).append({"url": reference.uri, "role": role})
        else:
            body.setdefault(f"{reference.kind}_urls", []).append(reference.uri)
    return body
