"""What is wrong with a `/video` form, each problem on its own field."""

from __future__ import annotations

from providers.profile import Model, Profile
from workflow.use_cases.desk import Problem
from workflow.use_cases.video_fields import PROMPT_MAX, VideoFields
from workflow.videos.obstacles import Obstacle, asset_obstacles, mode_obstacles, model_obstacles
from workflow.videos.placing import Placed


def prompt_problems(fields: VideoFields, placed: Placed, profile: Profile | None) -> list[Problem]:
    """The prompt must fit as it was typed, and as the gateway gets it: `image 1` is longer than `@a`."""
    most = min(PROMPT_MAX, profile.prompt_max) if profile else PROMPT_MAX
    count = max(len(fields.prompt), len(placed.prompt))
    if not fields.prompt.strip():
        return [Problem(key="prompt_missing", field="prompt")]
    if count > most:
        return [Problem(key="prompt_too_long", field="prompt", params={"count": count, "most": most})]
    return [Problem(key="name_unknown", field="prompt", params={"name": name}) for name in placed.unknown]


def gateway_problems(profile: Profile, placed: Placed, *, links: bool) -> list[Problem]:
    """Assets that this gateway cannot get."""
    return [_problem(each) for each in asset_obstacles(profile, placed.assets, links=links)]


def model_problems(fields: VideoFields, profile: Profile | None, placed: Placed) -> list[Problem]:
    """What the model does not offer, or does not take."""
    model = profile.model(fields.model) if profile else None
    if profile is None or model is None:
        return [Problem(key="model_missing", field="model")]
    obstacles = (
        *model_obstacles(model, placed.assets),
        *mode_obstacles(profile, model, fields.mode, placed.assets),
    )
    return [*_shape_problems(fields, model), *(_problem(obstacle) for obstacle in obstacles)]


def _problem(obstacle: Obstacle) -> Problem:
    return Problem(key=obstacle.problem, field=obstacle.field, params=obstacle.params)


def _shape_problems(fields: VideoFields, model: Model) -> list[Problem]:
    found = []
    if not model.min_seconds <= fields.seconds <= model.max_seconds:
        params = {"least": model.min_seconds, "most": model.max_seconds}
        found.append(Problem(key="seconds_out_of_range", field="seconds", params=params))
    if fields.ratio not in model.ratios:
        found.append(Problem(key="ratio_not_offered", field="ratio"))
    if fields.resolution is not None and fields.resolution not in model.resolutions:
        found.append(Problem(key="resolution_not_offered", field="resolution"))
    return found
