"""Which jobs wait because their gateway account is not to be called now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from bot.poller.tools import Tools
from providers.profile import CallKind
from storage.changes import Again, Change
from storage.model import Job
from workflow.jobs import LONGEST_TOLD, JobKind, is_past

CALLS: Mapping[str, CallKind | None] = {
    JobKind.SUBMIT: None,
    JobKind.READ_REGISTRATION: CallKind.READ,
    JobKind.READ_VERIFICATION: CallKind.READ_VERIFICATION,
    JobKind.START_VIDEO: None,
    JobKind.READ_VIDEO: CallKind.READ_VIDEO,
    JobKind.FETCH_VIDEO: CallKind.READ_VIDEO,
    JobKind.DELETE_REGISTRATION: None,
    JobKind.CANCEL_VIDEO: None,
}
"""Kinds of job that call a gateway, and under which of its rates they do so first."""
WAITS = "gateway_waits"


@contextmanager
def let_through(tools: Tools, jobs: Sequence[Job]) -> Iterator[tuple[tuple[Job, ...], list[Change]]]:
    """The jobs to carry out, and the changes that give the others back until their account may be called.

    Those are not tried, so that no card tells of the same trouble. One goes alone where the breaker asks for
    a probe; what is past its deadline goes, too, to be given up.
    """
    first = jobs[0]
    available = tools.availabilities.get(first.provider or "")
    if available is None or first.kind not in CALLS or available.may_call(CALLS[first.kind]):
        yield tuple(jobs), []
        return
    now = tools.desk.clock()
    over = tuple(job for job in jobs if is_past(job, now))
    waiting = [job for job in jobs if job not in over]
    probes = bool(waiting) and available.reserve(CALLS[first.kind])
    allowed = over + tuple(waiting[:1] if probes else ())
    wait = min(available.wait_ms(CALLS[first.kind]) or available.first_ms, LONGEST_TOLD)
    try:
        yield allowed, [_later(tools, job, now + wait, wait // 5) for job in waiting if job not in allowed]
    finally:
        if probes:
            available.release()


def _later(tools: Tools, job: Job, due_at: int, spread: int) -> Change:
    return Change((Again(job=job, due_at=due_at + int(spread * tools.jitter()), error=WAITS),))
