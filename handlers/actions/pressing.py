"""What every button has in common: it is done, acknowledged, and answered privately where it cannot be."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from handlers.ids import ButtonValue
from handlers.intake import comes_first
from handlers.listening import Ack, Body
from handlers.replies import tell_problem
from handlers.shown import refresh
from handlers.surface import Asker, Surface, asker
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
    if body.get("view"):
        await refresh(surface, who, body["view"])


async def _once(surface: Surface, body: Body, do: Press) -> tuple[Asker, Problem | None]:
    """A press that came already, before this process began too, has no second effect."""
    who = await asker(surface, body)
    if not await comes_first(surface, who, body):
        return who, None
    value = ButtonValue.parse(body["actions"][0].get("value"))
    return who, Problem(key="old_button") if value is None else await do(surface, who, value.subject, body)
