"""What becomes of a report: one recorded decision, or a reminder that there is none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from storage.changes import Cancel, Change, Digested, Finish, Record, Require, Step, Update
from storage.facts import VideoFacts
from storage.model import Job, Message, Report, ReportStatus, Video, VideoStatus
from workflow.jobs import JobKind, schedule
from workflow.messages import MessageKind, cards_again, notice, video_cards
from workflow.moment import Moment
from workflow.reports.reporting import owners_of

TAKEN_DOWN = "taken_down"
"""The failure of a video that was made and posted, and is not shown any more."""


def decide(
    facts: VideoFacts,
    report: Report,
    status: ReportStatus,
    reason: str,
    actor: str,
    cards: Sequence[Message],
    posts: Sequence[Message],
    moment: Moment,
    others: Sequence[Report] = (),
) -> Change:
    """Somebody decides; the first decision stands. `cards` show the reports, `posts` are the video's.

    A video that is taken down answers every other open report of it, `others`, as well.
    """
    settled = (report, *others) if status is ReportStatus.UPHELD else (report,)
    steps = [step for one in settled for step in _settle(one, facts, status, reason, actor, moment)]
    if status is ReportStatus.UPHELD:
        steps += _taken_down(facts, posts, moment)
    return Change((*steps, *cards_again(moment, cards)))


def _settle(
    report: Report, facts: VideoFacts, status: ReportStatus, reason: str, actor: str, moment: Moment
) -> list[Step]:
    values = {
        "status": status,
        "decided_by": actor,
        "decided_at": moment.now,
        "decision_reason": reason,
    }
    told = sorted({report.reporter_id, facts.video.requester_id, *owners_of(facts)})
    return [
        Update(
            table=Report,
            where={"id": report.id, "status": ReportStatus.OPEN},
            values=values,
            guard="already_decided",
        ),
        Cancel(kind=JobKind.REPORT_DEADLINE, subject=report.id),
        Record(
            team_id=report.team_id,
            at=moment.now,
            kind="report_decided",
            actor=actor,
            subject=report.id,
            body={"video": report.video_id, "decision": status, "reason": Digested(reason)},
        ),
        *(notice(moment, report.team_id, MessageKind.REPORT_DECIDED, report.id, user) for user in told),
    ]


def _taken_down(facts: VideoFacts, posts: Sequence[Message], moment: Moment) -> list[Step]:
    """The posts go, our copy goes, and the card says so."""
    video = facts.video
    where = {"id": video.id, "status": VideoStatus.SUCCEEDED, "failure": None}
    media = [media_id for media_id in (video.result_media_id, video.poster_media_id) if media_id]
    return [
        Update(table=Video, where=where, values={"failure": TAKEN_DOWN}),
        *(schedule(moment, video.team_id, JobKind.REMOVE_POST, post.id) for post in posts),
        *(schedule(moment, video.team_id, JobKind.ERASE_MEDIA, media_id) for media_id in media),
        *video_cards(moment, facts),
    ]


def overdue(report: Report, admins: Iterable[str], job: Job, moment: Moment) -> Change:
    """48 hours went by: the admins are reminded, once, and that is recorded; a decision may still come."""
    return Change(
        (
            Finish(job=job),
            Require(
                table=Report, where={"id": report.id, "status": ReportStatus.OPEN}, guard="already_decided"
            ),
            Record(
                team_id=report.team_id,
                at=moment.now,
                kind="report_overdue",
                actor="likeness",
                subject=report.id,
                body={"video": report.video_id},
            ),
            *(
                notice(moment, report.team_id, MessageKind.REPORT_OVERDUE, report.id, admin)
                for admin in admins
            ),
        )
    )
