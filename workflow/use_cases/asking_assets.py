"""Asking for an asset."""

from __future__ import annotations

from dataclasses import dataclass

from providers.profile import Profile, Verification
from storage.model import Depiction, Person
from workflow import asset_requests
from workflow.access import Action, Actor, Deny, decide
from workflow.asset_requests import AssetForm
from workflow.intake import hindrance
from workflow.names import name_key, name_problem
from workflow.settings import Inviters
from workflow.use_cases.desk import Desk, Problem


@dataclass(frozen=True)
class AssetAsking:
    """Asking for an asset."""

    desk: Desk

    async def problems(self, form: AssetForm, actor: Actor) -> list[Problem]:
        """Everything that a form and the names in use show, one problem per field."""
        checks = [
            *_who_problems(form, actor),
            *_form_problems(
                form, self.desk.profiles.get(form.provider), has_public_url=self.desk.has_public_url
            ),
        ]
        checks += await self._word_problems(form, actor)
        if not any(problem.field == "name" for problem in checks):
            names = asset_requests.asset_names(form.name, max(len(form.sources), 1))
            keys = [name_key(name) for name in names]
            taken = await self.desk.storage.assets_named(form.team_id, keys)
            checks += [
                Problem(key="name_taken", field="name", params={"name": asset.asset.name})
                for asset in taken.values()
            ]
        return checks

    async def _word_problems(self, form: AssetForm, actor: Actor) -> list[Problem]:
        """Who may ask for pictures of somebody outside, and whether there is an admin to give his word."""
        settings = await self.desk.settings(form.team_id)
        admins_only = settings.invite_outsiders is Inviters.ADMINS
        if form.depiction is Depiction.OUTSIDER and admins_only and not actor.is_admin:
            return [Problem(key="deny_invite_outsiders", field="who")]
        profile = self.desk.profiles.get(form.provider)
        trusts = profile is not None and profile.verification is Verification.NONE
        declares = settings.four_eyes and form.depiction in (Depiction.SELF, Depiction.NOBODY)
        if not declares and not (form.depiction is Depiction.OUTSIDER and trusts):
            return []
        admins = set(await self.desk.admin_ids(form.team_id)) - {actor.user_id}
        return [] if admins else [Problem(key="no_other_admin", field="who")]

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


def _form_problems(form: AssetForm, profile: Profile | None, *, has_public_url: bool) -> list[Problem]:
    found: list[Problem] = []
    if (problem := name_problem(form.name)) is not None:
        found.append(Problem(key=problem, field="name", params={"count": len(form.name)}))
    if not form.sources:
        found.append(Problem(key="media_missing", field="files"))
    if profile is None:
        found.append(Problem(key="provider_missing", field="provider"))
    elif why := hindrance(profile, form.depiction, form.kinds, has_public_url=has_public_url):
        found.append(Problem(key=why.obstacle, field="provider", params=why.params))
    return found
