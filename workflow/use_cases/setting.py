"""Changing what a workspace's admins set."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.access import Action, Actor, Deny, decide
from workflow.settings import Settings, write_settings
from workflow.use_cases.desk import Desk, Problem


@dataclass(frozen=True)
class Setting:
    desk: Desk

    def problem(self, actor: Actor) -> Problem | None:
        """Why this is nobody who may look at or change the settings."""
        decision = decide(actor, Action.CHANGE_SETTINGS)
        if not isinstance(decision, Deny):
            return None
        return Problem(key="settings_admins_only" if not actor.is_admin else decision.reason)

    async def change(self, team_id: str, actor: Actor, wanted: Settings) -> Problem | None:
        """Write what differs from how things stand now."""
        problem = self.problem(actor)
        if problem is not None:
            return problem
        before = await self.desk.settings(team_id)
        return await self.desk.commit(
            write_settings(before, wanted, team_id, actor.user_id, self.desk.moment())
        )
