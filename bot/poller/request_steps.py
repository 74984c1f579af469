"""Steps of an asset request: what comes next, creating registrations, following reviews, lapsing."""

from __future__ import annotations

from collections.abc import Sequence

from bot.poller.hosting import Addresses, addresses
from bot.poller.tools import Tools
from providers.errors import ProviderError, Unsupported
from providers.face import Provider, SubmitItem, Submitted
from storage.changes import Again, Change, Finish
from storage.facts import AssetFacts, RequestFacts
from storage.model import Job, Registration
from workflow import asset_requests, consents, registrations
from workflow.asset_requests import submittable
from workflow.jobs import is_past


async def advance_request(tools: Tools, jobs: Sequence[Job]) -> list[Change]:
    return [await _advance(tools, job) for job in jobs]


async def _advance(tools: Tools, job: Job) -> Change:
    facts = await tools.desk.storage.request(job.subject)
    done = Change((Finish(job=job),))
    if facts is None:
        return done
    profile = tools.profile(facts.request.provider)
    team = facts.request.team_id
    advanced = asset_requests.advance(
        facts,
        profile,
        tools.desk.moment(),
        settings=await tools.desk.settings(team),
        admins=await tools.desk.admin_ids(team),
    )
    return advanced + done


async def lapse_invitation(tools: Tools, jobs: Sequence[Job]) -> list[Change]:
    return [await _lapse(tools, job) for job in jobs]


async def _lapse(tools: Tools, job: Job) -> Change:
    storage = tools.desk.storage
    invitation = await storage.invitation(job.subject)
    facts = await storage.request(invitation.request_id) if invitation else None
    if facts is None:
        return Change((Finish(job=job),))
    moment = tools.desk.moment()
    lapsed = consents.refuse(facts, lapsed=True, via="deadline", actor="likeness", moment=moment)
    return Change((Finish(job=job),)) + lapsed


async def submit(tools: Tools, jobs: Sequence[Job]) -> list[Change]:
    return [change for job in jobs for change in await _submit(tools, job)]


async def _submit(tools: Tools, job: Job) -> list[Change]:
    """First settle what an earlier call left in doubt, then send what waits."""
    storage = tools.desk.storage
    facts = await storage.request(job.subject)
    if facts is None:
        return [Change((Finish(job=job),))]
    provider = tools.provider(facts.request.provider)
    lost, left = registrations.gone_quiet(facts), registrations.left_behind(facts, tools.desk.moment())
    if lost or left.steps:
        held = Change((registrations.holds_lease(job),))
        looked = [held + await _look_for(tools, provider, facts, r) for r in lost]
        await storage.apply_all([held + left, *looked])
        facts = await storage.request(job.subject) or facts
    assets = submittable(facts, provider.profile)
    moment = tools.desk.moment()
    if is_past(job, moment.now):
        return [registrations.give_up_submitting(facts, job, moment)]
    if not assets:
        return [_nothing_to_send(tools, facts, job)]
    return [await _send_waiting(tools, provider, facts, assets, job)]


async def _send_waiting(
    tools: Tools, provider: Provider, facts: RequestFacts, assets: Sequence[AssetFacts], job: Job
) -> Change:
    """Give each file an address, commit the intent, and make the call; an upload that failed fails alone."""
    storage = tools.desk.storage
    given = await _addressed(tools, provider, facts, assets, job)
    if isinstance(given, str):
        return _overtaken(tools, job, given)
    results, submission = registrations.not_uploaded(facts, assets, given.errors), None
    ready = [asset for asset in assets if asset.media.id in given.urls]
    if ready:
        plan = registrations.plan_submission(facts, ready, given.urls, job, tools.desk.moment())
        guard = await storage.apply(plan.intent)
        if guard is not None:
            return _overtaken(tools, job, guard)
        submission = plan.submission
        results += await _send(provider, plan.items)
    return registrations.submission_answered(
        facts, submission, results, job, tools.gaps, tools.jitter(), tools.desk.moment()
    )


async def _addressed(
    tools: Tools, provider: Provider, facts: RequestFacts, assets: Sequence[AssetFacts], job: Job
) -> Addresses | str:
    """Where the gateway gets each file, or the guard that forbids the upload.

    What was uploaded goes to the ledger at once: the copy is there even if nothing comes of it.
    """
    storage = tools.desk.storage
    if not tools.desk.has_public_url:
        held = registrations.may_be_uploaded(facts, assets, job, tools.desk.moment())
        guard = await storage.apply(held)
        if guard is not None:
            return guard
    given = await addresses(tools, provider, assets)
    if given.uploaded:
        await storage.apply(registrations.uploaded(facts, given.uploaded, tools.desk.moment()))
    return given


async def _send(provider: Provider, items: tuple[SubmitItem, ...]) -> list[Submitted]:
    size = max(provider.profile.submit_batch, 1)
    results: list[Submitted] = []
    for start in range(0, len(items), size):
        batch = items[start : start + size]
        try:
            results += await provider.submit(batch)
        except ProviderError as error:
            results += [Submitted(name=item.name, error=error) for item in batch]
    return results


def _overtaken(tools: Tools, job: Job, guard: str) -> Change:
    """Something changed since the facts were read, such as a consent that ended: look again."""
    due = tools.desk.clock() + tools.gaps.retry(job.attempts, tools.jitter())
    return Change((Again(job=job, due_at=due, error=guard, failed=True),))


def _nothing_to_send(tools: Tools, facts: RequestFacts, job: Job) -> Change:
    """What is still in doubt is looked for again later; else the job is over."""
    if registrations.gone_quiet(facts):
        due = tools.desk.clock() + tools.gaps.retry(job.attempts, tools.jitter())
        return Change((Again(job=job, due_at=due, error="answer_lost", failed=True),))
    return Change((Finish(job=job),))


async def _look_for(
    tools: Tools, provider: Provider, facts: RequestFacts, registration: Registration
) -> Change:
    group = facts.group.group_id if facts.group and facts.person else None
    try:
        handle = await provider.find(registration.id, group)
    except Unsupported:
        return registrations.unproved(facts, registration, tools.desk.moment())
    except ProviderError:
        return Change()
    moment = tools.desk.moment()
    if handle is None:
        return registrations.not_found(facts, registration, moment)
    return registrations.found(facts, registration, handle, tools.gaps, moment)
