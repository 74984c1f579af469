"""A no, or no answer in time: nothing of the request is used, and its files are erased."""

from __future__ import annotations

from dataclasses import replace

from storage.changes import Cancel, Change, Insert, Record, Require, Step, Update
from storage.facts import AssetFacts, RequestFacts
from storage.model import (
    Asset,
    AssetStatus,
    Consent,
    Invitation,
    InvitationStatus,
    Registration,
    RegistrationStatus,
    Verification,
    VerificationStatus,
)
from workflow.asked import is_asked, is_further
from workflow.consents.shared import invitation_of
from workflow.jobs import JobKind, schedule
from workflow.messages import MessageKind, notice, request_cards
from workflow.moment import Moment
from workflow.scans import answer_waits, scan_outstanding


def refuse(facts: RequestFacts, *, lapsed: bool, via: str, actor: str, moment: Moment) -> Change:
    """Write a no, or at the deadline (`lapsed`) that no whole answer came; a yes is not taken back here.

    At the deadline an answer that is complete stays as it is. A yes whose face check was never passed ends.
    """
    if lapsed:
        return _lapse(facts, via, actor, moment)
    waiting = [a for a in facts.assets if is_asked(facts, a)]
    ends = [step for a in waiting for step in _ends(facts, a, AssetStatus.DECLINED, moment)]
    # Somebody outside may still say no when a yes was pressed that is not proved to be his.
    before = (InvitationStatus.OPEN, *((InvitationStatus.ACCEPTED,) if answer_waits(facts) else ()))
    return _over(facts, before, InvitationStatus.DECLINED, ends, via, actor, moment)


def _lapse(facts: RequestFacts, via: str, actor: str, moment: Moment) -> Change:
    match invitation_of(facts).status:
        case InvitationStatus.OPEN:
            waiting = [a for a in facts.assets if is_asked(facts, a)]
        case InvitationStatus.ACCEPTED if scan_outstanding(facts) or answer_waits(facts):
            waiting = [a for a in facts.assets if _never_sent(facts, a)]
        case InvitationStatus.ACCEPTED:
            return Change((_look_again(facts, moment),))
        case _:
            return Change()
    ends = [step for a in waiting for step in _ends(facts, a, AssetStatus.LAPSED, moment)]
    before = (invitation_of(facts).status,)
    return _over(facts, before, InvitationStatus.LAPSED, ends, via, actor, moment)


def _look_again(facts: RequestFacts, moment: Moment) -> Step:
    return schedule(moment, facts.request.team_id, JobKind.ADVANCE_REQUEST, facts.request.id)


def _never_sent(facts: RequestFacts, asset: AssetFacts) -> bool:
    registration = asset.registration(facts.request.provider, facts.request.account)
    waits = registration is not None and registration.status is RegistrationStatus.WAITING
    return waits and asset.asset.status in (AssetStatus.AWAITING_CONSENT, AssetStatus.USABLE)


def _ends(facts: RequestFacts, asset: AssetFacts, ended: AssetStatus, moment: Moment) -> tuple[Step, ...]:
    if is_further(facts, asset):
        return _gateway_ends(facts, asset, ended, moment)
    return _asset_ends(facts, asset, ended, moment)


def _gateway_ends(
    facts: RequestFacts, asset: AssetFacts, ended: AssetStatus, moment: Moment
) -> tuple[Step, ...]:
    """An asset that other gateways have stays as it is; this one does not get it."""
    request, consent = facts.request, asset.consent
    steps: list[Step] = [
        Update(
            table=Registration,
            where={
                "asset_id": asset.asset.id,
                "provider": request.provider,
                "account": request.account,
                "status": RegistrationStatus.WAITING,
            },
            values={
                "status": RegistrationStatus.FAILED,
                "failure": f"yes_{ended}",
                "decided_at": moment.now,
            },
            guard="already_submitted",
        )
    ]
    if consent is not None and request.provider in consent.providers:
        others = tuple(name for name in consent.providers if name != request.provider)
        values = {"ended_at": moment.now, "end_reason": "superseded"}
        steps += [
            Update(table=Consent, where={"id": consent.id, "ended_at": None}, values=values),
            Insert(row=replace(consent, id=moment.new_id("c"), providers=others)),
        ]
    return tuple(steps)


def _asset_ends(
    facts: RequestFacts, asset: AssetFacts, ended: AssetStatus, moment: Moment
) -> tuple[Step, ...]:
    """An asset that never left us ends; guarded, so that one which a gateway got meanwhile does not."""
    steps: list[Step] = [
        Update(
            table=Asset,
            where={"id": asset.asset.id, "status": asset.asset.status},
            values={"status": ended},
            guard="already_answered",
        ),
        Require(
            table=Registration,
            where={
                "asset_id": asset.asset.id,
                "provider": facts.request.provider,
                "account": facts.request.account,
                "status": RegistrationStatus.WAITING,
            },
            guard="already_submitted",
        ),
        schedule(moment, facts.request.team_id, JobKind.ERASE_MEDIA, asset.media.id),
    ]
    if asset.consent is not None:
        values = {"ended_at": moment.now, "end_reason": str(ended)}
        steps.append(Update(table=Consent, where={"id": asset.consent.id, "ended_at": None}, values=values))
    return tuple(steps)


def _over(
    facts: RequestFacts,
    before: tuple[InvitationStatus, ...],
    status: InvitationStatus,
    ends: list[Step],
    via: str,
    actor: str,
    moment: Moment,
) -> Change:
    invitation, request = invitation_of(facts), facts.request
    return Change(
        (
            Update(
                table=Invitation,
                where={"id": invitation.id, "status": before},
                values={"status": status, "answered_at": moment.now, "via": via},
                guard="already_answered",
            ),
            Cancel(kind=JobKind.LAPSE_INVITATION, subject=invitation.id),
            Update(
                table=Verification,
                where={
                    "invitation_id": invitation.id,
                    "status": (VerificationStatus.OPENING, VerificationStatus.OPEN),
                },
                values={"status": VerificationStatus.EXPIRED, "decided_at": moment.now},
            ),
            *ends,
            Record(
                team_id=request.team_id,
                at=moment.now,
                kind=f"consent_{status}",
                actor=actor,
                subject=invitation.id,
                body={"person": invitation.person_id, "via": via},
            ),
            notice(moment, request.team_id, MessageKind.CONSENT_REFUSED, request.id, request.requester_id),
            *request_cards(moment, facts),
        )
    )
