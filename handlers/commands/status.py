"""`/likeness status`: what waits for the reader, and where his videos stand."""

from __future__ import annotations

from handlers.blocks.home import status_message
from handlers.catalogue import problem_text
from handlers.home_look import Look, wish_of
from handlers.listening import Ack, Body
from handlers.surface import Surface, asker
from workflow.access import Action, Allow, decide
from workflow.use_cases import Problem


async def handle_status(surface: Surface, ack: Ack, body: Body) -> None:
    """For anybody, guests too: of them it tells what concerns their own face."""
    who = await asker(surface, body)
    if who.actor.is_deactivated or who.actor.is_foreign:
        key = "deny_deactivated" if who.actor.is_deactivated else "deny_foreign"
        await ack(problem_text(who.texts, Problem(key=key)))
        return
    desk = surface.desk
    wish = wish_of(Look(), who.team_id, who.user_id, is_admin=who.actor.is_admin, now=desk.clock())
    message = status_message(
        await desk.storage.home(wish),
        is_member=isinstance(decide(who.actor, Action.MAKE_VIDEO), Allow),
        profiles=desk.profiles,
        texts=who.texts,
    )
    await ack(text=message.text, blocks=message.blocks)
