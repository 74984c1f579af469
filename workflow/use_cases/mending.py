"""Taking what was made of a refused file."""

from __future__ import annotations

from dataclasses import dataclass

from storage.facts import AssetFacts, RequestFacts
from workflow import asset_requests
from workflow.access import Action, Actor, Deny, decide
from workflow.use_cases.desk import Desk, Problem


@dataclass(frozen=True)
class Mending:
    """What was offered instead of a file goes on in its place, for whoever asked."""

    desk: Desk

    async def take(self, team_id: str, media_id: str, actor: Actor, key: str) -> Problem | None:
        """Commit under the dedupe key of the press; a second press says that it was taken."""
        facts = await self.desk.storage.request_of_media(media_id)
        asset = _asset(facts, media_id)
        if facts is None or asset is None or facts.request.team_id != team_id:
            return Problem(key="gone")
        if facts.request.requester_id != actor.user_id:
            return Problem(key="deny_not_yours")
        if not facts.request.form_sealed:
            return Problem(key="gone")  # erased when the person took the yes back
        denied = decide(actor, Action.ADD_ASSET)
        if isinstance(denied, Deny):
            return Problem(key=denied.reason)
        moment = self.desk.moment()
        problem = await self.desk.commit(
            asset_requests.take_offer(facts, asset, actor=actor.user_id, moment=moment, key=key)
        )
        if problem is not None and problem.key == "taken:assets":
            return Problem(key="name_taken", params={"name": asset.asset.name})
        return problem


def _asset(facts: RequestFacts | None, media_id: str) -> AssetFacts | None:
    return next((a for a in facts.assets if a.media.id == media_id), None) if facts else None
