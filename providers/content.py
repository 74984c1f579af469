"""The video calls of ByteDance's own interface, which PomexAI passes on: a list of parts, a flat task."""

from __future__ import annotations

from typing import Any

from providers.face import Handle, VideoOrder, VideoReading, VideoReference, VideoState
from providers.fields import Fields
from providers.profile import MediaKind, ReferenceRole

PARTS = {MediaKind.IMAGE: "image_url", MediaKind.VIDEO: "video_url", MediaKind.AUDIO: "audio_url"}
ROLES = {
    MediaKind.IMAGE: "reference_image",
    MediaKind.VIDEO: "reference_video",
    MediaKind.AUDIO: "reference_audio",
}
WORDS = {
    "queued": VideoState.QUEUED,
    "running": VideoState.RUNNING,
    "succeeded": VideoState.SUCCEEDED,
    "failed": VideoState.FAILED,
    "cancelled": VideoState.CANCELLED,
    "expired": VideoState.EXPIRED,
}


def video_request(order: VideoOrder) -> dict[str, Any]:
    """Build the body of a create call; the prompt's positions follow the order of the references."""
    body: dict[str, Any] = {
        "model": order.model,
        "content": [{"type": "text", "text": order.prompt}, *map(_part, order.references)],
        "ratio": order.ratio,
        "duration": order.seconds,
    }
    return body | ({"resolution": order.resolution} if order.resolution else {})


def video_reading(task: Fields, handle: Handle) -> VideoReading:
    """Read a task; one that succeeded without its link is not as documented."""
    if "id" in handle:
        task.expect("id", handle["id"])
    state = task.word("status", WORDS)
    return VideoReading(
        state=state,
        handle=handle,
        url=task.object("content").link("video_url") if state is VideoState.SUCCEEDED else None,
        failure=task.failure("error") if state is VideoState.FAILED else None,
    )


def _part(reference: VideoReference) -> dict[str, Any]:
    kind = PARTS[reference.kind]
    plain = reference.role is ReferenceRole.REFERENCE
    role = ROLES[reference.kind] if plain else reference.role.value
    return {"type": kind, kind: {"url": reference.uri}, "role": role}
