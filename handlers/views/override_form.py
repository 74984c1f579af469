"""An admin's yes in an owner's place, with its reason."""

from __future__ import annotations

from handlers.blocks.override_form import parse_override_view
from handlers.listening import Ack, Body
from handlers.replies import field_errors
from handlers.surface import Surface, asker
from workflow.use_cases import Problem


async def handle_override_form(surface: Surface, ack: Ack, body: Body) -> None:
    """Committed before the form closes; what stands in the way is said on its field."""
    who, view = await asker(surface, body), body["view"]
    values = parse_override_view(view)
    if values.approval_id is None:
        problem: Problem | None = Problem(key="old_button")
    else:
        problem = await surface.answering.override(values.approval_id, who.actor, values.reason)
    if problem is None:
        await ack()
    else:
        await ack(response_action="errors", errors=field_errors(view, who.texts, [problem]))
