"""What every button has in common: it is done, acknowledged, and answered privately where it cannot be."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from handlers.ids import ButtonValue
from handlers.listening import Ack, Body
from handlers.replies import tell_problem
from handlers.surface import Asker, Surface, asker
from storage.changes import Once, change
from workflow.use_cases import Problem

Press = Callable[[Surface, Asker, str, Body], Awaitable[Problem | None]]
"""Does what a button is for, given the id that it carries; or why that cannot be."""

_PATIENCE_SECONDS = 2.0
"""Slack waits 3 s; what takes longer goes on after the acknowledgement."""


async def press(surface: Surface, ack: Ack, body: Body, do: Press) -> None:
    """Do it once, ack, and tell whoever pressed what stands in the way.

    Acknowledged is what is done: a bot that ends before lets Slack say so, and the button is pressed again.
    """
    doing = asyncio.create_task(_once(surface, body, do), name="press")
    await asyncio.wait({doing}, timeout=_PATIENCE_SECONDS)
    in_time = doing.done()
    if not in_time:
        await ack()
    who, problem = await doing
    if in_time:
        await ack()
    if problem is not None:
        await tell_problem(surface.slack, body, who.texts, problem)


async def _once(surface: Surface, body: Body, do: Press) -> tuple[Asker, Problem | None]:
    """A press that came already, before this process began too, has no second effect."""
    who, desk = await asker(surface, body), surface.desk
    key = Once(team_id=who.team_id, key=f"press:{body['trigger_id']}", at=desk.clock())
    if await desk.storage.apply(change(key)) is not None:
        return who, None
    value = ButtonValue.parse(body["actions"][0].get("value"))
    return who, Problem(key="old_button") if value is None else await do(surface, who, value.subject, body)
