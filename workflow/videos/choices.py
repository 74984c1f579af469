"""Which gateways, models and modes can do a job, and the one reason why each of the others cannot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from providers.profile import Model, Profile
from storage.facts import AssetFacts
from workflow.videos.modes import ReferenceMode
from workflow.videos.obstacles import Obstacle, asset_obstacles, mode_obstacles, model_obstacles


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is chosen so far (None: nothing yet); `links`: our own links can be reached."""

    assets: tuple[AssetFacts, ...] = ()
    provider: str | None = None
    model: str | None = None
    mode: ReferenceMode = ReferenceMode.REFERENCES
    links: bool = False


class Part(StrEnum):
    PROVIDER = "provider"
    MODEL = "model"
    MODE = "mode"


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """What cannot do the job: its id, its title (a mode has none) and why."""

    part: Part
    id: str
    title: str = ""
    why: Obstacle


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What is offered, never empty, and what of it counts as chosen.

    The chosen model names the lengths, ratios and resolutions. When nothing fits (`fits` is False) everything
    stays offered and `left_out` says why.
    """

    profile: Profile
    model: Model
    mode: ReferenceMode
    profiles: tuple[Profile, ...]
    models: tuple[Model, ...]
    modes: tuple[ReferenceMode, ...]
    left_out: tuple[LeftOut, ...]
    fits: bool = True

    @property
    def has_several_gateways(self) -> bool:
        """Whether there was a choice at all, also when one alone is left."""
        others = {each.id for each in self.left_out if each.part is Part.PROVIDER}
        return len(others | {profile.name for profile in self.profiles}) > 1


def choices(profiles: Sequence[Profile], wish: Wish) -> Choices:
    """Keep what is wished for where it can be; a mode that nobody can do gives way first."""
    for mode in (wish.mode, ReferenceMode.REFERENCES):
        refused = {p.name: why for p in profiles if (why := _gateway_obstacle(p, mode, wish))}
        able = [profile for profile in profiles if profile.name not in refused]
        if able:
            return _offered(profiles, able, refused, mode, wish)
    return _nothing_fits(profiles, wish)


def _gateway_obstacle(profile: Profile, mode: ReferenceMode, wish: Wish) -> Obstacle | None:
    """An asset that it cannot get; else why its first model cannot, when none can."""
    missing = asset_obstacles(profile, wish.assets, links=wish.links)
    if missing:
        return missing[0]
    reasons = [_model_obstacle(profile, model, mode, wish) for model in profile.models]
    return reasons[0] if all(reasons) else None


def _model_obstacle(profile: Profile, model: Model, mode: ReferenceMode, wish: Wish) -> Obstacle | None:
    found = (*model_obstacles(model, wish.assets), *mode_obstacles(profile, model, mode, wish.assets))
    return next((obstacle for obstacle in found if not obstacle.is_lacking), None)


def _offered(
    profiles: Sequence[Profile],
    able: Sequence[Profile],
    refused: dict[str, Obstacle],
    mode: ReferenceMode,
    wish: Wish,
) -> Choices:
    profile = next((p for p in able if p.name == wish.provider), able[0])
    reasons = {m.id: _model_obstacle(profile, m, mode, wish) for m in profile.models}
    models = tuple(m for m in profile.models if reasons[m.id] is None)
    model = next((m for m in models if m.id == wish.model), models[0])
    modes = {m: _model_obstacle(profile, model, m, wish) for m in ReferenceMode}
    left_out = (
        *(_left_out(Part.PROVIDER, p.name, p.title, refused.get(p.name)) for p in profiles),
        *(_left_out(Part.MODEL, m.id, m.title, reasons[m.id]) for m in profile.models),
        *(_left_out(Part.MODE, m, "", why) for m, why in modes.items()),
    )
    return Choices(
        profile=profile,
        model=model,
        mode=mode,
        profiles=tuple(able),
        models=models,
        modes=tuple(m for m, why in modes.items() if why is None),
        left_out=tuple(each for each in left_out if each is not None),
    )


def _left_out(part: Part, id_: str, title: str, why: Obstacle | None) -> LeftOut | None:
    return LeftOut(part=part, id=id_, title=title, why=why) if why else None


def _nothing_fits(profiles: Sequence[Profile], wish: Wish) -> Choices:
    profile = next((p for p in profiles if p.name == wish.provider), profiles[0])
    model = profile.model(wish.model or "") or profile.models[0]
    modes = tuple(ReferenceMode) if model.frames else (ReferenceMode.REFERENCES,)
    reasons = [
        _left_out(Part.PROVIDER, p.name, p.title, _gateway_obstacle(p, ReferenceMode.REFERENCES, wish))
        for p in profiles
    ]
    return Choices(
        profile=profile,
        model=model,
        mode=wish.mode if wish.mode in modes else ReferenceMode.REFERENCES,
        profiles=tuple(profiles),
        models=profile.models,
        modes=modes,
        left_out=tuple(each for each in reasons if each is not None),
        fits=False,
    )
