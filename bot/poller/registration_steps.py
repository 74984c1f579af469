"""The step that deletes registrations at their gateways."""

from __future__ import annotations

from collections.abc import Sequence

from bot.poller.tools import Tools, as_handle
from providers.errors import ProviderError, Unsupported
from storage.changes import Change, Finish
from storage.facts import RequestFacts
from storage.model import Job, Registration
from workflow import registrations
from workflow.registrations import Deletion, End


async def delete_registration(tools: Tools, jobs: Sequence[Job]) -> list[Change]:
    return [await _delete(tools, job) for job in jobs]


async def _delete(tools: Tools, job: Job) -> Change:
    storage = tools.desk.storage
    facts = (await storage.request_of_registration([job.subject])).get(job.subject)
    if facts is None:
        return Change((Finish(job=job),))
    registration = next(r for a in facts.assets for r in a.registrations if r.id == job.subject)
    videos = await storage.videos_of_assets([registration.asset_id])
    moment = tools.desk.moment()
    match registrations.deletion_due(facts, registration, videos, moment.now):
        case Deletion.LATER:
            return registrations.deletion_waits(job, tools.gaps, tools.jitter(), moment)
        case Deletion.NEVER_SENT:
            return registrations.not_there(facts, registration, job, End.NEVER_SENT, moment)
        case Deletion.LOOK_FOR:
            return await _look_for(tools, facts, registration, job)
        case Deletion.DELETE:
            return await _call(tools, facts, registration, job)
        case Deletion.NOTHING:
            return Change((Finish(job=job),))


async def _look_for(tools: Tools, facts: RequestFacts, registration: Registration, job: Job) -> Change:
    group = facts.group.group_id if facts.group and facts.person else None
    try:
        handle = await tools.provider(registration.provider).find(registration.id, group)
    except Unsupported:
        return registrations.kept(facts, registration, job, End.ANSWER_LOST, tools.desk.moment())
    except ProviderError as error:
        return _failed(tools, facts, registration, error, job)
    moment = tools.desk.moment()
    if handle is None:
        return registrations.not_there(facts, registration, job, End.NOT_FOUND, moment)
    return registrations.turned_up(registration, handle, job, moment)


async def _call(tools: Tools, facts: RequestFacts, registration: Registration, job: Job) -> Change:
    provider = tools.provider(registration.provider)
    if not provider.profile.can_delete:
        return registrations.kept(facts, registration, job, End.NO_DELETE, tools.desk.moment())
    try:
        await provider.delete(as_handle(registration.handle))
    except ProviderError as error:
        return _failed(tools, facts, registration, error, job)
    return registrations.deleted(facts, registration, job, tools.desk.moment())


def _failed(
    tools: Tools, facts: RequestFacts, registration: Registration, error: ProviderError, job: Job
) -> Change:
    return registrations.deletion_failed(
        facts, registration, error, job, tools.gaps, tools.jitter(), tools.desk.moment()
    )
