"""Holds an order against what the profile declares, before any HTTP."""

from __future__ import annotations

from collections import Counter

from providers.face import VideoOrder, VideoReference
from providers.profile import MediaKind, Model, Profile, ReferenceRole


def order_problem(profile: Profile, order: VideoOrder) -> str | None:
    """Say in English why this gateway cannot do `order`; None when it can."""
    model = profile.model(order.model)
    if model is None:
        return f"there is no model {order.model!r}"
    if len(order.prompt) > profile.prompt_max:
        return f"the prompt has {len(order.prompt)} characters, {profile.prompt_max} are allowed"
    return (
        _length_problem(model, order)
        or _shape_problem(model, order)
        or _count_problem(model, order)
        or _mode_problem(profile, model, order)
        or _people_problem(model, order)
    )


def _length_problem(model: Model, order: VideoOrder) -> str | None:
    if model.min_seconds <= order.seconds <= model.max_seconds:
        return None
    return f"{order.seconds} s is not within {model.min_seconds}–{model.max_seconds} s"


def _shape_problem(model: Model, order: VideoOrder) -> str | None:
    if order.ratio not in model.ratios:
        return f"the ratio {order.ratio!r} is not offered"
    if order.resolution is not None and order.resolution not in model.resolutions:
        return f"the resolution {order.resolution!r} is not offered by {model.id}"
    return None


def _count_problem(model: Model, order: VideoOrder) -> str | None:
    counts = Counter(reference.kind for reference in order.references)
    for kind, count in counts.items():
        allowed = model.max_references.get(kind, 0)
        if count > allowed:
            return f"{count} references of kind {kind}, {allowed} are allowed"
    if model.needs_reference_video and not counts[MediaKind.VIDEO]:
        return f"{model.id} needs a reference video"
    if counts[MediaKind.AUDIO] == counts.total() > 0:
        return "a sound needs a picture or a clip beside it"
    return None


def _mode_problem(profile: Profile, model: Model, order: VideoOrder) -> str | None:
    roles = Counter(reference.role for reference in order.references)
    frames = [reference for reference in order.references if reference.role != ReferenceRole.REFERENCE]
    if not frames:
        return None
    if not model.frames:
        return f"{model.id} takes no first or last frame"
    if any(frame.kind != MediaKind.IMAGE for frame in frames) or max(_frame_counts(frames)) > 1:
        return "a first or last frame is one picture each"
    if not roles[ReferenceRole.FIRST_FRAME]:
        return "a last frame needs a first frame"
    if profile.frames_exclude_references and roles[ReferenceRole.REFERENCE]:
        return "first and last frames exclude other references"
    return None


def _frame_counts(frames: list[VideoReference]) -> list[int]:
    return list(Counter(frame.role for frame in frames).values())


def _people_problem(model: Model, order: VideoOrder) -> str | None:
    people = [reference for reference in order.references if reference.real_person]
    if people and not model.real_people:
        return f"{model.id} takes no real people"
    if any(not reference.uri.startswith("asset://") for reference in people):
        return "a real person's picture goes only as an asset that passed the review"
    return None
