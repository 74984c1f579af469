"""Owners and people: another name, another owner, and what follows when somebody leaves."""

from __future__ import annotations

from dataclasses import dataclass

from storage.changes import Change, Once, Put, change
from storage.facts import AssetFacts
from storage.model import Member
from workflow import ownership
from workflow.access import Action, Actor, Deny, decide
from workflow.names import name_problem
from workflow.ownership import Hanging
from workflow.ownership.changing import LIVING
from workflow.use_cases.desk import Desk, Problem

_OWNED_MAX = 1000


@dataclass(frozen=True)
class OwningPeople:
    desk: Desk

    async def owned(self, asset_id: str, actor: Actor, team_id: str, action: Action) -> AssetFacts | Problem:
        """The asset, when it lives and this actor may do this to it."""
        asset = (await self.desk.storage.assets_by_id(team_id, [asset_id])).get(asset_id)
        if asset is None:
            return Problem(key="gone")
        decision = decide(actor, action, asset)
        if isinstance(decision, Deny):
            return Problem(key=decision.reason)
        return asset if asset.asset.status in LIVING else Problem(key="deny_asset_not_usable")

    async def rename(self, asset_id: str, actor: Actor, team_id: str, name: str) -> Problem | None:
        """Another name, by the rules of names."""
        asset = await self.owned(asset_id, actor, team_id, Action.RENAME_ASSET)
        if isinstance(asset, Problem):
            return asset
        if (key := name_problem(name)) is not None:
            return Problem(key=key, params={"count": len(name)})
        requests = await self.desk.storage.requests_of_asset(asset_id)
        problem = await self.desk.commit(
            ownership.rename(asset, name, requests, actor.user_id, self.desk.moment())
        )
        if problem is not None and problem.key == "taken:assets":
            return Problem(key="name_taken", params={"name": name})
        return problem

    async def hand_over(self, asset_id: str, actor: Actor, team_id: str, to: Member) -> Problem | None:
        """Another owner: a full member of this workspace who is still here."""
        asset = await self.owned(asset_id, actor, team_id, Action.HAND_OVER)
        if isinstance(asset, Problem):
            return asset
        if to.is_guest or to.is_foreign or to.is_deactivated:
            return Problem(key="owner_must_be_member")
        if to.user_id == asset.asset.owner_id:
            return Problem(key="owner_already")
        requests = await self.desk.storage.requests_of_asset(asset_id)
        return await self.desk.commit(
            ownership.hand_over(asset, to.user_id, requests, actor.user_id, self.desk.moment())
        )

    async def described(self, member: Member, key: str | None = None) -> Problem | None:
        """Slack described a member; when he is gone since we last knew, what hangs on him pauses.

        `key` is the delivery's own, so that a second one of the same adds nothing.
        """
        storage, moment = self.desk.storage, self.desk.moment()
        known = await storage.member(member.team_id, member.user_id)
        news = change(Put(row=member))
        if key is not None:
            news = change(Once(team_id=member.team_id, key=key, at=moment.now)) + news
        if member.is_deactivated and not (known is not None and known.is_deactivated):
            news += await self._left(member.team_id, member.user_id)
        return await self.desk.commit(news)

    async def _left(self, team_id: str, user_id: str) -> Change:
        storage = self.desk.storage
        waiting = await storage.approvals_waiting_for(team_id, user_id)
        videos = await storage.videos([approval.video_id for approval in waiting])
        person = await storage.person_for_user(team_id, user_id)
        pictures = await storage.assets_of_person(person.id) if person else []
        owned = await storage.assets_of_owner(team_id, user_id, _OWNED_MAX)
        hanging = Hanging(
            approvals=[(a, videos[a.video_id]) for a in waiting if a.video_id in videos],
            owned=[asset for asset in owned if asset.asset.status in LIVING],
            person=person,
            pictures=[asset for asset in pictures if asset.asset.status in LIVING],
        )
        admins = await self.desk.admin_ids(team_id)
        return ownership.left(team_id, user_id, hanging, admins, self.desk.moment())

    async def cancel_waiting(self, video_id: str, actor: Actor) -> Problem | None:
        """*Cancel the video*, while it still waits for somebody's yes."""
        facts = await self.desk.storage.video(video_id)
        if facts is None:
            return Problem(key="gone")
        decision = decide(actor, Action.SETTLE_VIDEO, video=facts.video)
        if isinstance(decision, Deny):
            return Problem(key=decision.reason)
        return await self.desk.commit(ownership.cancel_waiting(facts, actor.user_id, self.desk.moment()))
