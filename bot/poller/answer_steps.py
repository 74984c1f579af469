"""Steps about answers: reminding an approver, and ending a yes at its date."""

from __future__ import annotations

from collections.abc import Sequence

from bot.poller.tools import Tools
from storage.changes import Again, Change, Finish
from storage.model import Job
from workflow import consents, videos
from workflow.messages import MessageKind
from workflow.scope import read_scope


async def remind_approval(tools: Tools, jobs: Sequence[Job]) -> list[Change]:
    return [Change((Finish(job=job),)) + await _remind(tools, job) for job in jobs]


async def _remind(tools: Tools, job: Job) -> Change:
    storage = tools.desk.storage
    approval = await storage.approval(job.subject)
    facts = await storage.video(approval.video_id) if approval else None
    if approval is None or facts is None:
        return Change()
    card = await storage.card(approval.team_id, f"{MessageKind.APPROVAL_CARD}:{approval.id}")
    return videos.remind(facts, approval, card, tools.desk.moment())


async def end_consent(tools: Tools, jobs: Sequence[Job]) -> list[Change]:
    return [await _end(tools, job) for job in jobs]


async def _end(tools: Tools, job: Job) -> Change:
    storage, done = tools.desk.storage, Change((Finish(job=job),))
    consent = await storage.consent(job.subject)
    until = read_scope(consent.scope).until if consent else None
    if consent is None or until is None or consent.ended_at is not None:
        return done
    moment = tools.desk.moment()
    if moment.now < until:
        return Change((Again(job=job, due_at=until),))
    asset = (await storage.assets_by_id(consent.team_id, [consent.asset_id])).get(consent.asset_id)
    if asset is None:
        return done
    requests = await storage.requests_of_asset(consent.asset_id)
    using = await storage.videos_of_assets([consent.asset_id])
    return done + consents.end(asset, consent, requests, using, moment)
