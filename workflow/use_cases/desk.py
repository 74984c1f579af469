"""What every use-case works with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as field_
from typing import Any

from providers.profile import Profile
from storage.changes import Change
from storage.face import Storage
from workflow.moment import Moment
from workflow.settings import Settings, read_settings


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Why something did not happen: a catalogue key with its parameters, and the form field it belongs to."""

    key: str
    field: str | None = None
    params: Mapping[str, Any] = field_(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Storage, the gateways that are on, the clock (milliseconds UTC), ids, and sealing of what is secret."""

    storage: Storage
    profiles: Mapping[str, Profile]
    clock: Callable[[], int]
    new_id: Callable[[str], str]
    new_state: Callable[[], tuple[str, str]]
    seal: Callable[[str], str]
    unseal: Callable[[str], str]
    has_public_url: bool = True
    allow_loopback: bool = False
    admins: frozenset[str] = frozenset()  # user ids set by configuration

    def moment(self) -> Moment:
        return Moment(self.clock(), self.new_id)

    async def settings(self, team_id: str) -> Settings:
        return read_settings(await self.storage.settings(team_id))

    async def admin_ids(self, team_id: str) -> tuple[str, ...]:
        """Everybody who may speak as an admin: by configuration, and Slack's own as far as we met them."""
        known = {member.user_id for member in await self.storage.admins(team_id)}
        for user in self.admins - known:
            member = await self.storage.member(team_id, user)
            if member is None or not (member.is_deactivated or member.is_guest or member.is_foreign):
                known.add(user)
        return tuple(sorted(known))

    async def commit(self, change: Change) -> Problem | None:
        """Commit; a delivery seen before counts as done, since its effect is there already."""
        guard = await self.storage.apply(change)
        if guard is None or guard == "seen":
            return None
        return Problem(key=guard)
