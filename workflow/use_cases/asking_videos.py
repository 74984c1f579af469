"""Asking for a video."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storage.facts import AssetFacts
from workflow import videos
from workflow.access import Action, Actor, Deny, decide
from workflow.names import candidate_keys
from workflow.use_cases.approvers import approvers_of
from workflow.use_cases.desk import Desk, Problem
from workflow.use_cases.video_fields import PROMPT_MAX, VideoFields
from workflow.use_cases.video_problems import gateway_problems, model_problems, prompt_problems
from workflow.videos import ReferenceMode, VideoForm
from workflow.videos.choices import Choices, Wish, choices
from workflow.videos.obstacles import asset_obstacles
from workflow.videos.placing import Placed, placed

__all__ = ["PROMPT_MAX", "VideoAsking", "VideoFields"]


@dataclass(frozen=True)
class VideoAsking:
    """Asking for a video."""

    desk: Desk

    async def choices(
        self,
        actor: Actor,
        team_id: str,
        prompt: str,
        selected: Sequence[str] = (),
        *,
        provider: str | None = None,
        model: str | None = None,
        mode: ReferenceMode = ReferenceMode.REFERENCES,
    ) -> Choices:
        """What can be chosen for the assets that the prompt names and those picked beside it.

        Who may not see assets learns nothing of them.
        """
        unseen = isinstance(decide(actor, Action.SEE_ASSET), Deny)
        named = Placed() if unseen else await self._placed(team_id, prompt, selected)
        wish = Wish(
            assets=named.assets, provider=provider, model=model, mode=mode, links=self.desk.has_public_url
        )
        return choices(tuple(self.desk.profiles.values()), wish)

    async def find(self, actor: Actor, team_id: str, text: str, limit: int) -> list[AssetFacts]:
        """Assets whose name holds the folded text and that some gateway can get, best first."""
        if isinstance(decide(actor, Action.SEE_ASSET), Deny):
            return []
        links, profiles = self.desk.has_public_url, self.desk.profiles.values()
        found = await self.desk.storage.find_assets(team_id, text, limit, links=links)
        return [
            asset for asset in found if not all(asset_obstacles(p, [asset], links=links) for p in profiles)
        ]

    async def resolve(self, fields: VideoFields, actor: Actor) -> VideoForm | list[Problem]:
        """Names to assets, prompt to positions; or every problem of the form."""
        found = await self._placed(fields.team_id, fields.prompt, fields.selected)
        profile = self.desk.profiles.get(fields.provider)
        problems = [
            *prompt_problems(fields, found, profile),
            *self._asset_problems(fields, found, actor),
            *model_problems(fields, profile, found),
        ]
        if problems:
            return problems
        return VideoForm(
            team_id=fields.team_id,
            requester_id=fields.requester_id,
            channel=fields.channel,
            provider=fields.provider,
            model=fields.model,
            prompt=fields.prompt,
            order_prompt=found.prompt,
            seconds=fields.seconds,
            ratio=fields.ratio,
            resolution=fields.resolution,
            assets=found.assets,
            mode=fields.mode,
        )

    async def submit(self, form: VideoForm, actor: Actor, key: str) -> Problem | None:
        """Commit a resolved form; who must say yes is decided here again."""
        approvers = await approvers_of(self.desk, form, actor)
        if isinstance(approvers, Problem):
            return approvers
        links = self.desk.has_public_url
        change = videos.submit(form, approvers, moment=self.desk.moment(), key=key, links=links)
        return await self.desk.commit(change)

    async def _placed(self, team_id: str, prompt: str, selected: Sequence[str]) -> Placed:
        known = await self.desk.storage.assets_named(team_id, candidate_keys(prompt))
        picked = await self.desk.storage.assets_by_id(team_id, selected)
        return placed(prompt, known, [picked[asset_id] for asset_id in selected if asset_id in picked])

    def _asset_problems(self, fields: VideoFields, found: Placed, actor: Actor) -> list[Problem]:
        denied = decide(actor, Action.MAKE_VIDEO)
        if isinstance(denied, Deny):
            return [Problem(key=denied.reason, field="prompt")]
        problems = []
        for asset in found.assets:
            decision = decide(actor, Action.USE_ASSET, asset, channel=fields.channel, now=self.desk.clock())
            if isinstance(decision, Deny):
                params = {"name": asset.asset.name}
                problems.append(Problem(key=decision.reason, field="references", params=params))
        profile = self.desk.profiles.get(fields.provider)
        if problems or profile is None:
            return problems
        return gateway_problems(profile, found, links=self.desk.has_public_url)
