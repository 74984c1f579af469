"""Looks at reviews: what waits at a gateway account, in the calls that its adapter makes of it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.poller.tools import Tools, as_handle
from providers.errors import ProviderError
from providers.face import Provider, Read, ReviewStatus
from storage.changes import Again, Change, Finish
from storage.facts import RequestFacts
from storage.lanes import ReviewFacts
from storage.model import Job, Registration, RegistrationStatus
from workflow import registrations
from workflow.jobs import Gaps, is_past

Waiting = tuple[Job, ReviewFacts]


async def split(tools: Tools, jobs: Sequence[Job]) -> list[tuple[Job, ...]]:
    """Which jobs are looked at by the same calls, so that each call's results are written at once."""
    waiting, over = await _waiting(tools, jobs)
    if not waiting:
        return [tuple(over)] if over else []
    provider = tools.provider(waiting[0][1].registration.provider)
    handles = [as_handle(facts.registration.handle) for _, facts in waiting]
    per_second, together = provider.reads_per_second(handles), provider.profile.read_batch
    tools.plan.can_read(waiting[0][0], per_second, together=together)
    chunks = [tuple(waiting[index][0] for index in chunk) for chunk in provider.read_chunks(handles)]
    return [*chunks, *([tuple(over)] if over else [])]


async def read_registrations(tools: Tools, jobs: Sequence[Job]) -> list[Change]:
    """Look at these reviews together; what is still in review only gets its next time."""
    waiting, over = await _waiting(tools, jobs)
    changes = [Change((Finish(job=job),)) for job in over]
    if not waiting:
        return changes
    reads = await _read(tools.provider(waiting[0][1].registration.provider), waiting)
    looks = [(job, facts, read) for (job, facts), read in zip(waiting, reads, strict=True)]
    now = tools.desk.clock()
    news = {job.subject for job, facts, read in looks if _is_news(job, facts, read, now)}
    requests = await tools.desk.storage.request_of_registration(sorted(news)) if news else {}
    for job, facts, read in looks:
        told = job.subject in news
        changes.append(
            _told(tools, job, facts, read, requests.get(job.subject)) if told else _later(tools, job, facts)
        )
    return [changes[0] + tools.plan.learned(tools.desk.clock()), *changes[1:]]


def _later(tools: Tools, job: Job, facts: ReviewFacts) -> Change:
    now = tools.desk.clock()
    waited = now - (facts.registration.submitted_at or now)
    return Change((Again(job=job, due_at=now + _gaps(tools, job, facts).poll(waited, tools.jitter())),))


def _told(tools: Tools, job: Job, facts: ReviewFacts, read: Read, request: RequestFacts | None) -> Change:
    if request is None:
        return Change((Finish(job=job),))
    registration, moment = facts.registration, tools.desk.moment()
    if read.review is not None and read.review.status is not ReviewStatus.IN_REVIEW:
        account = (registration.provider, registration.account)
        waited = moment.now - (registration.submitted_at or moment.now)
        tools.plan.decided(account, facts.media_kind, waited)
    fresh, gaps = _fresh(request, registration), _gaps(tools, job, facts)
    return registrations.review_read(request, fresh, read, job, gaps, tools.jitter(), moment)


def _is_news(job: Job, facts: ReviewFacts, read: Read, now: int) -> bool:
    """Whether there is more to write than the time of the next look."""
    undecided = read.review is not None and read.review.status is ReviewStatus.IN_REVIEW
    return not undecided or facts.registration.failure is not None or is_past(job, now)


def _gaps(tools: Tools, job: Job, facts: ReviewFacts) -> Gaps:
    registration = facts.registration
    account = (registration.provider, registration.account)
    return tools.plan.gaps(tools.gaps, job.kind, account, registration.team_id, facts.media_kind)


async def _waiting(tools: Tools, jobs: Sequence[Job]) -> tuple[list[Waiting], list[Job]]:
    """Jobs with a review to look at, and those whose registration is no longer in review."""
    facts = await tools.desk.storage.reviews([job.subject for job in jobs])
    waiting = [(job, facts[job.subject]) for job in jobs if _in_review(facts.get(job.subject))]
    known = {job.id for job, _ in waiting}
    return waiting, [job for job in jobs if job.id not in known]


async def _read(provider: Provider, waiting: Sequence[Waiting]) -> list[Read]:
    handles = [as_handle(facts.registration.handle) for _, facts in waiting]
    try:
        return await provider.read(handles)
    except ProviderError as error:
        return [Read(error=error) for _ in waiting]


def _in_review(facts: ReviewFacts | None) -> bool:
    registration = facts.registration if facts else None
    return (
        registration is not None
        and registration.status is RegistrationStatus.IN_REVIEW
        and registration.handle is not None
    )


def _fresh(request: RequestFacts, registration: Registration) -> Registration:
    """The registration as it stands in the newest facts."""
    found = (r for asset in request.assets for r in asset.registrations if r.id == registration.id)
    return next(found, registration)
