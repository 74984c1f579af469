"""Somebody objects to a posted video: nothing is hidden, a clock starts, owners and admins are told."""

from __future__ import annotations

from collections.abc import Iterable

from storage.changes import Change, Digested, Insert, Once, Record
from storage.facts import VideoFacts
from storage.model import Report, ReportStatus
from workflow.jobs import JobKind, schedule
from workflow.messages import MessageKind, cards_for_each, notice
from workflow.moment import REPORT_LIFE, Moment


def report(
    facts: VideoFacts,
    reporter_id: str,
    *,
    as_person: bool,
    reason: str | None,
    admins: Iterable[str],
    moment: Moment,
    key: str,
) -> Change:
    """One report; the same member has one open at a time (guard `taken:reports`)."""
    video = facts.video
    row = Report(
        id=moment.new_id("o"),
        team_id=video.team_id,
        video_id=video.id,
        reporter_id=reporter_id,
        as_person=as_person,
        reason=reason,
        status=ReportStatus.OPEN,
        deadline_at=moment.now + REPORT_LIFE,
        created_at=moment.now,
    )
    deciders = sorted({*owners_of(facts), *admins}) or [video.requester_id]
    return Change(
        (
            Once(team_id=video.team_id, key=key, at=moment.now),
            Insert(row=row),
            schedule(moment, video.team_id, JobKind.REPORT_DEADLINE, row.id, after=REPORT_LIFE),
            *cards_for_each(moment, video.team_id, MessageKind.REPORT_CARD, row.id, deciders),
            notice(moment, video.team_id, MessageKind.REPORT_RECEIVED, row.id, reporter_id),
            Record(
                team_id=video.team_id,
                at=moment.now,
                kind="video_reported",
                actor=reporter_id,
                subject=row.id,
                body={"video": video.id, "as_person": as_person, "reason": Digested(reason)},
            ),
        )
    )


def owners_of(facts: VideoFacts) -> tuple[str, ...]:
    """Owners of what is in the video."""
    return tuple(sorted({asset.asset.owner_id for asset in facts.assets}))
