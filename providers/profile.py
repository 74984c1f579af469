"""What a gateway can do, as data: the modals, the checks and the documentation are made from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class MediaKind(StrEnum):
    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"


class Verification(StrEnum):
    """How a gateway's face check tells its result."""

    NONE = "none"  # no face check: the person's yes in Likeness is the gate
    REDIRECT = "redirect"  # the phone's browser brings the group back to us
    TOKEN = "token"  # noqa: S105  asked for with the session's token, the browser is only a hint


class ReferenceRole(StrEnum):
    REFERENCE = "reference"
    FIRST_FRAME = "first_frame"
    LAST_FRAME = "last_frame"


class CallKind(StrEnum):
    OPEN_VERIFICATION = "open_verification"
    READ_VERIFICATION = "read_verification"
    SUBMIT = "submit"
    READ = "read"
    LIST = "list"
    START_VIDEO = "start_video"
    READ_VIDEO = "read_video"
    OTHER = "other"


ASSUMED_RATE = 10.0
"""Calls a second where nobody states anything."""


@dataclass(frozen=True, kw_only=True)
class MediaLimits:
    """What one kind of media must be like; None: the gateway states no limit. Sides in pixels."""

    formats: tuple[str, ...]
    max_bytes: int | None = None
    min_side: int | None = None
    max_side: int | None = None
    min_ratio: float | None = None
    max_ratio: float | None = None
    min_seconds: float | None = None
    max_seconds: float | None = None


@dataclass(frozen=True, kw_only=True)
class Model:
    """One video model as a gateway sells it; `title` is what people choose by."""

    id: str
    title: str
    min_seconds: int = 4
    max_seconds: int = 15
    ratios: tuple[str, ...] = ("16:9", "9:16", "1:1", "4:3", "3:4", "21:9")
    resolutions: tuple[str, ...] = ()
    max_references: Mapping[MediaKind, int] = field(
        default_factory=lambda: {MediaKind.IMAGE: 9, MediaKind.VIDEO: 3, MediaKind.AUDIO: 3}
    )
    frames: bool = True
    needs_reference_video: bool = False
    real_people: bool = True


@dataclass(frozen=True, kw_only=True)
class Profile:
    """Everything the rest of Likeness may know about a gateway.

    Rates are calls per second: stated ones are kept to, assumed ones only tell how often to look.
    `hosts_files` holds the most bytes of one file that the gateway's own upload
    takes, by kind.
    """

    name: str
    title: str
    key_variable: str
    base_variable: str
    base_url: str
    verification: Verification
    limits: Mapping[MediaKind, MediaLimits]
    models: tuple[Model, ...]
    submit_batch: int = 1
    read_batch: int = 1
    can_delete: bool = False
    can_find: bool = False
    can_find_video: bool = False
    can_cancel_video: bool = False
    hosts_files: Mapping[MediaKind, int] = field(default_factory=dict)
    person_kinds: frozenset[MediaKind] = frozenset(MediaKind)
    frames_exclude_references: bool = True
    prompt_max: int = 3000
    verification_ms: int = 30 * 60_000
    result_link_ms: int = 24 * 3_600_000
    rates: Mapping[CallKind, float] = field(default_factory=dict)
    assumed_rates: Mapping[CallKind, float] = field(default_factory=dict)

    def rate(self, kind: CallKind) -> float:
        """Calls a second to plan for: as stated, else as assumed."""
        return self.rates.get(kind) or self.assumed_rates.get(kind, ASSUMED_RATE)

    def model(self, model_id: str) -> Model | None:
        return next((model for model in self.models if model.id == model_id), None)
