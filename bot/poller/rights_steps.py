"""Steps of rights: an admin's word that never came, a signed release, a report's deadline, what grew old."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bot.media.problem import TIMEOUT, UNKNOWN_TYPE, MediaProblem, too_large
from bot.poller.tools import Tools
from storage.changes import Again, Change, Finish
from storage.model import EndorsementStatus, Job, Media, MediaStatus, ReportStatus
from workflow import endorsements, reports
from workflow.endorsements.releases import MAX_BYTES
from workflow.jobs import JobKind, is_past, schedule
from workflow.keeping import overdue
from workflow.moment import DAY, MINUTE
from workflow.scope import Scope, read_scope
from workflow.use_cases.endorsing import Asked, Endorsing

_TRIES = 3
_HEAD_BYTES = 16
_AT_ONCE = 500
"""Files erased by age in one go; the others follow at once."""
_RELEASES = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
)
TAKEN = "pdf, jpg, png"
"""What a release may be, as a refusal names it."""


async def lapse_endorsement(tools: Tools, jobs: Sequence[Job]) -> list[Change]:
    return [await _lapse(tools, job) for job in jobs]


async def _lapse(tools: Tools, job: Job) -> Change:
    asked = await Endorsing(tools.desk).asked(job.subject)
    if asked is None or asked.endorsement.status is not EndorsementStatus.PENDING:
        return Change((Finish(job=job),))
    moment = tools.desk.moment()
    if asked.endorsement.media_id is not None:
        # A release came just in time: it is looked at first.
        return Change((Again(job=job, due_at=moment.now + MINUTE),))
    lapsed = endorsements.refuse(asked.facts, asked.endorsement, asked.cards, "likeness", moment, lapsed=True)
    return Change((Finish(job=job),)) + lapsed


async def fetch_release(tools: Tools, jobs: Sequence[Job]) -> list[Change]:
    return [await _fetch(tools, job) for job in jobs]


async def _fetch(tools: Tools, job: Job) -> Change:
    asked = await Endorsing(tools.desk).asked(job.subject)
    media = await tools.desk.storage.media(asked.endorsement.media_id or "") if asked else None
    if asked is None or media is None or media.status is not MediaStatus.FETCHING:
        return Change((Finish(job=job),))
    if is_past(job, tools.desk.clock()):
        return _refused(tools, asked, TIMEOUT, job)
    try:
        kept = await _bring_in(tools, media)
    except MediaProblem as problem:
        if problem.temporary and job.attempts + 1 < _TRIES:
            due = tools.desk.clock() + tools.gaps.retry(job.attempts, tools.jitter())
            return Change((Again(job=job, due_at=due, error=problem.key, failed=True),))
        return _refused(tools, asked, problem.key, job)
    return endorsements.release_ready(
        asked.facts, asked.endorsement, kept, _scope(tools, media), asked.cards, job, tools.desk.moment()
    )


def _refused(tools: Tools, asked: Asked, problem: str, job: Job) -> Change:
    moment = tools.desk.moment()
    return endorsements.release_refused(asked.facts, asked.endorsement, problem, asked.cards, job, moment)


def _scope(tools: Tools, media: Media) -> Scope:
    """How far the release reaches, as its admin chose beside the file."""
    source = json.loads(tools.desk.unseal(media.source_sealed))
    return read_scope(source.get("scope") or {})


async def _bring_in(tools: Tools, media: Media) -> Media:
    """The file as it is, once it is known to be a document or a picture; its new row."""
    async with tools.store.staging() as folder:
        raw = folder / "raw"
        await tools.bring_in(media, raw)
        content_type, size, sha256 = await asyncio.to_thread(_look, raw)
        await tools.store.place(media.id, raw)
    return replace(media, status=MediaStatus.READY, content_type=content_type, bytes=size, sha256=sha256)


def _look(raw: Path) -> tuple[str, int, str]:
    """Type, length in bytes and SHA-256; nothing in the file is opened beyond its first bytes."""
    size = raw.stat().st_size
    if size > MAX_BYTES:
        raise too_large(MAX_BYTES)
    content = raw.read_bytes()
    found = next((kind for start, kind in _RELEASES if content[:_HEAD_BYTES].startswith(start)), None)
    if found is None:
        raise MediaProblem(UNKNOWN_TYPE, taken=TAKEN)
    return found, size, hashlib.sha256(content).hexdigest()


async def report_deadline(tools: Tools, jobs: Sequence[Job]) -> list[Change]:
    return [await _overdue(tools, job) for job in jobs]


async def _overdue(tools: Tools, job: Job) -> Change:
    report = await tools.desk.storage.report(job.subject)
    if report is None or report.status is not ReportStatus.OPEN:
        return Change((Finish(job=job),))
    admins = await tools.desk.admin_ids(report.team_id)
    return reports.overdue(report, admins, job, tools.desk.moment())


async def erase_old_media(tools: Tools, jobs: Sequence[Job]) -> list[Change]:
    return [await _erase_old(tools, job) for job in jobs]


async def _erase_old(tools: Tools, job: Job) -> Change:
    """Once a day, for as long as a workspace wants anything erased by age."""
    storage, moment, team = tools.desk.storage, tools.desk.moment(), job.subject
    settings = await tools.desk.settings(team)
    if not settings.erases:
        return Change((Finish(job=job),))
    old = await overdue(storage, team, settings, moment.now, _AT_ONCE)
    gap = MINUTE if len(old) >= _AT_ONCE else DAY
    return Change(
        (
            *(schedule(moment, team, JobKind.ERASE_MEDIA, media_id) for media_id in old),
            Again(job=job, due_at=moment.now + gap),
        )
    )
