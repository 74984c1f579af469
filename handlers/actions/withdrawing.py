"""The button that takes a yes back, and the form behind it."""

from __future__ import annotations

from handlers.actions.pressing import press
from handlers.blocks.withdrawal_form import parse_withdraw_view, withdraw_form_view
from handlers.listening import Ack, Body
from handlers.replies import tell_problem
from handlers.surface import Asker, Surface, asker
from storage.model import Withdrawal
from workflow.use_cases import Problem


async def handle_withdraw(surface: Surface, ack: Ack, body: Body) -> None:
    await press(surface, ack, body, _open)


async def _open(surface: Surface, who: Asker, subject: str, body: Body) -> Problem | None:
    """Only for the person pictured, guests and people of other workspaces too."""
    standing = await surface.withdrawing.standing(subject, who.actor)
    if isinstance(standing, Problem):
        return standing
    if not surface.withdrawing.has_effect(standing):
        return Problem(key="already_withdrawn")
    view = withdraw_form_view(subject, standing, who.texts)
    await surface.slack.open_view(body["trigger_id"], view)
    return None


async def handle_withdraw_form(surface: Surface, ack: Ack, body: Body) -> None:
    """The yes is gone before Slack hears that the form came."""
    who = await asker(surface, body)
    problem = await _withdraw(surface, who, body)
    await ack()
    if problem is not None:
        await tell_problem(surface.slack, body, who.texts, problem)


async def _withdraw(surface: Surface, who: Asker, body: Body) -> Problem | None:
    values = parse_withdraw_view(body["view"])
    if values.subject is None:
        return Problem(key="old_button")
    standing = await surface.withdrawing.standing(values.subject, who.actor)
    if isinstance(standing, Problem):
        return standing
    outcome = await surface.withdrawing.withdraw(
        standing,
        whole=values.whole or standing.is_all,
        removes_videos=values.removes_videos,
        via="dm",
        locale=who.locale,
        actor=who.user_id,
        key=str(body["trigger_id"]),
    )
    return None if isinstance(outcome, Withdrawal) else outcome
