"""A person's yes, and the consents it gives."""

from __future__ import annotations

from dataclasses import replace

from storage.changes import Cancel, Change, Digested, Forbid, Insert, Record, Require, Step, Update
from storage.facts import AssetFacts, RequestFacts
from storage.model import (
    Asset,
    AssetStatus,
    Consent,
    Depiction,
    Invitation,
    InvitationStatus,
    Json,
)
from workflow.asked import awaits_yes, is_further
from workflow.consents.choosing import default_scope
from workflow.consents.ending import ends_on_time
from workflow.consents.shared import follow_up, invitation_of
from workflow.jobs import JobKind
from workflow.messages import invitation_card
from workflow.moment import Moment
from workflow.scope import Scope

TEXT_VERSION = "2026-12"
"""Version of the words a person agrees to; a change of those words changes it."""


def declare(facts: RequestFacts, moment: Moment, scope: Scope | None = None) -> Change:
    """The requester's own face, already verified at this gateway: his request is his yes."""
    via, actor = "declaration", facts.request.requester_id
    declared = replace(facts, invitation=replace(invitation_of(facts), via=via))
    return accept(declared, via=via, locale="en", actor=actor, moment=moment, scope=scope)


def accept(
    facts: RequestFacts,
    *,
    via: str,
    locale: str,
    actor: str,
    moment: Moment,
    scope: Scope | None = None,
    scan_due: bool = False,
    proved: bool = False,
) -> Change:
    """Record a yes to every asset that still waits, as far as `scope` says, None: the default.

    With `scan_due` the invitation's deadline stays: a yes without its face check ends there. The yes of
    somebody outside is none yet, unless it is `proved` to be his.
    """
    invitation = invitation_of(facts)
    request = facts.request
    given = scope or default_scope(facts)
    steps: list[Step] = [
        Update(
            table=Invitation,
            where={"id": invitation.id, "status": (InvitationStatus.OPEN, InvitationStatus.ACCEPTED)},
            values={
                "status": InvitationStatus.ACCEPTED,
                "answered_at": moment.now,
                "via": via,
                "locale": locale,
                "text_version": TEXT_VERSION,
                "scope": given.to_json(),
            },
            guard="already_answered",
        ),
        Record(
            team_id=request.team_id,
            at=moment.now,
            kind="consent_stated",
            actor=actor,
            subject=invitation.id,
            body={
                "person": invitation.person_id,
                "via": via,
                "locale": locale,
                "text": TEXT_VERSION,
                "scope": in_words(given),
            },
        ),
        *follow_up(facts, moment),
    ]
    if not scan_due and (proved or request.depiction is not Depiction.OUTSIDER):
        steps.append(Cancel(kind=JobKind.LAPSE_INVITATION, subject=invitation.id))
    if proved or request.depiction is not Depiction.OUTSIDER:
        steps += consents_of(facts, via, locale, actor, moment, given)
    return Change(tuple(steps))


def ask_anew(facts: RequestFacts, moment: Moment) -> Change:
    """Show the question again in its newest words, because those that were shown have changed."""
    invitation = replace(invitation_of(facts), text_version=TEXT_VERSION)
    newest = {"text_version": TEXT_VERSION}
    where = {"id": invitation.id, "status": InvitationStatus.OPEN}
    return Change(
        (
            Update(table=Invitation, where=where, values=newest, guard="already_answered"),
            invitation_card(moment, facts, invitation),
        )
    )


def consents_of(
    facts: RequestFacts, via: str, locale: str, actor: str, moment: Moment, scope: Scope
) -> list[Step]:
    """A consent for each asset that waits for one; what came back refused is not asked about."""
    waiting = [a for a in facts.assets if awaits_yes(facts, a)]
    return [step for asset in waiting for step in _consent(facts, asset, via, locale, actor, moment, scope)]


def in_words(scope: Scope) -> Json:
    """A scope as the ledger keeps it: closed words and a time, nothing that names anybody."""
    return {"who": str(scope.who), "how": str(scope.how), "until": scope.until}


def _consent(
    facts: RequestFacts,
    asset: AssetFacts,
    via: str,
    locale: str,
    actor: str,
    moment: Moment,
    scope: Scope,
) -> list[Step]:
    request, invitation = facts.request, invitation_of(facts)
    before = asset.consent if is_further(facts, asset) else None
    consent = Consent(
        id=moment.new_id("c"),
        team_id=request.team_id,
        person_id=invitation.person_id,
        asset_id=asset.asset.id,
        providers=(*before.providers, request.provider) if before else (request.provider,),
        scope=scope.to_json(),
        text_version=TEXT_VERSION,
        locale=locale,
        via=via,
        given_at=moment.now,
    )
    return [
        *_takes_effect(facts, asset, moment),
        Insert(row=consent),
        *ends_on_time(consent, scope, moment),
        Record(
            team_id=request.team_id,
            at=moment.now,
            kind="consent_given",
            actor=actor,
            subject=asset.asset.id,
            body={
                "person": invitation.person_id,
                "providers": list(consent.providers),
                "scope": in_words(scope),
                "purpose": Digested(request.purpose),
                "sha256": Digested(asset.media.sha256),
                "text": TEXT_VERSION,
                "via": via,
            },
        ),
    ]


def _takes_effect(facts: RequestFacts, asset: AssetFacts, moment: Moment) -> list[Step]:
    """A first yes makes the asset usable; a yes to one more gateway takes the place of one that holds."""
    where, held = {"id": asset.asset.id}, {"asset_id": asset.asset.id, "ended_at": None}
    if not is_further(facts, asset):
        waiting = {**where, "status": AssetStatus.AWAITING_CONSENT}
        usable = {"status": AssetStatus.USABLE}
        return [Update(table=Asset, where=waiting, values=usable, guard="already_answered")]
    lives = Require(table=Asset, where={**where, "status": AssetStatus.USABLE}, guard="already_answered")
    if asset.consent is None:
        return [lives, Forbid(table=Consent, where=held, guard="already_answered")]
    over = {"ended_at": moment.now, "end_reason": "superseded"}
    before = {**held, "id": asset.consent.id}
    return [lives, Update(table=Consent, where=before, values=over, guard="already_answered")]
