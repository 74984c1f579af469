"""A create call whose answer was lost: looked for at the gateway before it is made again."""

from __future__ import annotations

from providers.face import Handle
from storage.changes import Change, Record, Update
from storage.facts import RequestFacts
from storage.model import Registration, RegistrationStatus
from workflow.jobs import Gaps
from workflow.moment import Moment
from workflow.registrations.deleting import delete_registration
from workflow.registrations.shared import GONE_QUIET, has_ended, own, shown
from workflow.registrations.submitting import accepted


def gone_quiet(facts: RequestFacts) -> tuple[Registration, ...]:
    """Registrations whose create call was made and never answered, of assets that are still wanted."""
    registrations = (own(facts, a) for a in facts.assets if not has_ended(a))
    return tuple(r for r in registrations if r.status in GONE_QUIET)


def left_behind(facts: RequestFacts, moment: Moment) -> Change:
    """Create calls never answered, for assets that ended: whatever they made is to go."""
    lost = [own(facts, a) for a in facts.assets if has_ended(a)]
    return Change(
        tuple(
            step
            for registration in lost
            if registration.status in GONE_QUIET
            for step in (
                Update(
                    table=Registration,
                    where={"id": registration.id, "status": RegistrationStatus.SUBMITTING},
                    values={"status": RegistrationStatus.UNKNOWN},
                ),
                *delete_registration(registration, moment),
            )
        )
    )


def found(
    facts: RequestFacts, registration: Registration, handle: Handle, gaps: Gaps, moment: Moment
) -> Change:
    """A lost create call did take effect."""
    steps = accepted(facts, registration.id, handle, None, gaps, moment)
    return Change((*steps, *shown(facts, moment)))


def not_found(facts: RequestFacts, registration: Registration, moment: Moment) -> Change:
    """A lost create call did not take effect: it may be made again."""
    back = Update(
        table=Registration,
        where={
            "id": registration.id,
            "status": GONE_QUIET,
            "submission_id": registration.submission_id,
        },
        values={"status": RegistrationStatus.WAITING, "submission_id": None},
        guard="already_submitted",
    )
    return Change((back, *shown(facts, moment)))


def unproved(facts: RequestFacts, registration: Registration, moment: Moment) -> Change:
    """Nothing can be proved at this gateway: the call is made again, and the ledger keeps that a copy of
    the file may be there that nobody has a handle to.
    """
    kept = Record(
        team_id=registration.team_id,
        at=moment.now,
        kind="registration_unproved",
        actor="likeness",
        subject=registration.id,
        body={"provider": registration.provider, "submission": registration.submission_id},
    )
    return not_found(facts, registration, moment) + Change((kept,))
