"""Asking for an asset and for a video."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from providers.profile import MediaKind, Model, Profile, Verification
from storage.facts import AssetFacts
from storage.model import Depiction, Person, RegistrationStatus
from workflow import asset_requests, videos
from workflow.access import Action, Actor, Approver, Ask, Deny, decide
from workflow.asset_requests import AssetForm
from workflow.names import (
    Mention,
    candidate_keys,
    find_mentions,
    name_key,
    name_problem,
    place_positions,
    reference_order,
)
from workflow.use_cases.desk import Desk, Problem
from workflow.videos import VideoForm

PROMPT_MAX = 3000


@dataclass(frozen=True)
class AssetAsking:
    """Asking for an asset."""

    desk: Desk

    async def problems(self, form: AssetForm, actor: Actor) -> list[Problem]:
        """Everything that a form and the names in use show, one problem per field."""
        checks = [
            *_who_problems(form, actor),
            *_form_problems(form, self.desk.profiles.get(form.provider)),
        ]
        if not any(problem.field == "name" for problem in checks):
            names = asset_requests.asset_names(form.name, max(len(form.sources), 1))
            keys = [name_key(name) for name in names]
            taken = await self.desk.storage.assets_named(form.team_id, keys)
            checks += [
                Problem(key="name_taken", field="name", params={"name": asset.asset.name})
                for asset in taken.values()
            ]
        return checks

    async def submit(self, form: AssetForm, actor: Actor, display_name: str, key: str) -> Problem | None:
        """Commit a form without problems under its trigger's dedupe key."""
        denied = decide(actor, Action.ADD_ASSET)
        if isinstance(denied, Deny):
            return Problem(key=denied.reason)
        problem = await self._commit(form, display_name, key)
        if problem is not None and problem.key == "taken:people":
            # Somebody else asked for the same person in between: now he is known.
            problem = await self._commit(form, display_name, key)
        if problem is not None and problem.key == "taken:assets":
            return Problem(key="name_taken", field="name", params={"name": form.name})
        return problem

    async def _commit(self, form: AssetForm, display_name: str, key: str) -> Problem | None:
        moment = self.desk.moment()
        known = await self._known_person(form, display_name)
        person = known or asset_requests.new_person(form, display_name, moment)
        return await self.desk.commit(
            asset_requests.submit(form, person, is_new=known is None, moment=moment, key=key)
        )

    async def _known_person(self, form: AssetForm, display_name: str) -> Person | None:
        storage = self.desk.storage
        match form.depiction:
            case Depiction.SELF:
                return await storage.person_for_user(form.team_id, form.requester_id)
            case Depiction.MEMBER:
                return await storage.person_for_user(form.team_id, form.member_id or "")
            case Depiction.OUTSIDER:
                return await storage.outsider(form.team_id, form.requester_id, display_name)
        return None


def _who_problems(form: AssetForm, actor: Actor) -> list[Problem]:
    denied = decide(actor, Action.ADD_ASSET)
    found = [Problem(key=denied.reason, field="name")] if isinstance(denied, Deny) else []
    if form.depiction is Depiction.MEMBER and not form.member_id:
        found.append(Problem(key="person_missing", field="member"))
    if form.depiction is Depiction.OUTSIDER and not (form.outsider_name or "").strip():
        found.append(Problem(key="person_missing", field="outsider"))
    if form.depiction is not Depiction.NOBODY and not form.purpose.strip():
        found.append(Problem(key="purpose_missing", field="purpose"))
    return found


def _form_problems(form: AssetForm, profile: Profile | None) -> list[Problem]:
    found: list[Problem] = []
    if (problem := name_problem(form.name)) is not None:
        found.append(Problem(key=problem, field="name", params={"count": len(form.name)}))
    if not form.sources:
        found.append(Problem(key="media_missing", field="files"))
    if profile is None:
        found.append(Problem(key="provider_missing", field="provider"))
    elif form.depiction is Depiction.OUTSIDER and profile.verification is Verification.NONE:
        found.append(
            Problem(key="outsider_needs_face_check", field="provider", params={"provider": profile.title})
        )
    return found


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
        approvers = await self._approvers(form, actor)
        if isinstance(approvers, Problem):
            return approvers
        return await self.desk.commit(videos.submit(form, approvers, moment=self.desk.moment(), key=key))

    async def _approvers(self, form: VideoForm, actor: Actor) -> list[Approver] | Problem:
        ids = [a.asset.id for a in form.assets]
        allowances = await self.desk.storage.allowances(form.team_id, form.channel, ids)
        whom: dict[Approver, None] = {}
        for asset in form.assets:
            decision = decide(
                actor,
                Action.USE_ASSET,
                asset,
                channel=form.channel,
                allowances=allowances,
                now=self.desk.clock(),
            )
            if isinstance(decision, Deny):
                return Problem(key=decision.reason, params={"name": asset.asset.name})
            if isinstance(decision, Ask):
                whom.update(dict.fromkeys(decision.whom))
        return list(whom)


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
