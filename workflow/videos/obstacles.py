"""Why a gateway, a model or a mode cannot make a video of these assets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as field_
from enum import StrEnum
from typing import Any

from providers.profile import MediaKind, Model, Profile, ReferenceRole
from storage.facts import AssetFacts
from storage.model import RegistrationStatus
from workflow.kept_files import misfit
from workflow.videos.modes import ReferenceMode, frames_of, roles_of
from workflow.videos.ways import Way, is_refused, way_to


class Reason(StrEnum):
    """Each is a catalogue key: behind `left_out.` for what is not offered, behind `problem.` at a field."""

    NOT_REGISTERED_THERE = "not_registered_there"
    NOT_READY_THERE = "not_ready_there"  # registered, not decided yet
    REFUSED_THERE = "refused_there"
    FILE_DOES_NOT_FIT = "file_does_not_fit"  # under our own link; what is registered was looked at before
    NONE_TAKEN = "none_taken"  # of this kind
    TOO_MANY_REFERENCES = "too_many_references"
    NEEDS_REFERENCE_VIDEO = "needs_reference_video"
    MODEL_WITHOUT_REAL_PEOPLE = "model_without_real_people"
    MODEL_WITHOUT_FRAMES = "model_without_frames"
    FIRST_FRAME_ALONE = "first_frame_alone"  # nothing may stand beside it
    TWO_FRAMES_ALONE = "two_frames_alone"
    FIRST_FRAME_MISSING = "first_frame_missing"
    TWO_FRAMES_MISSING = "two_frames_missing"
    SOUND_ALONE = "sound_alone"


LACKING = frozenset({Reason.FIRST_FRAME_MISSING, Reason.TWO_FRAMES_MISSING, Reason.SOUND_ALONE})
"""What one more asset would mend: no ground to leave anything out while somebody still chooses."""

_AT_A_FIELD = {
    Reason.NOT_REGISTERED_THERE: "deny_not_active",
    Reason.NOT_READY_THERE: "deny_not_active",
    Reason.REFUSED_THERE: "deny_not_active",
    Reason.NONE_TAKEN: "too_many_references",
}
_ON_ITS_WAY = (
    RegistrationStatus.WAITING,
    RegistrationStatus.SUBMITTING,
    RegistrationStatus.UNKNOWN,
    RegistrationStatus.IN_REVIEW,
)


@dataclass(frozen=True, kw_only=True)
class Obstacle:
    """One reason with its parameters, and the form field that it belongs to."""

    reason: Reason
    field: str
    params: Mapping[str, Any] = field_(default_factory=dict)

    @property
    def is_lacking(self) -> bool:
        return self.reason in LACKING

    @property
    def problem(self) -> str:
        """The key of its sentence at the field."""
        return _AT_A_FIELD.get(self.reason, self.reason.value)


def asset_obstacles(profile: Profile, assets: Sequence[AssetFacts], *, links: bool) -> list[Obstacle]:
    """One for each asset that this gateway cannot get."""
    return [
        Obstacle(reason=reason, field="references", params={"name": asset.asset.name})
        for asset in assets
        if (reason := _why_not(asset, profile, links=links)) is not None
    ]


def _why_not(asset: AssetFacts, profile: Profile, *, links: bool) -> Reason | None:
    way = way_to(asset, profile.name, links=links)
    if way is not None:
        fits = way is Way.REGISTERED or misfit(asset.media, profile.limits) is None
        return None if fits else Reason.FILE_DOES_NOT_FIT
    registration = asset.registration(profile.name)
    if registration is not None and registration.status in _ON_ITS_WAY:
        return Reason.NOT_READY_THERE
    return Reason.REFUSED_THERE if is_refused(registration) else Reason.NOT_REGISTERED_THERE


def model_obstacles(model: Model, assets: Sequence[AssetFacts]) -> list[Obstacle]:
    """What keeps a model from taking these assets, whatever their roles."""
    counts = Counter(MediaKind(asset.media.kind) for asset in assets)
    found = [_too_many(kind, counts[kind], model) for kind in MediaKind if counts[kind] > _most(model, kind)]
    if model.needs_reference_video and not counts[MediaKind.VIDEO]:
        found.append(Obstacle(reason=Reason.NEEDS_REFERENCE_VIDEO, field="references"))
    if not model.real_people and any(asset.person is not None for asset in assets):
        found.append(Obstacle(reason=Reason.MODEL_WITHOUT_REAL_PEOPLE, field="model"))
    return found


def _most(model: Model, kind: MediaKind) -> int:
    return model.max_references.get(kind, 0)


def _too_many(kind: MediaKind, count: int, model: Model) -> Obstacle:
    most = _most(model, kind)
    params = {"kind": kind, "count": count, "most": most}
    reason = Reason.TOO_MANY_REFERENCES if most else Reason.NONE_TAKEN
    return Obstacle(reason=reason, field="references", params=params)


def mode_obstacles(
    profile: Profile, model: Model, mode: ReferenceMode, assets: Sequence[AssetFacts]
) -> list[Obstacle]:
    """What keeps these assets from going in this mode."""
    kinds = [asset.media.kind for asset in assets]
    if mode is ReferenceMode.REFERENCES:
        alone = bool(kinds) and set(kinds) == {MediaKind.AUDIO}
        return [Obstacle(reason=Reason.SOUND_ALONE, field="references")] if alone else []
    if not model.frames:
        return [Obstacle(reason=Reason.MODEL_WITHOUT_FRAMES, field="mode")]
    first = mode is ReferenceMode.FIRST_FRAME
    beside = roles_of(mode, kinds).count(ReferenceRole.REFERENCE)
    found = []
    if profile.frames_exclude_references and beside:
        reason = Reason.FIRST_FRAME_ALONE if first else Reason.TWO_FRAMES_ALONE
        found.append(Obstacle(reason=reason, field="mode"))
    if len(kinds) - beside < frames_of(mode):
        reason = Reason.FIRST_FRAME_MISSING if first else Reason.TWO_FRAMES_MISSING
        found.append(Obstacle(reason=reason, field="mode"))
    return found
