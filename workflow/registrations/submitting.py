"""Creating registrations at a gateway: the intent, what the call gave, and its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from providers.face import Handle, Review, ReviewStatus, SubmitItem, Submitted
from providers.profile import MediaKind
from storage.changes import Again, Change, Finish, Insert, Record, Require, Step, Update
from storage.facts import AssetFacts, RequestFacts
from storage.model import Consent, Job, Registration, RegistrationStatus, Submission, SubmissionStatus
from workflow.failures import failure_key
from workflow.jobs import Gaps, JobKind, schedule
from workflow.messages import MessageKind, notice
from workflow.moment import REVIEW_DEADLINE, Moment
from workflow.registrations.shared import GONE_QUIET, decided, holds_lease, own, shown


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
    chosen = [(a, own(facts, a)) for a in assets]
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


def _item(facts: RequestFacts, asset: AssetFacts, registration: Registration, url: str) -> SubmitItem:
    return SubmitItem(
        name=registration.id,
        kind=MediaKind(asset.media.kind),
        url=url,
        real_person=asset.person is not None,
        group_id=facts.group.group_id if facts.group and asset.person else None,
    )


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
            steps += accepted(facts, result.name, result.handle, result.review, gaps, moment)
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
    return Change((*steps, *shown(facts, moment)))


def _end(job: Job, retry_after: Sequence[int], moment: Moment) -> Step:
    if retry_after:
        return Again(job=job, due_at=moment.now + min(retry_after), failed=True, error="submit")
    return Finish(job=job)


def accepted(
    facts: RequestFacts, name: str, handle: Handle, review: Review | None, gaps: Gaps, moment: Moment
) -> list[Step]:
    request = facts.request
    steps: list[Step] = [
        Update(
            table=Registration,
            where={"id": name, "status": GONE_QUIET},
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
        steps.append(decided(name, review, RegistrationStatus.IN_REVIEW, moment))
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
    decided_at = moment.now if status is RegistrationStatus.FAILED else None
    return [
        Update(
            table=Registration,
            where={"id": result.name, "status": GONE_QUIET},
            values={
                "status": status,
                "failure": failure_key(error),
                "failure_code": error.detail,
                "decided_at": decided_at,
            },
        )
    ]


def give_up_submitting(facts: RequestFacts, job: Job, moment: Moment) -> Change:
    """The deadline came with nothing accepted."""
    failed: list[Step] = [
        Update(
            table=Registration,
            where={"id": own(facts, a).id, "status": (RegistrationStatus.WAITING, *GONE_QUIET)},
            values={
                "status": RegistrationStatus.FAILED,
                "failure": "gave_up",
                "decided_at": moment.now,
            },
        )
        for a in facts.assets
    ]
    return Change((*failed, Finish(job=job), *shown(facts, moment)))
