"""A posted video that people object to."""

from __future__ import annotations

from storage.changes import Insert, change
from storage.model import ReportStatus, VideoStatus
from tests.support import rows
from tests.workflow.studio import LEASE, MAYA, TEAM, TOM, Studio
from workflow import reports
from workflow.access import Actor
from workflow.use_cases import Desk
from workflow.use_cases.reporting import Reporting

ADA, WEI, VIDEO = "U0ADA", "U0WEI", "v_aaaaaaaaaaaa"
OWNER, ADMIN = Actor(user_id=MAYA), Actor(user_id=ADA, is_admin=True)


def reporting(studio: Studio) -> Reporting:
    desk = Desk(
        storage=studio.storage,
        profiles={"pomex": studio.profile},
        clock=lambda: studio.now,
        new_id=studio.new_id,
        new_state=lambda: ("state", "hash"),
        seal=str,
        unseal=str,
        admins=frozenset({ADA}),
    )
    return Reporting(desk)


async def posted(studio: Studio) -> str:
    """Tom's video with Rachel's picture, which Maya owns, posted in a channel."""
    result = rows.media(id="m_result", kind="video", content_type="video/mp4")
    video = rows.video(id=VIDEO, requester_id=TOM, status=VideoStatus.SUCCEEDED, result_media_id="m_result")
    post = rows.notice(id="n_5", kind="video_posted", subject=VIDEO)
    new = (
        result,
        video,
        rows.video_reference(video_id=VIDEO),
        rows.card(id="n_9", kind="video_card", subject=VIDEO),
        post,
    )
    await studio.write(change(*rows.request_rows(), *(Insert(row=row) for row in new)))
    return video.id


async def reported(studio: Studio, actor: Actor, reason: str | None = None) -> str:
    """A report; its id."""
    assert await reporting(studio).report(VIDEO, actor, TEAM, reason, studio.new_id("k")) is None
    return (await studio.storage.reports_of(VIDEO))[-1].id


async def lapse(studio: Studio, report_id: str) -> str | None:
    """The deadline's job, run; the guard that stopped it."""
    jobs = await studio.storage.claim_jobs(studio.now, LEASE, 100)
    job = next((job for job in jobs if job.subject == report_id), None)
    report = await studio.storage.report(report_id)
    if job is None or report is None or report.status is not ReportStatus.OPEN:
        return "closed"
    return await studio.storage.apply(reports.overdue(report, [ADA], job, studio.moment))
