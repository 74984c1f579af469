"""How references go into a video: as references, or as its first and last frame."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from providers.profile import MediaKind, ReferenceRole


class ReferenceMode(StrEnum):
    REFERENCES = "references"  # what is named may appear anywhere
    FIRST_FRAME = "first_frame"  # the first picture is what the video begins with
    FIRST_AND_LAST = "first_and_last"  # two pictures: what it begins and what it ends with


_FRAMES: dict[ReferenceMode, tuple[ReferenceRole, ...]] = {
    ReferenceMode.REFERENCES: (),
    ReferenceMode.FIRST_FRAME: (ReferenceRole.FIRST_FRAME,),
    ReferenceMode.FIRST_AND_LAST: (ReferenceRole.FIRST_FRAME, ReferenceRole.LAST_FRAME),
}


def frames_of(mode: ReferenceMode) -> int:
    """How many pictures a mode takes as frames."""
    return len(_FRAMES[mode])


def roles_of(mode: ReferenceMode, kinds: Sequence[str]) -> tuple[ReferenceRole, ...]:
    """One role per reference, in order: the first pictures are the mode's frames."""
    frames = iter(_FRAMES[mode])
    return tuple(
        next(frames, ReferenceRole.REFERENCE) if kind == MediaKind.IMAGE else ReferenceRole.REFERENCE
        for kind in kinds
    )


def mode_of(roles: Iterable[str]) -> ReferenceMode:
    """The mode that a video with these roles was asked for in."""
    found = set(roles)
    if ReferenceRole.LAST_FRAME in found:
        return ReferenceMode.FIRST_AND_LAST
    return ReferenceMode.FIRST_FRAME if ReferenceRole.FIRST_FRAME in found else ReferenceMode.REFERENCES
