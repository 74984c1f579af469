"""An approver's No, with a reason if he wants to give one."""

from __future__ import annotations

from handlers.blocks.refuse_form import parse_refuse_view
from handlers.listening import Ack, Body
from handlers.replies import tell_problem
from handlers.surface import Surface, asker
from storage.model import ApprovalStatus
from workflow.use_cases import Problem


async def handle_refuse_form(surface: Surface, ack: Ack, body: Body) -> None:
    """The answer is committed before Slack hears that it came."""
    who, values = await asker(surface, body), parse_refuse_view(body["view"])
    if values.approval_id is None:
        problem: Problem | None = Problem(key="old_button")
    else:
        problem = await surface.answering.decide_approval(
            values.approval_id, who.actor, ApprovalStatus.REFUSED, values.reason
        )
    await ack()
    if problem is not None:
        await tell_problem(surface.slack, body, who.texts, problem)
