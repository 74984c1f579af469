"""The press that takes what was offered instead of a file."""

from __future__ import annotations

from handlers.actions.pressing import press
from handlers.listening import Ack, Body
from handlers.surface import Asker, Surface
from workflow.use_cases import Problem


async def handle_media_take(surface: Surface, ack: Ack, body: Body) -> None:
    await press(surface, ack, body, _take)


async def _take(surface: Surface, who: Asker, subject: str, body: Body) -> Problem | None:
    return await surface.mending.take(who.team_id, subject, who.actor, str(body["trigger_id"]))
