"""An approver's No, with a reason if he wants to give one."""

from __future__ import annotations

from handlers import ids
from handlers.listening import Ack, Body
from handlers.replies import tell_problem
from handlers.surface import Surface, asker
from storage.model import ApprovalStatus


async def handle_refuse_form(surface: Surface, ack: Ack, body: Body) -> None:
    who, view = await asker(surface, body), body["view"]
    state = view["state"]["values"].get(ids.FIELD_REASON, {}).get(ids.INPUT, {})
    reason = str(state.get("value") or "").strip() or None
    value = ids.ButtonValue.parse(view["private_metadata"])
    problem = await surface.answering.decide_approval(
        value.subject if value else "", who.actor, ApprovalStatus.REFUSED, reason
    )
    await ack()
    if problem is not None:
        await tell_problem(surface.slack, body, who.texts, problem)
