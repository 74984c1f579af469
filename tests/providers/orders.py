"""Orders of videos that a gateway can do."""

from __future__ import annotations

from typing import Any

from providers.face import VideoOrder, VideoReference
from providers.profile import MediaKind
from providers.registry import PROVIDERS


def any_order(name: str, **changes: Any) -> VideoOrder:
    """Make an order for the first model that works from a single picture of a person."""
    models = PROVIDERS[name].profile.models
    model = next(m for m in models if m.real_people and not m.needs_reference_video)
    fields: dict[str, Any] = {
        "name": "v_x",
        "model": model.id,
        "prompt": "The person in image 1 waves.",
        "references": (
            VideoReference(kind=MediaKind.IMAGE, uri="asset://asset-20260619150241-b8xd4", real_person=True),
        ),
        "seconds": 5,
        "ratio": "16:9",
    }
    return VideoOrder(**(fields | changes))
