"""Files that are not used as they came, and what is offered instead until its day is over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.media.inspect import Inspected, inspect
from bot.media.problem import LENGTH, RATIO, SIDES, MediaProblem
from bot.poller.tools import Tools
from providers.profile import MediaKind, MediaLimits
from storage.changes import Change, Finish
from storage.face import Storage
from storage.facts import RequestFacts
from storage.model import Job, MediaStatus, MessageForm
from workflow.asset_requests import SAME_FILE, is_offered, offer_ends, same_asset
from workflow.jobs import JobKind, schedule

MENDABLE = frozenset({SIDES, RATIO, LENGTH})


async def look(
    raw: Path, limits: Mapping[MediaKind, MediaLimits], folder: Path
) -> tuple[Inspected, MediaProblem | None]:
    """What the file becomes, or, with a problem, what would do instead; raises MediaProblem."""
    try:
        return await inspect(raw, limits, folder), None
    except MediaProblem as problem:
        if problem.key not in MENDABLE:
            raise
        try:
            return await inspect(raw, limits, folder, mend=True), problem
        except MediaProblem:
            raise problem from None


async def found_already(storage: Storage, facts: RequestFacts, sha256: str) -> MediaProblem | None:
    """An asset of the same person, ready at this gateway, that holds the very same file."""
    request = facts.request
    found = await storage.same_file(request.team_id, sha256, request.provider)
    return MediaProblem(SAME_FILE) if same_asset(facts, found) else None


async def end_offers(tools: Tools, jobs: Sequence[Job]) -> list[Change]:
    return [await _end_offer(tools, job) for job in jobs]


async def _end_offer(tools: Tools, job: Job) -> Change:
    """First nobody may take it any more, then the file goes."""
    storage, done = tools.desk.storage, Change((Finish(job=job),))
    facts, media = await storage.request_of_media(job.subject), await storage.media(job.subject)
    if facts is None or media is None or media.status is not MediaStatus.REFUSED:
        return done
    if is_offered(media) and await storage.apply(offer_ends(facts, media, tools.desk.moment())) is not None:
        return done
    await tools.store.erase(media.id)
    moment = tools.desk.moment()
    cards = [m for m in await storage.messages_showing([media.id]) if m.form is MessageForm.CARD]
    return Change(tuple(schedule(moment, m.team_id, JobKind.REMOVE_POST, m.id) for m in cards)) + done
