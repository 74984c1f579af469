"""Looks at videos under way, parted so that none waits long for another's answer."""

from __future__ import annotations

from collections.abc import Sequence

from bot.poller.tools import Tools
from providers.base import SINGLES, batched
from providers.profile import CallKind
from storage.model import Job


async def split_videos(tools: Tools, jobs: Sequence[Job]) -> list[tuple[Job, ...]]:
    """A handful at a time; no gateway tells of several videos in one call."""
    profile = tools.profile(jobs[0].provider or "")
    tools.plan.can_read(jobs[0], profile.rate(CallKind.READ_VIDEO))
    return [tuple(jobs[index] for index in chunk) for chunk in batched(range(len(jobs)), SINGLES)]
