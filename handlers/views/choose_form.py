"""A person's yes with what he chose: committed before Slack hears that it came."""

from __future__ import annotations

from handlers.blocks.choose_form import parse_choose_view
from handlers.listening import Ack, Body
from handlers.replies import field_errors, tell_problem
from handlers.surface import Surface, asker
from workflow.use_cases import Problem


async def handle_choose_form(surface: Surface, ack: Ack, body: Body) -> None:
    """A field that is wrong is told beside it; that the question is over, privately."""
    who, view = await asker(surface, body), body["view"]
    values = parse_choose_view(view)
    if values.invitation_id is None:
        problems = [Problem(key="old_button")]
    else:
        problems = await surface.answering.choose_in_slack(
            values.invitation_id, who.actor, who.locale, values.fields
        )
    on_fields = [problem for problem in problems if problem.field is not None]
    if on_fields:
        await ack(response_action="errors", errors=field_errors(view, who.texts, on_fields))
        return
    await ack()
    for problem in problems:
        await tell_problem(surface.slack, body, who.texts, problem)
