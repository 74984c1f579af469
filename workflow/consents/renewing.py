"""How often a face check may be opened under one link, and a new link after that."""

from __future__ import annotations

from dataclasses import replace

from storage.changes import Cancel, Change, Record, Update
from storage.facts import RequestFacts
from storage.model import Invitation, InvitationStatus, Millis, Verification, VerificationStatus
from workflow.consents.face_checks import open_verification
from workflow.consents.shared import follow_up, invitation_of
from workflow.jobs import JobKind, schedule
from workflow.messages import invitation_card
from workflow.moment import DAY, INVITATION_LIFE, Moment
from workflow.scans import answer_waits, scan_outstanding

MAX_TRIES = 10
"""Sessions at a gateway under one link in 24 hours."""

TOO_MANY_TRIES = "too_many_tries"


def tries_count_from(invitation: Invitation, now: Millis) -> Millis:
    """The time from which sessions count: a day ago, or when the link was made or renewed."""
    return max(now - DAY, _renewed_at(invitation))


def is_out_of_tries(facts: RequestFacts) -> bool:
    """Whether the last press met the limit and the link was not renewed since."""
    last, invitation = facts.verification, facts.invitation
    if last is None or invitation is None or last.failure != TOO_MANY_TRIES:
        return False
    return last.created_at >= _renewed_at(invitation)


def refuse_try(facts: RequestFacts, verification: Verification, moment: Moment, *, renews: bool) -> Change:
    """No session is made; page and DM say so, and the DM offers a new link."""
    failed = replace(
        verification,
        status=VerificationStatus.FAILED,
        failure=TOO_MANY_TRIES,
        decided_at=moment.now,
    )
    return open_verification(facts, failed, renews=renews) + Change(follow_up(facts, moment))


def renew(facts: RequestFacts, actor: str, moment: Moment) -> Change:
    """A new link with seven days of its own, in the same DM; who was asked what stays as it is.

    Guard `already_answered` once the answer is whole, or the time was over.
    """
    invitation = invitation_of(facts)
    renewed = replace(invitation, expires_at=moment.now + INVITATION_LIFE)
    return Change(
        (
            Update(
                table=Invitation,
                where={"id": invitation.id, "status": invitation.status, "expires_at": invitation.expires_at},
                values={"expires_at": renewed.expires_at},
                guard="already_answered",
            ),
            Cancel(kind=JobKind.LAPSE_INVITATION, subject=invitation.id),
            schedule(
                moment,
                invitation.team_id,
                JobKind.LAPSE_INVITATION,
                invitation.id,
                after=INVITATION_LIFE,
            ),
            Record(
                team_id=invitation.team_id,
                at=moment.now,
                kind="invitation_renewed",
                actor=actor,
                subject=invitation.id,
                body={"person": invitation.person_id, "until": renewed.expires_at},
            ),
            invitation_card(moment, facts, renewed),
        )
    )


def may_be_renewed(facts: RequestFacts) -> bool:
    """Whether the link still leads to something: an answer, or the face check behind it."""
    status = facts.invitation.status if facts.invitation else None
    left = scan_outstanding(facts) or answer_waits(facts)
    return status is InvitationStatus.OPEN or (status is InvitationStatus.ACCEPTED and left)


def _renewed_at(invitation: Invitation) -> Millis:
    return invitation.expires_at - INVITATION_LIFE
