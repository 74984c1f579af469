"""`/video`, `/video <prompt>`, `/video <id>`."""

from __future__ import annotations

from handlers.blocks import VideoFormValues
from handlers.catalogue import problem_text
from handlers.commands.video_status import answer_about, is_video_id
from handlers.intake import comes_first
from handlers.listening import Ack, Body, typed_text
from handlers.surface import Asker, Surface, asker
from handlers.video_modal import video_view
from workflow.access import Action, Deny, decide
from workflow.use_cases import Problem
from workflow.use_cases.asking_videos import PROMPT_MAX


async def handle_video(surface: Surface, ack: Ack, body: Body) -> None:
    who = await asker(surface, body)
    prompt = typed_text(body)
    denied = decide(who.actor, Action.MAKE_VIDEO)
    if is_video_id(prompt):
        await ack(**await answer_about(surface, who, prompt))
    elif isinstance(denied, Deny):
        await ack(problem_text(who.texts, Problem(key=denied.reason)))
    elif len(prompt) > PROMPT_MAX:
        problem = Problem(key="prompt_too_long", params={"count": len(prompt), "most": PROMPT_MAX})
        await ack(problem_text(who.texts, problem))
    else:
        fresh = await comes_first(surface, who, body)
        await ack()
        if fresh:
            await open_video_form(surface, body["trigger_id"], who, VideoFormValues(prompt=prompt))


async def open_video_form(surface: Surface, trigger_id: str, who: Asker, values: VideoFormValues) -> None:
    await surface.slack.open_view(trigger_id, await video_view(surface, who, values))
