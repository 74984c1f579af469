"""The Home tab: wanted by whoever opens it, and turned to what he chooses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from storage.changes import Post, change
from storage.home import home_key
from workflow.messages import MessageKind, card
from workflow.use_cases.desk import Desk


@dataclass(frozen=True)
class Homes:
    """Home tabs of members, each one card."""

    desk: Desk

    async def opened(self, team_id: str, user_id: str) -> None:
        """Publish it as it stands, from the first page; from now on it follows what changes."""
        await self.turn(team_id, user_id, page=0, people_page=0)

    async def turn(self, team_id: str, user_id: str, **chosen: Any) -> None:
        """Show another part: what was chosen before stays, `chosen` replaces it by name."""
        known = await self.desk.storage.card(team_id, home_key(user_id))
        before = known.params if known is not None and isinstance(known.params, Mapping) else {}
        post = card(self.desk.moment(), team_id, MessageKind.HOME, user_id, user_id)
        wanted = replace(post.message, params={**before, **chosen})
        await self.desk.storage.apply(change(Post(message=wanted)))
