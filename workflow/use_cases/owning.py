"""What an owner, or an admin, does with an asset that stands: delete it, take it further, try again."""

from __future__ import annotations

from dataclasses import dataclass

from providers.profile import Profile
from storage.facts import AssetFacts, RequestFacts
from storage.model import AssetRequest, MediaStatus
from workflow import asset_requests, assets, registrations
from workflow.access import Action, Actor, Deny, decide
from workflow.asked import is_agreed
from workflow.asset_requests import Obstruction
from workflow.use_cases.desk import Desk, Problem

_EXCERPT = 60


@dataclass(frozen=True, kw_only=True)
class Ways:
    """Gateways that may be asked to take an asset too, and why others cannot."""

    elsewhere: tuple[Profile, ...]
    left_out: tuple[tuple[Profile, Obstruction], ...]


@dataclass(frozen=True)
class Owning:
    """Every method commits under the dedupe key of the press that asked for it."""

    desk: Desk

    async def delete(self, team_id: str, asset_id: str, actor: Actor, key: str) -> AssetFacts | Problem:
        """The asset as it stood before it was deleted, or why it stays."""
        asset = await self._theirs(team_id, asset_id, actor, Action.DELETE_ASSET)
        if isinstance(asset, Problem):
            return asset
        requests = await self.desk.storage.requests_of_asset(asset_id)
        problem = await self.desk.commit(
            assets.delete(asset, requests, actor=actor.user_id, moment=self.desk.moment(), key=key)
        )
        if problem is not None and problem.key == assets.IN_USE:
            return await self._in_use(asset)
        return problem or asset

    async def _in_use(self, asset: AssetFacts) -> Problem:
        videos = await self.desk.storage.videos_of_assets([asset.asset.id])
        using = [facts.video for facts in videos if facts.video.status in assets.NOT_OVER]
        if not using:
            return Problem(key="try_again_now")
        params = {
            "name": asset.asset.name,
            "prompt": using[0].prompt[:_EXCERPT],
            "by": using[0].requester_id,
            "count": len(using),
        }
        return Problem(key="asset_in_use" if len(using) == 1 else "asset_in_use_by_many", params=params)

    async def register_elsewhere(
        self, team_id: str, asset_id: str, provider: str, actor: Actor, key: str
    ) -> AssetFacts | Problem:
        """The asset for which one more gateway is asked, or why it is not."""
        asset = await self._theirs(team_id, asset_id, actor, Action.REGISTER_ASSET)
        if isinstance(asset, Problem):
            return asset
        origin, profile = await self.origin(asset), self.desk.profiles.get(provider)
        if origin is None or profile is None:
            return Problem(key="gone")
        depiction = asset_requests.depiction_for(origin, asset, actor.user_id)
        why = asset_requests.obstruction(asset, depiction, profile, has_public_url=self.desk.has_public_url)
        if why is not None:
            return Problem(key=why.key, params=why.params)
        problem = await self.desk.commit(
            asset_requests.ask_further(
                asset, origin, provider, user_id=actor.user_id, moment=self.desk.moment(), key=key
            )
        )
        if problem is not None and problem.key == "taken:registrations":
            return Problem(key="already_registered", params={"provider": profile.title})
        return problem or asset

    async def retry(self, team_id: str, registration_id: str, actor: Actor, key: str) -> AssetFacts | Problem:
        """The asset whose failed registration is tried again, or why it is not."""
        found = await self.desk.storage.request_of_registration([registration_id])
        facts = found.get(registration_id)
        if facts is None:
            return Problem(key="gone")
        asset = next(a for a in facts.assets if any(r.id == registration_id for r in a.registrations))
        theirs = await self._theirs(team_id, asset.asset.id, actor, Action.REGISTER_ASSET)
        if isinstance(theirs, Problem):
            return theirs
        registration = next(r for r in asset.registrations if r.id == registration_id)
        if not registrations.may_retry(registration):
            return Problem(key="already_decided")
        if registration.handle is None and (missing := _cannot_send(facts, asset)) is not None:
            return missing
        problem = await self.desk.commit(
            registrations.retry(facts, registration, actor=actor.user_id, moment=self.desk.moment(), key=key)
        )
        return problem or asset

    async def ways(self, asset: AssetFacts, actor: Actor) -> Ways | None:
        """What may be done with an asset that stands; None for who neither owns it nor is an admin."""
        origin = await self.origin(asset)
        if origin is None or isinstance(decide(actor, Action.REGISTER_ASSET, asset), Deny):
            return None
        depiction = asset_requests.depiction_for(origin, asset, actor.user_id)
        public = self.desk.has_public_url
        found = [
            (profile, asset_requests.obstruction(asset, depiction, profile, has_public_url=public))
            for profile in asset_requests.untried(asset, self.desk.profiles.values())
        ]
        return Ways(
            elsewhere=tuple(profile for profile, why in found if why is None),
            left_out=tuple((profile, why) for profile, why in found if why is not None),
        )

    async def origin(self, asset: AssetFacts) -> AssetRequest | None:
        """The request that brought an asset in."""
        facts = await self.desk.storage.request(asset.asset.request_id)
        return facts.request if facts else None

    async def _theirs(
        self, team_id: str, asset_id: str, actor: Actor, action: Action
    ) -> AssetFacts | Problem:
        asset = (await self.desk.storage.assets_by_id(team_id, [asset_id])).get(asset_id)
        if asset is None:
            return Problem(key="gone")
        decision = decide(actor, action, asset)
        return Problem(key=decision.reason) if isinstance(decision, Deny) else asset


def _cannot_send(facts: RequestFacts, asset: AssetFacts) -> Problem | None:
    name = {"name": asset.asset.name}
    if asset.media.status is not MediaStatus.READY:
        return Problem(key="file_erased", params=name)
    return None if is_agreed(facts, asset) else Problem(key="deny_no_consent", params=name)
