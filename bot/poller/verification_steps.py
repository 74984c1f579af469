"""Steps of a face check: ask with the session's token, or close it when the phone never came back."""

from __future__ import annotations

from collections.abc import Sequence

from bot.poller.tools import Tools
from providers.errors import ProviderError
from providers.face import VerificationState
from storage.changes import Again, Change, Finish
from storage.facts import RequestFacts
from storage.model import Job, Verification, VerificationStatus
from workflow import consents
from workflow.jobs import is_past
from workflow.moment import VERIFICATION_GAP


async def read_verification(tools: Tools, jobs: Sequence[Job]) -> list[Change]:
    return [await _read(tools, job) for job in jobs]


async def _read(tools: Tools, job: Job) -> Change:
    facts, verification = await _load(tools, job)
    if facts is None or verification is None or is_past(job, tools.desk.clock()):
        return Change((Finish(job=job),))
    provider = tools.provider(verification.provider)
    again = Change((Again(job=job, due_at=tools.desk.clock() + VERIFICATION_GAP),))
    try:
        reading = await provider.read_verification(tools.verifying.handle(verification), None)
    except ProviderError:
        return again
    if reading.state is VerificationState.PENDING:
        return again
    # Only the browser that comes back from it can make it the yes of somebody outside.
    change = await tools.verifying.settling(facts, verification, reading, counts_as_yes=False)
    return change + Change((Finish(job=job),))


async def expire_verification(tools: Tools, jobs: Sequence[Job]) -> list[Change]:
    return [await _expire(tools, job) for job in jobs]


async def _expire(tools: Tools, job: Job) -> Change:
    facts, verification = await _load(tools, job)
    done = Change((Finish(job=job),))
    if facts is None or verification is None:
        return done
    return done + consents.verification_failed(
        facts, verification, "verification_expired", tools.desk.moment(), expired=True
    )


async def _load(tools: Tools, job: Job) -> tuple[RequestFacts | None, Verification | None]:
    storage = tools.desk.storage
    verification = await storage.verification(job.subject)
    if verification is None or verification.status is not VerificationStatus.OPEN:
        return None, None
    invitation = await storage.invitation(verification.invitation_id)
    return (await storage.request(invitation.request_id) if invitation else None), verification
