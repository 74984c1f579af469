"""Asking for a video."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from providers.profile import MediaKind, Model, Profile
from storage.facts import AssetFacts
from storage.model import RegistrationStatus
from workflow import videos
from workflow.access import Action, Actor, Deny, decide
from workflow.names import Mention, candidate_keys, find_mentions, place_positions, reference_order
from workflow.use_cases.approvers import approvers_of
from workflow.use_cases.desk import Desk, Problem
from workflow.videos import VideoForm

PROMPT_MAX = 3000


@dataclass(frozen=True, kw_only=True)
class VideoFields:
    """A `/video` form as read: `selected` are asset ids picked beside the prompt."""

    team_id: str
    requester_id: str
    channel: str
    provider: str
    model: str
    prompt: str
    seconds: int
    ratio: str
    resolution: str | None = None
    selected: tuple[str, ...] = ()


@dataclass(frozen=True)
class VideoAsking:
    """Asking for a video."""

    desk: Desk

    async def resolve(self, fields: VideoFields, actor: Actor) -> VideoForm | list[Problem]:
        """Names to assets, prompt to positions; or every problem of the form."""
        storage = self.desk.storage
        known = await storage.assets_named(fields.team_id, candidate_keys(fields.prompt))
        picked = await storage.assets_by_id(fields.team_id, fields.selected)
        mentions = find_mentions(fields.prompt, known)
        assets = {**{a.asset.name_key: a for a in picked.values()}, **known}
        order = reference_order(mentions, [a.asset.name_key for a in picked.values()])
        chosen = tuple(assets[key] for key in order)
        kinds = {key: assets[key].media.kind for key in order}
        order_prompt = place_positions(fields.prompt, mentions, kinds, order)
        profile = self.desk.profiles.get(fields.provider)
        problems = [
            *_prompt_problems(fields, order_prompt, mentions, profile),
            *self._asset_problems(fields, chosen, actor),
            *_model_problems(fields, profile, chosen),
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
            order_prompt=order_prompt,
            seconds=fields.seconds,
            ratio=fields.ratio,
            resolution=fields.resolution,
            assets=chosen,
        )

    def _asset_problems(
        self, fields: VideoFields, chosen: Sequence[AssetFacts], actor: Actor
    ) -> list[Problem]:
        denied = decide(actor, Action.MAKE_VIDEO)
        if isinstance(denied, Deny):
            return [Problem(key=denied.reason, field="prompt")]
        found = []
        for asset in chosen:
            params = {"name": asset.asset.name}
            decision = decide(actor, Action.USE_ASSET, asset, channel=fields.channel, now=self.desk.clock())
            registration = asset.registration(fields.provider)
            if isinstance(decision, Deny):
                found.append(Problem(key=decision.reason, field="references", params=params))
            elif registration is None or registration.status is not RegistrationStatus.ACTIVE:
                found.append(Problem(key="deny_not_active", field="references", params=params))
        return found

    async def submit(self, form: VideoForm, actor: Actor, key: str) -> Problem | None:
        """Commit a resolved form; who must say yes is decided here again."""
        approvers = await approvers_of(self.desk, form, actor)
        if isinstance(approvers, Problem):
            return approvers
        return await self.desk.commit(videos.submit(form, approvers, moment=self.desk.moment(), key=key))


def _prompt_problems(
    fields: VideoFields, order_prompt: str, mentions: Sequence[Mention], profile: Profile | None
) -> list[Problem]:
    """The prompt must fit as it was typed, and as the gateway gets it: `image 1` is longer than `@a`."""
    most = min(PROMPT_MAX, profile.prompt_max) if profile else PROMPT_MAX
    count = max(len(fields.prompt), len(order_prompt))
    if not fields.prompt.strip():
        return [Problem(key="prompt_missing", field="prompt")]
    if count > most:
        return [Problem(key="prompt_too_long", field="prompt", params={"count": count, "most": most})]
    return [
        Problem(key="name_unknown", field="prompt", params={"name": mention.text})
        for mention in mentions
        if mention.key is None
    ]


def _model_problems(
    fields: VideoFields, profile: Profile | None, chosen: Sequence[AssetFacts]
) -> list[Problem]:
    model = profile.model(fields.model) if profile else None
    if model is None:
        return [Problem(key="model_missing", field="model")]
    found = [*_shape_problems(fields, model)]
    for kind in MediaKind:
        count = sum(1 for asset in chosen if asset.media.kind == kind)
        most = model.max_references.get(kind, 0)
        if count > most:
            params = {"kind": kind, "count": count, "most": most}
            found.append(Problem(key="too_many_references", field="references", params=params))
    if model.needs_reference_video and not any(a.media.kind == MediaKind.VIDEO for a in chosen):
        found.append(Problem(key="needs_reference_video", field="references"))
    if not model.real_people and any(a.person is not None for a in chosen):
        found.append(Problem(key="model_without_real_people", field="model"))
    return found


def _shape_problems(fields: VideoFields, model: Model) -> list[Problem]:
    found = []
    if not model.min_seconds <= fields.seconds <= model.max_seconds:
        params = {"least": model.min_seconds, "most": model.max_seconds}
        found.append(Problem(key="seconds_out_of_range", field="seconds", params=params))
    if fields.ratio not in model.ratios:
        found.append(Problem(key="ratio_not_offered", field="ratio"))
    if fields.resolution is not None and fields.resolution not in model.resolutions:
        found.append(Problem(key="resolution_not_offered", field="resolution"))
    return found
