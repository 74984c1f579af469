"""Steps that tests of the loop hand to a poller."""

from __future__ import annotations

from bot.poller.loop import StepSpec
from storage.changes import Change, Finish
from workflow.jobs import JobKind

ALONE, TOGETHER = JobKind.FETCH_MEDIA, JobKind.ADVANCE_REQUEST


def finish(job):
    return Change((Finish(job=job),))


async def open_jobs(storage):
    return sum((await storage.counts())["jobs"].values())


class Recorder:
    """A step that notes what it was given and how many ran at once."""

    def __init__(self, work=None):
        self.calls, self.now, self.most, self.work = [], 0, 0, work

    async def __call__(self, tools, jobs):
        self.calls.append([job.subject for job in jobs])
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            if self.work:
                await self.work(jobs)
        finally:
            self.now -= 1
        return [finish(job) for job in jobs]


def poller(world, alone=None, together=None):
    steps = {}
    if alone:
        steps[ALONE] = StepSpec(alone, together=False)
    if together:
        steps[TOGETHER] = StepSpec(together, together=True)
    return world.with_steps(steps)
