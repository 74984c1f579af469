"""Presses under a result: the same again, with another model, away with it."""

from __future__ import annotations

from dataclasses import replace

from handlers.actions.forms import values_of
from handlers.actions.pressing import press
from handlers.commands.video import open_video_form
from handlers.listening import Ack, Body
from handlers.posting_place import place_problem
from handlers.replies import tell
from handlers.surface import Asker, Surface
from storage.facts import VideoFacts
from workflow.access import Action, Deny, decide
from workflow.use_cases import Problem
from workflow.use_cases.videos_made import VideosMade


async def handle_again(surface: Surface, ack: Ack, body: Body) -> None:
    await press(surface, ack, body, _again)


async def handle_other_model(surface: Surface, ack: Ack, body: Body) -> None:
    await press(surface, ack, body, _other_model)


async def handle_delete(surface: Surface, ack: Ack, body: Body) -> None:
    await press(surface, ack, body, _delete)


async def _again(surface: Surface, who: Asker, subject: str, body: Body) -> Problem | None:
    made = VideosMade(surface.desk)
    facts = await made.known(subject, who.team_id)
    if isinstance(facts, Problem):
        return facts
    channel = facts.video.channel if facts.video.channel.startswith(("C", "G")) else None
    place = await place_problem(surface, who.team_id, channel)
    return place or await made.again(facts, who.actor, str(body["trigger_id"]))


async def _other_model(surface: Surface, who: Asker, subject: str, body: Body) -> Problem | None:
    """The form of this video with the next model of its gateway chosen."""
    denied = decide(who.actor, Action.MAKE_VIDEO)
    if isinstance(denied, Deny):
        return Problem(key=denied.reason)
    facts = await VideosMade(surface.desk).known(subject, who.team_id)
    if isinstance(facts, Problem):
        return facts
    values = replace(values_of(facts), model=_next_model(surface, facts))
    await open_video_form(surface, body["trigger_id"], who, values)
    return None


def _next_model(surface: Surface, facts: VideoFacts) -> str:
    profile = surface.desk.profiles.get(facts.video.provider)
    models = [model.id for model in profile.models] if profile else []
    at = models.index(facts.video.model) if facts.video.model in models else -1
    return models[(at + 1) % len(models)] if models else facts.video.model


async def _delete(surface: Surface, who: Asker, subject: str, body: Body) -> Problem | None:
    made = VideosMade(surface.desk)
    facts = await made.known(subject, who.team_id)
    problem = (
        facts if isinstance(facts, Problem) else await made.delete(facts, who.actor, str(body["trigger_id"]))
    )
    if problem is None:
        await tell(surface.slack, body, who.texts.say("video.delete.done"))
    return problem
