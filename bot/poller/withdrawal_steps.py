"""Steps after a withdrawal: stop what runs, and go on until no copy is left that can be deleted."""

from __future__ import annotations

from collections.abc import Sequence

from bot.poller.tools import Tools, as_handle
from providers.errors import ProviderError
from storage.changes import Again, Change, Finish
from storage.model import Job, VideoStatus, WithdrawalStatus
from workflow import videos, withdrawals
from workflow.failures import failure_key
from workflow.moment import SECOND
from workflow.use_cases.withdrawing import Withdrawing

_CANCELS = 10
"""How often a cancellation is tried: what does not stop ends by itself, and is not fetched."""


async def cancel_video(tools: Tools, jobs: Sequence[Job]) -> list[Change]:
    return [await _cancel(tools, job) for job in jobs]


async def _cancel(tools: Tools, job: Job) -> Change:
    """Ask the gateway to stop; that it did is learnt by the look at the video that goes on anyway."""
    facts = await tools.desk.storage.video(job.subject)
    over = Change((Finish(job=job),))
    if facts is None or not videos.is_taken_back(facts) or job.attempts >= _CANCELS:
        return over
    starting = facts.video.status is VideoStatus.STARTING
    if starting and facts.video.intent_at is not None:
        return _later(tools, job, "starting")
    if facts.video.status not in (VideoStatus.QUEUED, VideoStatus.RUNNING) or facts.video.handle is None:
        return over
    provider = tools.provider(facts.video.provider)
    if not provider.profile.can_cancel_video:
        return over
    try:
        await provider.cancel_video(as_handle(facts.video.handle))
    except ProviderError as error:
        return _later(tools, job, failure_key(error)) if error.retry else over
    return over


def _later(tools: Tools, job: Job, why: str) -> Change:
    due = tools.desk.clock() + max(tools.gaps.retry(job.attempts, tools.jitter()), SECOND)
    return Change((Again(job=job, due_at=due, error=why, failed=True),))


async def close_withdrawal(tools: Tools, jobs: Sequence[Job]) -> list[Change]:
    return [await _close(tools, job) for job in jobs]


async def _close(tools: Tools, job: Job) -> Change:
    storage, withdrawing = tools.desk.storage, Withdrawing(tools.desk)
    row = await storage.withdrawal(job.subject)
    reach = await withdrawing.reached(row) if row is not None else None
    if row is None or reach is None or row.status is WithdrawalStatus.DONE:
        return Change((Finish(job=job),))
    card = await storage.card(row.team_id, withdrawals.receipt_key(row))
    # The log still holds what was erased, until it is cut.
    shredded = await storage.shred()
    moment = tools.desk.moment()
    if shredded and withdrawals.is_settled(reach, row):
        return withdrawals.close(reach, row, card, job, moment)
    return withdrawals.follow_up(reach, row, card, job, tools.gaps, tools.jitter(), moment)
