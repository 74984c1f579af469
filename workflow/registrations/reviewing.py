"""Following a review: each look at it, until the gateway decides or the deadline comes."""

from __future__ import annotations

from providers.errors import ProviderError
from providers.face import Read, Review, ReviewStatus
from storage.changes import Again, Change, Finish, Step, Update
from storage.facts import RequestFacts
from storage.model import Job, Registration, RegistrationStatus
from workflow.failures import failure_key
from workflow.jobs import Gaps, JobKind, is_past, schedule
from workflow.messages import asset_card
from workflow.moment import Moment
from workflow.registrations.shared import decided


def review_read(
    facts: RequestFacts,
    registration: Registration,
    read: Read,
    job: Job,
    gaps: Gaps,
    jitter: float,
    moment: Moment,
) -> Change:
    """Write what one look at a review gave; only a decision or the deadline ends the looking.

    What the gateway decided counts also after the deadline: the bot may have been away.
    """
    if read.review is not None and read.review.status is not ReviewStatus.IN_REVIEW:
        return _review_over(facts, registration, read.review, job, moment)
    if is_past(job, moment.now):
        gave_up = Review(status=ReviewStatus.FAILED)
        return _review_over(facts, registration, gave_up, job, moment, key="review_too_long")
    if read.error is not None:
        return _look_failed(facts, registration, read.error, job, gaps, jitter, moment)
    waited = moment.now - (registration.submitted_at or moment.now)
    again = Again(job=job, due_at=moment.now + gaps.poll(waited, jitter))
    return Change((again, *_failure_shown(facts, registration, None, moment)))


def _review_over(
    facts: RequestFacts,
    registration: Registration,
    review: Review,
    job: Job,
    moment: Moment,
    *,
    key: str | None = None,
) -> Change:
    settled = decided(registration.id, review, RegistrationStatus.IN_REVIEW, moment, key=key)
    advance = schedule(moment, facts.request.team_id, JobKind.ADVANCE_REQUEST, facts.request.id)
    return Change((settled, Finish(job=job), advance, asset_card(moment, facts)))


def _look_failed(
    facts: RequestFacts,
    registration: Registration,
    error: ProviderError,
    job: Job,
    gaps: Gaps,
    jitter: float,
    moment: Moment,
) -> Change:
    due = moment.now + gaps.retry(job.attempts, jitter, error.retry_after_ms)
    again = Again(job=job, due_at=due, error=failure_key(error), failed=True)
    return Change((again, *_failure_shown(facts, registration, failure_key(error), moment)))


def _failure_shown(
    facts: RequestFacts, registration: Registration, key: str | None, moment: Moment
) -> tuple[Step, ...]:
    """Trouble is shown on the card when it begins and taken off when it ends, not at every look."""
    if registration.failure == key:
        return ()
    update = Update(
        table=Registration,
        where={"id": registration.id, "status": RegistrationStatus.IN_REVIEW},
        values={"failure": key},
    )
    return (update, asset_card(moment, facts))
