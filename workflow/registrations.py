"""Registrations at a gateway: create them, follow their review, never twice and never unheard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from providers.errors import ProviderError
from providers.face import Handle, Read, Review, ReviewStatus, SubmitItem, Submitted
from providers.profile import MediaKind
from storage.changes import Again, Change, Finish, Insert, Record, Require, Step, Update
from storage.facts import AssetFacts, RequestFacts
from storage.model import (
    Consent,
    Job,
    Registration,
    RegistrationStatus,
    Submission,
    SubmissionStatus,
)
from workflow.failures import failure_key
from workflow.jobs import Gaps, JobKind, is_past, schedule
from workflow.messages import MessageKind, asset_card, notice
from workflow.moment import REVIEW_DEADLINE, Moment

_GONE_QUIET = (RegistrationStatus.SUBMITTING, RegistrationStatus.UNKNOWN)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A create call to be made: what to send, and the intent to commit before."""

    submission: Submission
    items: tuple[SubmitItem, ...]
    intent: Change


def plan_submission(
    facts: RequestFacts,
    assets: Sequence[AssetFacts],
    urls: Mapping[str, str],
    job: Job,
    moment: Moment,
) -> Plan:
    """The intent to create these assets' registrations; `urls` by media id."""
    request = facts.request
    chosen = [(a, _own(facts, a)) for a in assets]
    submission = Submission(
        id=moment.new_id("s"),
        team_id=request.team_id,
        request_id=request.id,
        provider=request.provider,
        account=request.account,
        status=SubmissionStatus.CALLING,
        registration_ids=tuple(r.id for _, r in chosen),
        started_at=moment.now,
    )
    steps: list[Step] = [holds_lease(job), Insert(row=submission)]
    for asset, registration in chosen:
        steps.append(
            Update(
                table=Registration,
                where={"id": registration.id, "status": RegistrationStatus.WAITING},
                values={
                    "status": RegistrationStatus.SUBMITTING,
                    "submission_id": submission.id,
                    "failure": None,
                },
                guard="already_submitted",
            )
        )
        if asset.consent is not None:
            steps.append(
                Require(table=Consent, where={"id": asset.consent.id, "ended_at": None}, guard="no_consent")
            )
    items = tuple(_item(facts, a, r, urls[a.media.id]) for a, r in chosen)
    return Plan(submission=submission, items=items, intent=Change(tuple(steps)))


def holds_lease(job: Job) -> Step:
    """The change is written only while this claim of the job is the newest."""
    return Require(table=Job, where={"id": job.id, "fence": job.fence}, guard="lease")


def _own(facts: RequestFacts, asset: AssetFacts) -> Registration:
    registration = asset.registration(facts.request.provider, facts.request.account)
    if registration is None:
        raise ValueError(f"asset {asset.asset.id} has no registration")
    return registration


def _item(facts: RequestFacts, asset: AssetFacts, registration: Registration, url: str) -> SubmitItem:
    return SubmitItem(
        name=registration.id,
        kind=MediaKind(asset.media.kind),
        url=url,
        real_person=asset.person is not None,
        group_id=facts.group.group_id if facts.group and asset.person else None,
    )


def gone_quiet(facts: RequestFacts) -> tuple[Registration, ...]:
    """Registrations whose create call was made and never answered."""
    own = (_own(facts, a) for a in facts.assets)
    return tuple(r for r in own if r.status in _GONE_QUIET)


def submission_answered(
    facts: RequestFacts,
    submission: Submission,
    results: Sequence[Submitted],
    job: Job,
    gaps: Gaps,
    jitter: float,
    moment: Moment,
) -> Change:
    """Write what a create call gave, item by item; what may be repeated is, what was lost is looked for."""
    steps: list[Step] = []
    retry_after: list[int] = []
    for result in results:
        if result.error is None and result.handle is not None:
            steps += _accepted(facts, result.name, result.handle, result.review, gaps, moment)
        elif result.error is not None:
            steps += _not_accepted(result, moment)
            if result.error.retry:
                retry_after.append(gaps.retry(job.attempts, jitter, result.error.retry_after_ms))
    lost = any(r.error is not None and r.error.may_have_taken_effect for r in results)
    steps.append(
        Update(
            table=Submission,
            where={"id": submission.id},
            values={
                "status": SubmissionStatus.UNKNOWN if lost else SubmissionStatus.ANSWERED,
                "answered_at": moment.now,
            },
        )
    )
    steps.append(_end(job, retry_after, moment))
    return Change((*steps, *_shown(facts, moment)))


def _end(job: Job, retry_after: Sequence[int], moment: Moment) -> Step:
    if retry_after:
        return Again(job=job, due_at=moment.now + min(retry_after), failed=True, error="submit")
    return Finish(job=job)


def _accepted(
    facts: RequestFacts, name: str, handle: Handle, review: Review | None, gaps: Gaps, moment: Moment
) -> list[Step]:
    request = facts.request
    steps: list[Step] = [
        Update(
            table=Registration,
            where={"id": name, "status": _GONE_QUIET},
            values={
                "status": RegistrationStatus.IN_REVIEW,
                "handle": dict(handle),
                "submitted_at": moment.now,
                "failure": None,
            },
            guard="already_submitted",
        ),
        schedule(
            moment,
            request.team_id,
            JobKind.READ_REGISTRATION,
            name,
            after=gaps.smallest,
            deadline=REVIEW_DEADLINE,
            provider=request.provider,
            account=request.account,
        ),
        notice(
            moment,
            request.team_id,
            MessageKind.REQUEST_IN_REVIEW,
            request.id,
            request.channel,
            thread=facts.card,
        ),
        Record(
            team_id=request.team_id,
            at=moment.now,
            kind="registered",
            actor="likeness",
            subject=name,
            body={"provider": request.provider, "request": request.id},
        ),
    ]
    if review is not None and review.status is not ReviewStatus.IN_REVIEW:
        steps.append(_decided(name, review, RegistrationStatus.IN_REVIEW, moment))
    return steps


def _not_accepted(result: Submitted, moment: Moment) -> list[Step]:
    error = result.error
    if error is None:
        return []
    if error.may_have_taken_effect:
        status = RegistrationStatus.UNKNOWN
    elif error.retry:
        status = RegistrationStatus.WAITING
    else:
        status = RegistrationStatus.FAILED
    decided = moment.now if status is RegistrationStatus.FAILED else None
    return [
        Update(
            table=Registration,
            where={"id": result.name, "status": _GONE_QUIET},
            values={
                "status": status,
                "failure": failure_key(error),
                "failure_code": error.detail,
                "decided_at": decided,
            },
        )
    ]


def found(
    facts: RequestFacts, registration: Registration, handle: Handle, gaps: Gaps, moment: Moment
) -> Change:
    """A lost create call did take effect."""
    steps = _accepted(facts, registration.id, handle, None, gaps, moment)
    return Change((*steps, *_shown(facts, moment)))


def not_found(facts: RequestFacts, registration: Registration, moment: Moment) -> Change:
    """A lost create call did not take effect: it may be made again."""
    back = Update(
        table=Registration,
        where={"id": registration.id, "status": _GONE_QUIET},
        values={"status": RegistrationStatus.WAITING, "submission_id": None},
    )
    return Change((back, *_shown(facts, moment)))


def stays_unknown(facts: RequestFacts, registration: Registration, moment: Moment) -> Change:
    """Nothing can be proved at this gateway: the card asks."""
    unknown = Update(
        table=Registration,
        where={"id": registration.id, "status": _GONE_QUIET},
        values={"status": RegistrationStatus.UNKNOWN, "failure": "answer_lost"},
    )
    return Change((unknown, *_shown(facts, moment)))


def give_up_submitting(facts: RequestFacts, job: Job, moment: Moment) -> Change:
    """The deadline came with nothing accepted."""
    failed: list[Step] = [
        Update(
            table=Registration,
            where={"id": _own(facts, a).id, "status": (RegistrationStatus.WAITING, *_GONE_QUIET)},
            values={
                "status": RegistrationStatus.FAILED,
                "failure": "gave_up",
                "decided_at": moment.now,
            },
        )
        for a in facts.assets
    ]
    return Change((*failed, Finish(job=job), *_shown(facts, moment)))


def review_read(
    facts: RequestFacts,
    registration: Registration,
    read: Read,
    job: Job,
    gaps: Gaps,
    jitter: float,
    moment: Moment,
) -> Change:
    """Write what one look at a review gave; a failed look never ends the job before its deadline."""
    if is_past(job, moment.now):
        gave_up = Review(status=ReviewStatus.FAILED)
        return _review_over(facts, registration, gave_up, job, moment, key="review_too_long")
    if read.error is not None:
        return _look_failed(facts, registration, read.error, job, gaps, jitter, moment)
    if read.review is None or read.review.status is ReviewStatus.IN_REVIEW:
        waited = moment.now - (registration.submitted_at or moment.now)
        again = Again(job=job, due_at=moment.now + gaps.poll(waited, jitter))
        return Change((again, *_failure_shown(facts, registration, None, moment)))
    return _review_over(facts, registration, read.review, job, moment)


def _review_over(
    facts: RequestFacts,
    registration: Registration,
    review: Review,
    job: Job,
    moment: Moment,
    *,
    key: str | None = None,
) -> Change:
    decided = _decided(registration.id, review, RegistrationStatus.IN_REVIEW, moment, key=key)
    advance = schedule(moment, facts.request.team_id, JobKind.ADVANCE_REQUEST, facts.request.id)
    return Change((decided, Finish(job=job), advance, asset_card(moment, facts)))


def _decided(
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


def _shown(facts: RequestFacts, moment: Moment) -> tuple[Step, ...]:
    request = facts.request
    return (
        schedule(moment, request.team_id, JobKind.ADVANCE_REQUEST, request.id),
        asset_card(moment, facts),
    )
