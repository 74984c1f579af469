"""Why a gateway, a model or a mode cannot make a video of these assets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from providers.profile import MediaKind, Model, Profile, ReferenceRole
from storage.facts import AssetFacts
from storage.model import RegistrationStatus
from workflow.videos.modes import ReferenceMode, frames_of, roles_of
from workflow.videos.ways import is_refused, way_to

_ON_ITS_WAY = (
    RegistrationStatus.WAITING,
    RegistrationStatus.SUBMITTING,
    RegistrationStatus.UNKNOWN,
    RegistrationStatus.IN_REVIEW,
)


@dataclass(frozen=True, kw_only=True)
class Obstacle:
    """One reason: a catalogue key with its parameters, the form field it belongs to, and the problem there.

    `lacking`: more assets would mend it.
    """

    key: str
    field: str
    problem: str
    params: Mapping[str, Any] = field(default_factory=dict)
    lacking: bool = False


def asset_obstacles(profile: Profile, assets: Sequence[AssetFacts], *, links: bool) -> list[Obstacle]:
    """One for each asset that this gateway cannot get."""
    return [
        Obstacle(
            key=_state(asset, profile),
            field="references",
            problem="deny_not_active",
            params={"name": asset.asset.name},
        )
        for asset in assets
        if way_to(asset, profile.name, links=links) is None
    ]


def _state(asset: AssetFacts, profile: Profile) -> str:
    registration = asset.registration(profile.name)
    if registration is not None and registration.status in _ON_ITS_WAY:
        return "not_ready_there"
    return "refused_there" if is_refused(registration) else "not_registered_there"


def model_obstacles(model: Model, assets: Sequence[AssetFacts]) -> list[Obstacle]:
    """What keeps a model from taking these assets, whatever their roles."""
    counts = Counter(MediaKind(asset.media.kind) for asset in assets)
    found = [_too_many(kind, counts[kind], model) for kind in MediaKind if counts[kind] > _most(model, kind)]
    if model.needs_reference_video and not counts[MediaKind.VIDEO]:
        found.append(_obstacle("needs_reference_video", "references"))
    if not model.real_people and any(asset.person is not None for asset in assets):
        found.append(_obstacle("model_without_real_people", "model"))
    return found


def _most(model: Model, kind: MediaKind) -> int:
    return model.max_references.get(kind, 0)


def _too_many(kind: MediaKind, count: int, model: Model) -> Obstacle:
    params = {"kind": kind, "count": count, "most": _most(model, kind)}
    return _obstacle("too_many_references", "references", params)


def mode_obstacles(
    profile: Profile, model: Model, mode: ReferenceMode, assets: Sequence[AssetFacts]
) -> list[Obstacle]:
    """What keeps these assets from going in this mode."""
    kinds = [asset.media.kind for asset in assets]
    if mode is ReferenceMode.REFERENCES:
        alone = bool(kinds) and set(kinds) == {MediaKind.AUDIO}
        return [_obstacle("sound_alone", "references", lacking=True)] if alone else []
    if not model.frames:
        return [_obstacle("model_without_frames", "mode")]
    found = []
    beside = roles_of(mode, kinds).count(ReferenceRole.REFERENCE)
    if profile.frames_exclude_references and beside:
        key = "first_frame_alone" if mode is ReferenceMode.FIRST_FRAME else "two_frames_alone"
        found.append(_obstacle(key, "mode"))
    if len(kinds) - beside < frames_of(mode):
        key = "first_frame_missing" if mode is ReferenceMode.FIRST_FRAME else "two_frames_missing"
        found.append(_obstacle(key, "mode", lacking=True))
    return found


def _obstacle(
    key: str, field_: str, params: Mapping[str, Any] | None = None, *, lacking: bool = False
) -> Obstacle:
    return Obstacle(key=key, field=field_, problem=key, params=params or {}, lacking=lacking)
