"""Reporting a posted video, and deciding what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass

from storage.changes import Change
from storage.facts import VideoFacts
from storage.model import Message, Report, ReportStatus, VideoStatus
from workflow import reports
from workflow.access import Action, Actor, Deny, decide
from workflow.messages import MessageKind
from workflow.use_cases.desk import Desk, Problem


@dataclass(frozen=True)
class Reporting:
    desk: Desk

    async def reportable(self, video_id: str, actor: Actor, team_id: str) -> VideoFacts | Problem:
        """The video, when it is posted and this is somebody who may object to it."""
        facts = await self.desk.storage.video(video_id)
        if facts is None or facts.video.team_id != team_id:
            return Problem(key="gone")
        mine = [a for a in facts.assets if a.person is not None and a.person.slack_user_id == actor.user_id]
        denied = decide(actor, Action.REPORT_VIDEO, mine[0] if mine else None, video=facts.video)
        if isinstance(denied, Deny):
            return Problem(key=denied.reason)
        return facts if is_posted(facts) else Problem(key="video_not_posted")

    async def report(
        self, video_id: str, actor: Actor, team_id: str, reason: str | None, key: str
    ) -> Problem | None:
        """Write the report under its trigger's dedupe key."""
        facts = await self.reportable(video_id, actor, team_id)
        if isinstance(facts, Problem):
            return facts
        problem = await self.desk.commit(
            reports.report(
                facts,
                actor.user_id,
                as_person=any(a.person and a.person.slack_user_id == actor.user_id for a in facts.assets),
                reason=reason,
                admins=await self.desk.admin_ids(team_id),
                moment=self.desk.moment(),
                key=key,
            )
        )
        if problem is not None and problem.key == "taken:reports":
            return Problem(key="already_reported")
        return problem

    async def decidable(self, report_id: str, actor: Actor) -> tuple[Report, VideoFacts] | Problem:
        """The report and its video, when this is somebody who may decide and nobody did."""
        report = await self.desk.storage.report(report_id)
        facts = await self.desk.storage.video(report.video_id) if report else None
        if report is None or facts is None:
            return Problem(key="gone")
        may = [decide(actor, Action.DECIDE_REPORT, a, video=facts.video) for a in facts.assets or (None,)]
        if all(isinstance(each, Deny) for each in may):
            return Problem(key=next(each.reason for each in may if isinstance(each, Deny)))
        if report.status is not ReportStatus.OPEN:
            return decided_already(report)
        return report, facts

    async def decide(self, report_id: str, actor: Actor, status: ReportStatus, reason: str) -> Problem | None:
        """An owner's or admin's decision; a later one learns who decided and when."""
        found = await self.decidable(report_id, actor)
        if isinstance(found, Problem):
            return found
        report, facts = found
        problem = await self.desk.commit(await self._deciding(report, facts, status, reason, actor))
        if problem is not None and problem.key == "already_decided":
            return decided_already(await self.desk.storage.report(report.id) or report)
        return problem

    async def _deciding(
        self, report: Report, facts: VideoFacts, status: ReportStatus, reason: str, actor: Actor
    ) -> Change:
        storage = self.desk.storage
        open_ones = [r for r in await storage.reports_of(report.video_id) if r.status is ReportStatus.OPEN]
        others = [other for other in open_ones if other.id != report.id]
        settled = [report, *others] if status is ReportStatus.UPHELD else [report]
        about = await storage.messages_about([*(one.id for one in settled), report.video_id])
        return reports.decide(
            facts,
            report,
            status,
            reason,
            actor.user_id,
            _of_kind(about, MessageKind.REPORT_CARD),
            _of_kind(about, MessageKind.VIDEO_POSTED),
            self.desk.moment(),
            others,
        )


def is_posted(facts: VideoFacts) -> bool:
    """Whether the video was made, posted, and not taken down since."""
    video = facts.video
    made = video.status is VideoStatus.SUCCEEDED and video.result_media_id is not None
    return made and video.failure is None


def decided_already(report: Report) -> Problem:
    return Problem(
        key="report_already_decided",
        params={"decision": report.status, "by": report.decided_by, "at": report.decided_at},
    )


def _of_kind(messages: list[Message], kind: MessageKind) -> list[Message]:
    return [message for message in messages if message.kind == kind]
