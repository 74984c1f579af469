"""A person's yes, and the consents it gives."""

from __future__ import annotations

from dataclasses import replace

from storage.changes import Cancel, Change, Insert, Record, Step, Update
from storage.facts import AssetFacts, RequestFacts
from storage.model import Asset, AssetStatus, Consent, Depiction, Invitation, InvitationStatus, MediaStatus
from workflow.consents.shared import follow_up, invitation_of
from workflow.jobs import JobKind
from workflow.moment import Moment

TEXT_VERSION = "2026-11"
"""Version of the words a person agrees to; a change of those words changes it."""
_DEFAULT_SCOPE = {"who": "everybody", "how": "ask", "until": None}


def declare(facts: RequestFacts, moment: Moment) -> Change:
    """The requester's own face, already verified at this gateway: his request is his yes."""
    via = "declaration"
    declared = replace(facts, invitation=replace(invitation_of(facts), via=via))
    return accept(declared, via=via, locale="en", actor=facts.request.requester_id, moment=moment)


def accept(
    facts: RequestFacts, *, via: str, locale: str, actor: str, moment: Moment, scan_due: bool = False
) -> Change:
    """Record a yes to every asset that still waits; somebody outside must also pass the face check.

    With `scan_due` the invitation's deadline stays: a yes without its face check ends there.
    """
    invitation = invitation_of(facts)
    request = facts.request
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
            },
            guard="already_answered",
        ),
        Record(
            team_id=request.team_id,
            at=moment.now,
            kind="consent_stated",
            actor=actor,
            subject=invitation.id,
            body={"person": invitation.person_id, "via": via, "locale": locale, "text": TEXT_VERSION},
        ),
        *follow_up(facts, moment),
    ]
    if not scan_due:
        steps.append(Cancel(kind=JobKind.LAPSE_INVITATION, subject=invitation.id))
    if request.depiction is not Depiction.OUTSIDER:
        steps += consents_of(facts, via, locale, actor, moment)
    return Change(tuple(steps))


def consents_of(facts: RequestFacts, via: str, locale: str, actor: str, moment: Moment) -> list[Step]:
    """A consent for each asset that waits for one; what came back refused is not asked about."""
    waiting = [a for a in facts.assets if _waits(a)]
    return [step for asset in waiting for step in _consent(facts, asset, via, locale, actor, moment)]


def _waits(asset: AssetFacts) -> bool:
    return asset.asset.status is AssetStatus.AWAITING_CONSENT and asset.media.status is MediaStatus.READY


def _consent(
    facts: RequestFacts, asset: AssetFacts, via: str, locale: str, actor: str, moment: Moment
) -> list[Step]:
    request, invitation = facts.request, invitation_of(facts)
    consent = Consent(
        id=moment.new_id("c"),
        team_id=request.team_id,
        person_id=invitation.person_id,
        asset_id=asset.asset.id,
        providers=(request.provider,),
        scope=_DEFAULT_SCOPE,
        text_version=TEXT_VERSION,
        locale=locale,
        via=via,
        given_at=moment.now,
    )
    return [
        Insert(row=consent),
        Update(
            table=Asset,
            where={"id": asset.asset.id, "status": AssetStatus.AWAITING_CONSENT},
            values={"status": AssetStatus.USABLE},
            guard="already_answered",
        ),
        Record(
            team_id=request.team_id,
            at=moment.now,
            kind="consent_given",
            actor=actor,
            subject=asset.asset.id,
            body={
                "person": invitation.person_id,
                "providers": [request.provider],
                "scope": _DEFAULT_SCOPE,
                "purpose": request.purpose,
                "sha256": asset.media.sha256,
                "text": TEXT_VERSION,
                "via": via,
            },
        ),
    ]
