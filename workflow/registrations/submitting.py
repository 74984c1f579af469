"""Creating registrations at a gateway: the intent, what the call gave, and its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from providers.errors import AnswerLost, ProviderError
from providers.face import Handle, Review, ReviewStatus, SubmitItem, Submitted
from providers.profile import MediaKind
from storage.changes import Again, Change, Finish, Insert, Record, Require, Step, Update
from storage.facts import AssetFacts, RequestFacts
from storage.model import (
    Asset,
    AssetStatus,
    Job,
    Millis,
    Registration,
    RegistrationStatus,
    Submission,
    SubmissionStatus,
)
from workflow.failures import failure_key
from workflow.jobs import Gaps, JobKind, schedule
from workflow.messages import MessageKind, notice
from workflow.moment import REVIEW_DEADLINE, Moment
from workflow.registrations.shared import GONE_QUIET, decided, holds_lease, own, shown
from workflow.scans import scan_outstanding
from workflow.scope import consent_held, holds


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
                values={"status": RegistrationStatus.SUBMITTING, "submission_id": submission.id},
                guard="already_submitted",
            )
        )
        steps += still_allowed(asset, request.provider, moment.now)
    items = tuple(_item(facts, a, r, urls[a.media.id]) for a, r in chosen)
    return Plan(submission=submission, items=items, intent=Change(tuple(steps)))


def still_allowed(asset: AssetFacts, provider: str, now: Millis) -> list[Step]:
    """What must hold in the transaction that writes the intent, for this file to leave us.

    The yes that was decided on is held by its id; a yes for other gateways or past its date is none.
    """
    usable = {"id": asset.asset.id, "status": AssetStatus.USABLE}
    steps: list[Step] = [Require(table=Asset, where=usable, guard="asset_not_usable")]
    if asset.asset.person_id is not None:
        agreed = asset.consent if holds(asset.consent, provider, now) else None
        steps.append(consent_held(asset, agreed, guard="no_consent"))
    return steps


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
    submission: Submission | None,
    results: Sequence[Submitted],
    job: Job,
    gaps: Gaps,
    jitter: float,
    moment: Moment,
) -> Change:
    """Write what a create call gave, item by item; what may be repeated is, what was lost is looked for.

    Without a submission no call was made, since no file got as far.
    """
    steps: list[Step] = []
    retry_after: list[int] = []
    lost = False
    for result in results:
        if result.handle is not None:
            steps += accepted(facts, result.name, result.handle, result.review, gaps, moment)
            continue
        error = result.error or AnswerLost(facts.request.provider)
        lost = lost or error.may_have_taken_effect
        steps.append(_not_accepted(result.name, error, moment))
        if error.retry:
            retry_after.append(gaps.retry(job.attempts, jitter, error.retry_after_ms))
    if submission is not None:
        status = SubmissionStatus.UNKNOWN if lost else SubmissionStatus.ANSWERED
        values = {"status": status, "answered_at": moment.now}
        steps.append(Update(table=Submission, where={"id": submission.id}, values=values))
    if _others_in_doubt(facts, results):
        retry_after.append(gaps.retry(job.attempts, jitter))
    steps.append(_end(job, retry_after, moment))
    if _is_news(facts, results):
        steps += shown(facts, moment)
    return Change(tuple(steps))


def _others_in_doubt(facts: RequestFacts, results: Sequence[Submitted]) -> bool:
    """Whether an earlier call's answer is still missing: this job is the one that looks for it."""
    told = {result.name for result in results}
    return any(r.status in GONE_QUIET and r.id not in told for r in (own(facts, a) for a in facts.assets))


def _is_news(facts: RequestFacts, results: Sequence[Submitted]) -> bool:
    """Whether there is more to show than the same trouble as before."""
    known = {r.id: r.failure for a in facts.assets for r in a.registrations}
    return any(
        r.handle is not None
        or r.error is None
        or not r.error.retry
        or known.get(r.name) != failure_key(r.error)
        for r in results
    )


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
                "failure_code": None,
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


def _not_accepted(registration_id: str, error: ProviderError, moment: Moment) -> Step:
    if error.may_have_taken_effect:
        status = RegistrationStatus.UNKNOWN
    elif error.retry:
        status = RegistrationStatus.WAITING
    else:
        status = RegistrationStatus.FAILED
    decided_at = moment.now if status is RegistrationStatus.FAILED else None
    return Update(
        table=Registration,
        where={"id": registration_id, "status": (RegistrationStatus.WAITING, *GONE_QUIET)},
        values={
            "status": status,
            "failure": failure_key(error),
            "failure_code": error.detail,
            "decided_at": decided_at,
        },
    )


def give_up_submitting(facts: RequestFacts, job: Job, moment: Moment) -> Change:
    """The deadline came with nothing accepted; what is not due to be sent yet keeps waiting."""
    if scan_outstanding(facts):
        return Change((Finish(job=job),))
    failed = [
        Update(
            table=Registration,
            where={"id": own(facts, asset).id, "status": (RegistrationStatus.WAITING, *GONE_QUIET)},
            values={
                "status": RegistrationStatus.FAILED,
                "failure": "gave_up",
                "decided_at": moment.now,
            },
        )
        for asset in facts.assets
        if asset.asset.status is AssetStatus.USABLE
    ]
    return Change((*failed, Finish(job=job), *shown(facts, moment)))
