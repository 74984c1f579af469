"""What every stage of a registration works with."""

from __future__ import annotations

from providers.face import Review, ReviewStatus
from storage.changes import Require, Step, Update
from storage.facts import AssetFacts, RequestFacts
from storage.model import AssetStatus, Job, Registration, RegistrationStatus, SubmissionStatus
from workflow.jobs import JobKind, schedule
from workflow.messages import asset_card
from workflow.moment import Moment

GONE_QUIET = (RegistrationStatus.SUBMITTING, RegistrationStatus.UNKNOWN)
_ENDED = (AssetStatus.DECLINED, AssetStatus.LAPSED, AssetStatus.WITHDRAWN, AssetStatus.DELETED)


def holds_lease(job: Job) -> Step:
    """The change is written only while this claim of the job is the newest."""
    return Require(table=Job, where={"id": job.id, "fence": job.fence}, guard="lease")


def has_ended(asset: AssetFacts) -> bool:
    """Whether this asset is never used again, so that no gateway is to have it."""
    return asset.asset.status in _ENDED


def answer_was_lost(facts: RequestFacts, registration: Registration) -> bool:
    """Whether some create call for it may have taken effect without our hearing of it."""
    heard = SubmissionStatus.ANSWERED
    return any(s.status is not heard and registration.id in s.registration_ids for s in facts.submissions)


def own(facts: RequestFacts, asset: AssetFacts) -> Registration:
    registration = asset.registration(facts.request.provider, facts.request.account)
    if registration is None:
        raise ValueError(f"asset {asset.asset.id} has no registration")
    return registration


def decided(
    name: str, review: Review, before: RegistrationStatus, moment: Moment, *, key: str | None = None
) -> Update:
    active = review.status is ReviewStatus.ACTIVE
    failure = review.failure
    return Update(
        table=Registration,
        where={"id": name, "status": before},
        values={
            "status": RegistrationStatus.ACTIVE if active else RegistrationStatus.FAILED,
            "reference": review.reference,
            "failure": None if active else (key or "refused_by_gateway"),
            "failure_code": (failure.text or failure.code) if failure else None,
            "decided_at": moment.now,
        },
        guard="already_decided",
    )


def shown(facts: RequestFacts, moment: Moment) -> tuple[Step, ...]:
    request = facts.request
    return (
        schedule(moment, request.team_id, JobKind.ADVANCE_REQUEST, request.id),
        asset_card(moment, facts),
    )
