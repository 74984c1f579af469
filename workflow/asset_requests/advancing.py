"""What comes next for a request: whom to ask, what to create, what to tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from providers.profile import Profile
from storage.changes import Cancel, Change, Insert, Step, Update
from storage.facts import AssetFacts, RequestFacts
from storage.model import (
    Asset,
    AssetStatus,
    Depiction,
    Invitation,
    InvitationStatus,
    MediaStatus,
    RegistrationStatus,
)
from workflow import consents, endorsements
from workflow.asked import awaits_yes, is_agreed
from workflow.consents.choosing import default_scope
from workflow.jobs import JobKind, schedule
from workflow.messages import MessageKind, asset_card, invitation_card, notice
from workflow.moment import INVITATION_LIFE, SUBMIT_DEADLINE, Moment
from workflow.scans import group_missing, needs_scan
from workflow.settings import DEFAULTS, Settings

DECIDED = (RegistrationStatus.ACTIVE, RegistrationStatus.FAILED)


def advance(
    facts: RequestFacts,
    profile: Profile,
    moment: Moment,
    *,
    settings: Settings = DEFAULTS,
    admins: Sequence[str] = (),
) -> Change:
    """What comes next for a request, from what stands now; running it again adds nothing.

    `admins` are asked where a request needs the word of one.
    """
    if any(a.media.status is MediaStatus.FETCHING for a in facts.assets):
        return Change()
    steps: list[Step] = []
    if any(awaits_yes(facts, a) for a in facts.assets):
        word = endorsements.wanted(facts, profile, settings)
        if word is None:
            steps += _ask(facts, profile, moment, settings)
        elif endorsements.unasked(facts, word):
            steps += endorsements.ask(facts, word, admins, moment)
    # What was tried already waits for its own job's time, which may be what the gateway told.
    if any(_untried(facts, asset) for asset in submittable(facts, profile)):
        steps += [_submit_job(facts, moment), *_answer_whole(facts)]
    steps += _announce(facts, moment)
    return Change(tuple(steps))


def _untried(facts: RequestFacts, asset: AssetFacts) -> bool:
    registration = asset.registration(facts.request.provider, facts.request.account)
    return registration is not None and registration.failure is None


def _answer_whole(facts: RequestFacts) -> list[Step]:
    """A yes that waited for its face check alone no longer lapses: the person's group is known."""
    if facts.invitation is None or facts.invitation.status is not InvitationStatus.ACCEPTED:
        return []
    return [Cancel(kind=JobKind.LAPSE_INVITATION, subject=facts.invitation.id)]


def _ask(facts: RequestFacts, profile: Profile, moment: Moment, settings: Settings) -> list[Step]:
    """Nobody real needs no yes; the requester's own face is declared; everybody else is asked."""
    request, person = facts.request, facts.person
    if person is None:
        usable: list[Step] = [
            Update(
                table=Asset,
                where={"id": a.asset.id, "status": AssetStatus.AWAITING_CONSENT},
                values={"status": AssetStatus.USABLE},
                guard="already_decided",
            )
            for a in facts.assets
            if awaits_yes(facts, a)
        ]
        return [*usable, _submit_job(facts, moment), asset_card(moment, facts)]
    if facts.invitation is not None:
        return []
    invitation = Invitation(
        id=moment.new_id("i"),
        team_id=request.team_id,
        request_id=request.id,
        person_id=person.id,
        status=InvitationStatus.OPEN,
        expires_at=moment.now + INVITATION_LIFE,
        text_version=consents.TEXT_VERSION,
        created_at=moment.now,
        scope=default_scope(facts, settings).to_json(),
    )
    lapse = schedule(moment, request.team_id, JobKind.LAPSE_INVITATION, invitation.id, after=INVITATION_LIFE)
    asked: list[Step] = [Insert(row=invitation), lapse, asset_card(moment, facts)]
    if request.depiction is Depiction.SELF and not needs_scan(facts, profile):
        declared = replace(facts, invitation=invitation)
        return [*asked, *consents.declare(declared, moment, default_scope(facts, settings)).steps]
    return [*asked, invitation_card(moment, facts, invitation)]


def submittable(facts: RequestFacts, profile: Profile) -> tuple[AssetFacts, ...]:
    """Assets whose registration at the request's gateway can be created now."""
    if group_missing(facts, profile):
        return ()
    return tuple(a for a in facts.assets if _can_go(facts, a))


def _can_go(facts: RequestFacts, asset: AssetFacts) -> bool:
    registration = asset.registration(facts.request.provider, facts.request.account)
    return (
        asset.asset.status is AssetStatus.USABLE
        and asset.media.status is MediaStatus.READY
        and is_agreed(facts, asset)
        and registration is not None
        and registration.status is RegistrationStatus.WAITING
    )


def _submit_job(facts: RequestFacts, moment: Moment) -> Step:
    request = facts.request
    return schedule(
        moment,
        request.team_id,
        JobKind.SUBMIT,
        request.id,
        deadline=SUBMIT_DEADLINE,
        provider=request.provider,
        account=request.account,
    )


def _announce(facts: RequestFacts, moment: Moment) -> list[Step]:
    """Once the gateway decided everything: the thread and, where something is ready, owner and person."""
    request = facts.request
    living = [a for a in facts.assets if a.asset.status is AssetStatus.USABLE]
    registrations = [a.registration(request.provider, request.account) for a in living]
    if not living or not all(r is not None and r.status in DECIDED for r in registrations):
        return []
    team, subject = request.team_id, request.id
    steps: list[Step] = [
        notice(moment, team, MessageKind.REQUEST_DECIDED, subject, request.channel, thread=facts.card)
    ]
    if any(r is not None and r.status is RegistrationStatus.ACTIVE for r in registrations):
        person = facts.person.slack_user_id if facts.person else None
        steps.append(notice(moment, team, MessageKind.ASSET_READY_OWNER, subject, request.requester_id))
        if person is not None and person != request.requester_id:
            steps.append(notice(moment, team, MessageKind.ASSET_READY_PERSON, subject, person))
    return steps
