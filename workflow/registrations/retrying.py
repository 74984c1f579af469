"""Trying a failed registration again, where the picture was not at fault."""

from __future__ import annotations

from storage.changes import Change, Once, Record, Require, Step, Update
from storage.facts import RequestFacts
from storage.model import Asset, AssetStatus, Registration, RegistrationStatus
from workflow.jobs import JobKind, schedule
from workflow.messages import asset_card
from workflow.moment import REVIEW_DEADLINE, SUBMIT_DEADLINE, Moment
from workflow.registrations.shared import answer_was_lost

ASK_AGAIN = ("yes_declined", "yes_lapsed", "not_endorsed")
"""Failures of which a missing yes is the cause: a new request asks for it."""
_TRY_AGAIN = (
    "not_found_at_gateway",
    "key_refused",
    "no_credit",
    "rate_limited",
    "gateway_unavailable",
    "answer_lost",
    "unexpected_answer",
    "gave_up",
    "no_public_url_for_files",
    "review_too_long",
)


def may_retry(registration: Registration) -> bool:
    return registration.status is RegistrationStatus.FAILED and registration.failure in _TRY_AGAIN


def retry(facts: RequestFacts, registration: Registration, *, actor: str, moment: Moment, key: str) -> Change:
    """Read the review again, or look for or make the create call again; guard `already_decided`."""
    return Change(
        (
            Once(team_id=registration.team_id, key=key, at=moment.now),
            Require(
                table=Asset,
                where={"id": registration.asset_id, "status": AssetStatus.USABLE},
                guard="asset_not_usable",
            ),
            *_next(facts, registration, moment),
            Record(
                team_id=registration.team_id,
                at=moment.now,
                kind="registration_retried",
                actor=actor,
                subject=registration.id,
                body={"provider": registration.provider, "asset": registration.asset_id},
            ),
            asset_card(moment, facts),
        )
    )


def _next(facts: RequestFacts, registration: Registration, moment: Moment) -> tuple[Step, Step]:
    if registration.handle is not None:
        look = _job(registration, JobKind.READ_REGISTRATION, registration.id, REVIEW_DEADLINE, moment)
        return _back_to(registration, RegistrationStatus.IN_REVIEW), look
    if answer_was_lost(facts, registration):
        look = _job(registration, JobKind.SUBMIT, facts.request.id, SUBMIT_DEADLINE, moment)
        return _back_to(registration, RegistrationStatus.UNKNOWN), look
    advance = schedule(moment, registration.team_id, JobKind.ADVANCE_REQUEST, facts.request.id)
    return _back_to(registration, RegistrationStatus.WAITING), advance


def _job(registration: Registration, kind: JobKind, subject: str, deadline: int, moment: Moment) -> Step:
    return schedule(
        moment,
        registration.team_id,
        kind,
        subject,
        deadline=deadline,
        provider=registration.provider,
        account=registration.account,
    )


def _back_to(registration: Registration, status: RegistrationStatus) -> Update:
    return Update(
        table=Registration,
        where={"id": registration.id, "status": RegistrationStatus.FAILED, "failure": registration.failure},
        values={"status": status, "failure": None, "failure_code": None, "decided_at": None},
        guard="already_decided",
    )
