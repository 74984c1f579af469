"""A person's answer: yes, no, or none in time; and the face check that may follow a yes."""

from __future__ import annotations

from storage.changes import Cancel, Change, Insert, Record, Step, Update
from storage.facts import AssetFacts, RequestFacts
from storage.model import (
    Asset,
    AssetStatus,
    Consent,
    Depiction,
    Invitation,
    InvitationStatus,
    MediaStatus,
    PersonGroup,
    Verification,
    VerificationStatus,
)
from workflow.jobs import JobKind, schedule
from workflow.messages import MessageKind, notice, request_cards
from workflow.moment import VERIFICATION_GAP, Moment

TEXT_VERSION = "2026-11"
"""Version of the words a person agrees to; a change of those words changes it."""

_DEFAULT_SCOPE = {"who": "everybody", "how": "ask", "until": None}


def declare(facts: RequestFacts, moment: Moment) -> Change:
    """The requester's own face, already verified at this gateway: his request is his yes."""
    return accept(facts, via="declaration", locale="en", actor=facts.request.requester_id, moment=moment)


def accept(facts: RequestFacts, *, via: str, locale: str, actor: str, moment: Moment) -> Change:
    """Record a yes to every asset that still waits; somebody outside must also pass the face check."""
    invitation = _invitation(facts)
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
        *_follow_up(facts, moment),
    ]
    if request.depiction is not Depiction.OUTSIDER:
        steps += _consents(facts, via, locale, actor, moment)
    return Change(tuple(steps))


def _consents(facts: RequestFacts, via: str, locale: str, actor: str, moment: Moment) -> list[Step]:
    waiting = [a for a in facts.assets if _waits(a)]
    return [step for asset in waiting for step in _consent(facts, asset, via, locale, actor, moment)]


def _waits(asset: AssetFacts) -> bool:
    return asset.asset.status is AssetStatus.AWAITING_CONSENT and asset.media.status is MediaStatus.READY


def _consent(
    facts: RequestFacts, asset: AssetFacts, via: str, locale: str, actor: str, moment: Moment
) -> list[Step]:
    request, invitation = facts.request, _invitation(facts)
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
    invitation, request = _invitation(facts), facts.request
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


def open_verification(facts: RequestFacts, verification: Verification) -> Change:
    """The intent to open a face check, written before the gateway is called."""
    invitation = _invitation(facts)
    return Change(
        (
            Update(
                table=Verification,
                where={
                    "invitation_id": invitation.id,
                    "status": (VerificationStatus.OPENING, VerificationStatus.OPEN),
                },
                values={"status": VerificationStatus.EXPIRED},
            ),
            Insert(row=verification),
        )
    )


def verification_opened(
    facts: RequestFacts, verification: Verification, sealed_handle: str, *, by_token: bool, moment: Moment
) -> Change:
    """The gateway made a session and the phone is on its way to it."""
    lives = verification.expires_at - moment.now
    steps: list[Step] = [
        Update(
            table=Verification,
            where={"id": verification.id, "status": VerificationStatus.OPENING},
            values={
                "status": VerificationStatus.OPEN,
                "handle_sealed": sealed_handle,
                "expires_at": verification.expires_at,
            },
            guard="already_decided",
        ),
        schedule(
            moment, verification.team_id, JobKind.EXPIRE_VERIFICATION, verification.id, after=max(lives, 0)
        ),
        *request_cards(moment, facts),
    ]
    if by_token:
        steps.append(
            schedule(
                moment,
                verification.team_id,
                JobKind.READ_VERIFICATION,
                verification.id,
                after=VERIFICATION_GAP,
                deadline=max(lives, 0),
                provider=verification.provider,
                account=verification.account,
            )
        )
    return Change(tuple(steps))


def verification_passed(
    facts: RequestFacts,
    verification: Verification,
    group_id: str,
    *,
    billed: bool | None,
    holder: PersonGroup | None,
    moment: Moment,
) -> Change:
    """The gateway proved a live person; `holder` is who this group belongs to already, if anybody."""
    if holder is not None and holder.person_id != verification.person_id:
        return verification_failed(facts, verification, "verification_other_person", moment)
    steps: list[Step] = [
        _settle(verification, VerificationStatus.PASSED, moment, group_id=group_id, billed=billed),
        *_expiry_cancelled(verification),
    ]
    if holder is None:
        steps.append(Insert(row=_group(verification, group_id, moment)))
    steps.append(
        Record(
            team_id=verification.team_id,
            at=moment.now,
            kind="verification_passed",
            actor=verification.person_id,
            subject=verification.id,
            body={"provider": verification.provider, "group": group_id, "billed": billed},
        )
    )
    invitation = _invitation(facts)
    if facts.request.depiction is Depiction.OUTSIDER:
        steps += _consents(
            facts, invitation.via or "page", invitation.locale or "en", verification.person_id, moment
        )
    return Change((*steps, *_follow_up(facts, moment)))


def verification_failed(
    facts: RequestFacts, verification: Verification, failure: str, moment: Moment, *, expired: bool = False
) -> Change:
    """The face check did not succeed; the same link makes a new one."""
    status = VerificationStatus.EXPIRED if expired else VerificationStatus.FAILED
    return Change(
        (
            _settle(verification, status, moment, failure=failure),
            *_expiry_cancelled(verification),
            *request_cards(moment, facts),
        )
    )


def _settle(
    verification: Verification, status: VerificationStatus, moment: Moment, **values: object
) -> Update:
    return Update(
        table=Verification,
        where={
            "id": verification.id,
            "status": (VerificationStatus.OPENING, VerificationStatus.OPEN),
        },
        values={"status": status, "decided_at": moment.now, **values},
        guard="already_decided",
    )


def _expiry_cancelled(verification: Verification) -> tuple[Step, ...]:
    return (
        Cancel(kind=JobKind.EXPIRE_VERIFICATION, subject=verification.id),
        Cancel(kind=JobKind.READ_VERIFICATION, subject=verification.id),
    )


def _group(verification: Verification, group_id: str, moment: Moment) -> PersonGroup:
    return PersonGroup(
        provider=verification.provider,
        account=verification.account,
        group_id=group_id,
        team_id=verification.team_id,
        person_id=verification.person_id,
        verification_id=verification.id,
        created_at=moment.now,
    )


def _follow_up(facts: RequestFacts, moment: Moment) -> tuple[Step, ...]:
    request = facts.request
    return (
        schedule(moment, request.team_id, JobKind.ADVANCE_REQUEST, request.id),
        *request_cards(moment, facts),
    )


def _invitation(facts: RequestFacts) -> Invitation:
    if facts.invitation is None:
        raise ValueError(f"request {facts.request.id} has no invitation")
    return facts.invitation
