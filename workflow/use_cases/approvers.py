"""Who must say yes to a use, decided again at the moment it is asked for."""

from __future__ import annotations

from workflow.access import Action, Actor, Approver, Ask, Deny, decide
from workflow.use_cases.desk import Desk, Problem
from workflow.videos import VideoForm


async def approvers_of(desk: Desk, form: VideoForm, actor: Actor) -> list[Approver] | Problem:
    """Everybody to ask, once each; or why this use may not be at all."""
    ids = [a.asset.id for a in form.assets]
    allowances = await desk.storage.allowances(form.team_id, form.channel, ids)
    whom: dict[Approver, None] = {}
    for asset in form.assets:
        decision = decide(
            actor,
            Action.USE_ASSET,
            asset,
            channel=form.channel,
            allowances=allowances,
            now=desk.clock(),
        )
        if isinstance(decision, Deny):
            return Problem(key=decision.reason, params={"name": asset.asset.name})
        if isinstance(decision, Ask):
            whom.update(dict.fromkeys(decision.whom))
    return list(whom)
