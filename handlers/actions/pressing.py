"""What every button has in common: it is acknowledged, done, and answered privately where it cannot be."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from handlers.ids import ButtonValue
from handlers.listening import Ack, Body
from handlers.replies import tell_problem
from handlers.surface import Asker, Surface, asker
from workflow.use_cases import Problem

Press = Callable[[Surface, Asker, str, Body], Awaitable[Problem | None]]
"""Does what a button is for, given the id that it carries; or why that cannot be."""


async def press(surface: Surface, ack: Ack, body: Body, do: Press) -> None:
    """Ack, do it, and tell whoever pressed what stands in the way."""
    await ack()
    who = await asker(surface, body)
    value = ButtonValue.parse(body["actions"][0].get("value"))
    problem = Problem(key="old_button") if value is None else await do(surface, who, value.subject, body)
    if problem is not None:
        await tell_problem(surface.slack, body, who.texts, problem)
