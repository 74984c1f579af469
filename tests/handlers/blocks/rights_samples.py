"""Endorsements and reports in every state, plain or as long as they can get."""

from __future__ import annotations

from storage.model import Endorsement, EndorsementKind, EndorsementStatus, Report, ReportStatus
from tests.handlers.blocks.basics import NOW, PLAIN, RACHEL, TEAM, TOM, Words, an_id


def endorsement(
    kind: EndorsementKind = EndorsementKind.DECLARATION,
    status: EndorsementStatus = EndorsementStatus.PENDING,
    *,
    words: Words = PLAIN,
    media: bool = False,
) -> Endorsement:
    """An admin's word; `media`: a release was attached and is being looked at."""
    decided = status in (EndorsementStatus.GIVEN, EndorsementStatus.REFUSED)
    return Endorsement(
        id=an_id("e"),
        team_id=TEAM,
        request_id=an_id("q"),
        kind=kind,
        status=status,
        deadline_at=NOW + 86_400_000,
        decided_by=TOM if decided or media else None,
        decided_at=NOW if decided else None,
        media_id=an_id("m", 98) if media else None,
        reason=words.reason if status is EndorsementStatus.REFUSED else None,
        created_at=NOW,
    )


def report(
    status: ReportStatus = ReportStatus.OPEN, *, as_person: bool = True, words: Words = PLAIN
) -> Report:
    over = status is not ReportStatus.OPEN
    return Report(
        id=an_id("o"),
        team_id=TEAM,
        video_id=an_id("v"),
        reporter_id=RACHEL,
        as_person=as_person,
        reason=words.reason,
        status=status,
        deadline_at=NOW + 86_400_000,
        decided_by=TOM if over else None,
        decided_at=NOW if over else None,
        decision_reason=words.reason if over else None,
        created_at=NOW,
    )
