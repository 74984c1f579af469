"""The face check that may follow a yes: opened, passed, failed."""

from __future__ import annotations

from collections.abc import Sequence

from storage.changes import Cancel, Change, Digested, Forbid, Insert, Record, Step, Update
from storage.facts import RequestFacts
from storage.model import Depiction, PersonGroup, Verification, VerificationStatus
from workflow.consents.phones import outsider_agrees
from workflow.consents.shared import follow_up, invitation_of
from workflow.jobs import JobKind, schedule
from workflow.messages import request_cards
from workflow.moment import VERIFICATION_GAP, Moment
from workflow.scans import answer_waits


def open_verification(facts: RequestFacts, verification: Verification, *, renews: bool = False) -> Change:
    """The intent to open a face check, written before the gateway is called; the one before it ends.

    `renews`: one was passed before, and the person shows again that it is he.
    """
    invitation = invitation_of(facts)
    return Change(
        (
            *([] if renews else [_none_passed(facts)]),
            Update(
                table=Verification,
                where={
                    "invitation_id": invitation.id,
                    "status": (VerificationStatus.OPENING, VerificationStatus.OPEN),
                },
                values={"status": VerificationStatus.EXPIRED, "decided_at": verification.created_at},
            ),
            Insert(row=verification),
        )
    )


def _none_passed(facts: RequestFacts) -> Step:
    """Nobody who passed is scanned twice; while an outsider's yes waits, his newest check counts."""
    found: dict[str, object] = {"invitation_id": invitation_of(facts).id}
    if answer_waits(facts) and facts.verification is not None:
        found = {"id": facts.verification.id}
    where = found | {"status": VerificationStatus.PASSED}
    return Forbid(table=Verification, where=where, guard="already_answered")


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
    others: Sequence[RequestFacts] = (),
    counts_as_yes: bool = True,
) -> Change:
    """The gateway proved a live person; `holder` is who this group belongs to already, if anybody.

    `others` are the person's other requests at this gateway account that wait to be registered: the group
    serves them too. `counts_as_yes`: the browser that came back is the one in which somebody outside pressed
    the yes; without it he is asked once more, on the phone that was scanned.
    """
    if holder is not None and holder.person_id != verification.person_id:
        return verification_failed(facts, verification, "verification_other_person", moment)
    if holder is None and _shows_again(facts):
        return verification_failed(facts, verification, "verification_not_matched", moment)
    steps: list[Step] = [
        _settle(verification, VerificationStatus.PASSED, moment, group_id=group_id, billed=billed),
        _no_expiry(verification),
    ]
    if not answer_waits(facts):
        steps.append(Cancel(kind=JobKind.LAPSE_INVITATION, subject=verification.invitation_id))
    if holder is None:
        steps.append(Insert(row=_group(verification, group_id, moment)))
    steps.append(
        Record(
            team_id=verification.team_id,
            at=moment.now,
            kind="verification_passed",
            actor=verification.person_id,
            subject=verification.id,
            body={"provider": verification.provider, "group": Digested(group_id), "billed": billed},
        )
    )
    if counts_as_yes:
        steps += outsider_agrees(facts, verification.person_id, moment)
    woken = [step for other in others for step in follow_up(other, moment)]
    return Change((*steps, *follow_up(facts, moment), *woken))


def _shows_again(facts: RequestFacts) -> bool:
    """Whether a face check only binds the page of somebody outside anew: then it must find him again."""
    outside = facts.request.depiction is Depiction.OUTSIDER
    return outside and facts.group is not None and not answer_waits(facts)


def verification_failed(
    facts: RequestFacts, verification: Verification, failure: str, moment: Moment, *, expired: bool = False
) -> Change:
    """The face check did not succeed; the same link makes a new one."""
    status = VerificationStatus.EXPIRED if expired else VerificationStatus.FAILED
    return Change(
        (
            _settle(verification, status, moment, failure=failure),
            _no_expiry(verification),
            *follow_up(facts, moment),
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


def _no_expiry(verification: Verification) -> Step:
    """A job that reads with the token is not cancelled here: it may be the one that writes this result."""
    return Cancel(kind=JobKind.EXPIRE_VERIFICATION, subject=verification.id)


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
