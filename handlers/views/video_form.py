"""The `/video` form: it changes with the gateway and the model, and its submission becomes a video."""

from __future__ import annotations

import contextlib
from dataclasses import replace

from handlers.blocks import VideoFormValues, parse_video_view
from handlers.listening import Ack, Body
from handlers.posting_place import place_problem
from handlers.references import options
from handlers.replies import field_errors
from handlers.slack.errors import ViewGone
from handlers.surface import Asker, Surface, asker
from handlers.video_modal import video_view
from workflow.names import name_key
from workflow.use_cases import Problem
from workflow.use_cases.asking_videos import VideoFields

_FOUND_MAX = 20


async def handle_video_form_change(surface: Surface, ack: Ack, body: Body) -> None:
    await ack()
    who, view = await asker(surface, body), body["view"]
    changed = await video_view(surface, who, parse_video_view(view))
    with contextlib.suppress(ViewGone):
        await surface.slack.update_view(view["id"], changed, view_hash=view["hash"])


async def handle_reference_options(surface: Surface, ack: Ack, body: Body) -> None:
    who = await asker(surface, body)
    typed = name_key(str(body.get("value") or ""))
    found = await surface.asking_videos.find(who.actor, who.team_id, typed, _FOUND_MAX)
    await ack(options=options(found))


async def handle_video_form(surface: Surface, ack: Ack, body: Body) -> None:
    who, view = await asker(surface, body), body["view"]
    problems = await _submit(surface, who, parse_video_view(view), str(body["trigger_id"]))
    if problems:
        await ack(response_action="errors", errors=field_errors(view, who.texts, problems))
    else:
        await ack()


async def _submit(surface: Surface, who: Asker, values: VideoFormValues, key: str) -> list[Problem]:
    asking = surface.asking_videos
    form = await asking.resolve(_fields(surface, who, values), who.actor)
    if isinstance(form, list):
        return form
    place = await place_problem(surface, who.team_id, values.channel)
    if place is not None:
        return [place]
    problem = await asking.submit(form, who.actor, key)
    return [problem] if problem else []


def _fields(surface: Surface, who: Asker, values: VideoFormValues) -> VideoFields:
    """What a hidden input left open is the only choice there is, or the model's own first."""
    if values.provider is None and surface.profiles:
        values = replace(values, provider=surface.profiles[0].name)
    profile = surface.desk.profiles.get(values.provider or "")
    model = profile.model(values.model or profile.models[0].id) if profile else None
    return VideoFields(
        team_id=who.team_id,
        requester_id=who.user_id,
        channel=values.channel or who.user_id,
        provider=values.provider or "",
        model=model.id if model else "",
        prompt=values.prompt,
        seconds=values.seconds or (model.min_seconds if model else 0),
        ratio=values.ratio or (model.ratios[0] if model else ""),
        resolution=values.resolution,
        mode=values.mode,
        selected=tuple(values.references),
    )
