"""The phone on which somebody outside passed a face check: from then on his pages open there alone."""

from __future__ import annotations

from storage.changes import Cancel, Change, Forbid, Insert, Record, Require, Step, Update
from storage.facts import RequestFacts
from storage.model import Invitation, Phone, Verification, VerificationStatus
from workflow.consents.answers import consents_of
from workflow.consents.choosing import chosen_before
from workflow.consents.shared import follow_up, invitation_of
from workflow.jobs import JobKind
from workflow.moment import Moment
from workflow.scans import answer_waits


def bind_phone(verification: Verification, token_hash: str, moment: Moment) -> Change:
    """The browser that came back from a passed face check is the person's, and no other is any more."""
    phone = Phone(
        token_hash=token_hash,
        team_id=verification.team_id,
        person_id=verification.person_id,
        verification_id=verification.id,
        created_at=moment.now,
    )
    passed = {"id": verification.id, "status": VerificationStatus.PASSED}
    return Change(
        (
            Require(table=Verification, where=passed, guard="verification_failed"),
            Forbid(table=Phone, where={"verification_id": verification.id}, guard="already_decided"),
            Update(
                table=Phone,
                where={"person_id": verification.person_id, "ended_at": None},
                values={"ended_at": moment.now},
            ),
            Insert(row=phone),
            Record(
                team_id=verification.team_id,
                at=moment.now,
                kind="phone_bound",
                actor=verification.person_id,
                subject=verification.id,
                body={},
            ),
        )
    )


def outsider_agrees(facts: RequestFacts, actor: str, moment: Moment) -> list[Step]:
    """The yes that was pressed before the face check counts, as it was chosen then; [] when none waits."""
    if not answer_waits(facts):
        return []
    invitation = invitation_of(facts)
    via, locale = invitation.via or "page", invitation.locale or "en"
    pressed = {"id": invitation.id, "answered_at": invitation.answered_at}
    return [
        Require(table=Invitation, where=pressed, guard="already_answered"),
        Cancel(kind=JobKind.LAPSE_INVITATION, subject=invitation.id),
        *consents_of(facts, via, locale, actor, moment, chosen_before(facts)),
    ]


def late_yes(facts: RequestFacts, verification: Verification, moment: Moment) -> Change:
    """A face check whose result was known before the browser came back from it.

    A later press may have chosen something else: only the newest face check is about what stands now.
    """
    if facts.verification is None or facts.verification.id != verification.id:
        return Change()
    steps = outsider_agrees(facts, verification.person_id, moment)
    return Change((*steps, *follow_up(facts, moment))) if steps else Change()
