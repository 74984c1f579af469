"""One approver's yes or no to one use; any no ends it."""

from __future__ import annotations

from collections.abc import Sequence

from storage.changes import Cancel, Change, Insert, Record, Step, Update
from storage.facts import VideoFacts
from storage.model import Allowance, Approval, ApprovalStatus, Video, VideoStatus
from workflow.jobs import JobKind
from workflow.messages import video_cards
from workflow.moment import Moment
from workflow.videos.shared import ended, start_job


def decide_approval(
    facts: VideoFacts,
    approval: Approval,
    status: ApprovalStatus,
    *,
    reason: str | None,
    moment: Moment,
    standing: Sequence[Allowance] = (),
) -> Change:
    """One approver's answer; the first on a row wins, any no ends the use.

    `standing` are allowances that hold already, so that *always* adds only what is missing.
    """
    video = facts.video
    steps: list[Step] = [
        Update(
            table=Approval,
            where={"id": approval.id, "status": ApprovalStatus.PENDING},
            values={"status": status, "decided_at": moment.now, "reason": reason},
            guard="already_decided",
        ),
        Cancel(kind=JobKind.LAPSE_APPROVAL, subject=approval.id),
        Record(
            team_id=video.team_id,
            at=moment.now,
            kind="approval_decided",
            actor=approval.approver_id if status is not ApprovalStatus.LAPSED else "likeness",
            subject=approval.id,
            body={"video": video.id, "answer": status},
        ),
    ]
    if video.status is VideoStatus.AWAITING_APPROVAL:
        steps += _consequences(facts, approval, status, moment)
    if status is ApprovalStatus.ALLOWED_ALWAYS:
        steps += [Insert(row=a) for a in _allowances(facts, approval, standing, moment)]
    return Change((*steps, *video_cards(moment, facts)))


def _consequences(
    facts: VideoFacts, approval: Approval, status: ApprovalStatus, moment: Moment
) -> list[Step]:
    if status in (ApprovalStatus.REFUSED, ApprovalStatus.LAPSED):
        return _refused(facts, approval, moment)
    return [start_job(facts.video, moment)]


def _refused(facts: VideoFacts, approval: Approval, moment: Moment) -> list[Step]:
    """The use ends; nobody else's answer is waited for any more."""
    video = facts.video
    others = (a for a in facts.approvals if a.id != approval.id and a.status is ApprovalStatus.PENDING)
    return [
        Update(
            table=Video,
            where={"id": video.id, "status": VideoStatus.AWAITING_APPROVAL},
            values={"status": VideoStatus.REFUSED, "finished_at": moment.now},
        ),
        *(Cancel(kind=JobKind.LAPSE_APPROVAL, subject=other.id) for other in others),
        ended(facts, moment),
    ]


def _allowances(
    facts: VideoFacts, approval: Approval, standing: Sequence[Allowance], moment: Moment
) -> list[Allowance]:
    """Standing approvals for the assets this approver speaks for: his face, or what he owns."""
    known = {a.asset_id for a in standing if a.approver_id == approval.approver_id and a.ended_at is None}
    mine = [
        a
        for a in facts.assets
        if a.asset.id not in known
        and (
            a.person is not None and a.person.slack_user_id == approval.approver_id
            if approval.as_person
            else a.asset.owner_id == approval.approver_id
        )
    ]
    return [
        Allowance(
            id=moment.new_id("w"),
            team_id=facts.video.team_id,
            asset_id=asset.asset.id,
            approver_id=approval.approver_id,
            channel=facts.video.channel,
            approval_id=approval.id,
            created_at=moment.now,
        )
        for asset in {a.asset.id: a for a in mine}.values()
    ]
