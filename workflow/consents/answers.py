"""A person's answer: yes, no, or none in time."""

from __future__ import annotations

from storage.changes import Cancel, Change, Insert, Record, Step, Update
from storage.facts import AssetFacts, RequestFacts
from storage.model import Asset, AssetStatus, Consent, Depiction, Invitation, InvitationStatus, MediaStatus
from workflow.consents.shared import follow_up, invitation_of
from workflow.jobs import JobKind, schedule
from workflow.messages import MessageKind, notice, request_cards
from workflow.moment import Moment

TEXT_VERSION = "2026-11"
"""Version of the words a person agrees to; a change of those words changes it."""
_DEFAULT_SCOPE = {"who": "everybody", "how": "ask", "until": None}


def declare(facts: RequestFacts, moment: Moment) -> Change:
    """The requester's own face, already verified at this gateway: his request is his yes."""
    return accept(facts, via="declaration", locale="en", actor=facts.request.requester_id, moment=moment)


def accept(facts: RequestFacts, *, via: str, locale: str, actor: str, moment: Moment) -> Change:
    """Record a yes to every asset that still waits; somebody outside must also pass the face check."""
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
        Cancel(kind=JobKind.LAPSE_INVITATION, subject=invitation.id),
        *follow_up(facts, moment),
    ]
    if request.depiction is not Depiction.OUTSIDER:
        steps += consents_of(facts, via, locale, actor, moment)
    return Change(tuple(steps))


def consents_of(facts: RequestFacts, via: str, locale: str, actor: str, moment: Moment) -> list[Step]:
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


def refuse(facts: RequestFacts, *, lapsed: bool, via: str, actor: str, moment: Moment) -> Change:
    """A no, or no answer in time: the assets end and their files are erased."""
    invitation, request = invitation_of(facts), facts.request
    ended = AssetStatus.LAPSED if lapsed else AssetStatus.DECLINED
    steps: list[Step] = [
        Update(
            table=Invitation,
            where={"id": invitation.id, "status": InvitationStatus.OPEN},
            values={
                "status": InvitationStatus.LAPSED if lapsed else InvitationStatus.DECLINED,
                "answered_at": moment.now,
                "via": via,
            },
            guard="already_answered",
        ),
        Cancel(kind=JobKind.LAPSE_INVITATION, subject=invitation.id),
    ]
    for asset in facts.assets:
        if asset.asset.status is AssetStatus.AWAITING_CONSENT:
            steps += [
                Update(table=Asset, where={"id": asset.asset.id}, values={"status": ended}),
                schedule(moment, request.team_id, JobKind.ERASE_MEDIA, asset.media.id),
            ]
    steps += [
        Record(
            team_id=request.team_id,
            at=moment.now,
            kind="consent_lapsed" if lapsed else "consent_declined",
            actor=actor,
            subject=invitation.id,
            body={"person": invitation.person_id, "via": via},
        ),
        notice(moment, request.team_id, MessageKind.CONSENT_REFUSED, request.id, request.requester_id),
        *request_cards(moment, facts),
    ]
    return Change(tuple(steps))
