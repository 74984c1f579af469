"""One approver's yes or no to one use, any no ends it; and an admin's yes in an owner's place."""

from __future__ import annotations

from collections.abc import Sequence

from storage.changes import Cancel, Change, Digested, Insert, Post, Record, Require, Step, Update
from storage.facts import AssetFacts, VideoFacts
from storage.model import Allowance, Approval, ApprovalStatus, Message, Video, VideoStatus
from workflow.jobs import JobKind
from workflow.messages import MessageKind, approval_card, notice, video_card, video_cards
from workflow.moment import Moment
from workflow.videos.shared import ended, start_job

_NO = (ApprovalStatus.REFUSED, ApprovalStatus.LAPSED)


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

    `standing` are allowances that hold already, so that *always* adds only what is missing. Nobody decided
    what lapsed.
    """
    video = facts.video
    by = approval.approver_id if status is not ApprovalStatus.LAPSED else None
    steps: list[Step] = [
        *_settled(approval, status, by, reason, moment),
        Record(
            team_id=video.team_id,
            at=moment.now,
            kind="approval_decided",
            actor=by or "likeness",
            subject=approval.id,
            body={"video": video.id, "answer": status},
        ),
    ]
    if video.status is VideoStatus.AWAITING_APPROVAL:
        steps += _consequences(facts, approval, status, moment)
    if status is ApprovalStatus.ALLOWED_ALWAYS:
        steps += [Insert(row=a) for a in _allowances(facts, approval, standing, moment)]
    if status in _NO:
        return Change((*steps, *video_cards(moment, facts)))
    return Change((*steps, *_cards_of_a_yes(facts, approval, moment)))


def _cards_of_a_yes(facts: VideoFacts, approval: Approval, moment: Moment) -> tuple[Post, ...]:
    """Whoever else is asked still reads the same."""
    return (video_card(moment, facts.video), approval_card(moment, approval))


def override(facts: VideoFacts, approval: Approval, *, admin: str, reason: str, moment: Moment) -> Change:
    """An admin's yes in an owner's place, for this one video; everybody pictured is told who and why."""
    video = facts.video
    pictured = {a.person.slack_user_id for a in facts.assets if a.person is not None}
    told = sorted(user for user in pictured if user not in (None, admin))
    return Change(
        (
            *_settled(approval, ApprovalStatus.ALLOWED_ONCE, admin, reason, moment),
            Require(
                table=Video,
                where={"id": video.id, "status": VideoStatus.AWAITING_APPROVAL},
                guard="already_decided",
            ),
            Record(
                team_id=video.team_id,
                at=moment.now,
                kind="approval_overridden",
                actor=admin,
                subject=approval.id,
                body={"video": video.id, "reason": Digested(reason)},
            ),
            start_job(video, moment),
            *(notice(moment, video.team_id, MessageKind.OVERRIDE_TOLD, approval.id, user) for user in told),
            *_cards_of_a_yes(facts, approval, moment),
        )
    )


def remind(facts: VideoFacts, approval: Approval, card: Message | None, moment: Moment) -> Change:
    """Once, in the thread of the card that asked, while the answer is still wanted."""
    waits = facts.video.status is VideoStatus.AWAITING_APPROVAL and approval.status is ApprovalStatus.PENDING
    if not waits:
        return Change()
    team, to = approval.team_id, approval.approver_id
    return Change((notice(moment, team, MessageKind.APPROVAL_REMINDER, approval.id, to, thread=card),))


def _settled(
    approval: Approval, status: ApprovalStatus, by: str | None, reason: str | None, moment: Moment
) -> list[Step]:
    """The row's one outcome; whoever comes second fails its guard."""
    values = {"status": status, "decided_at": moment.now, "decided_by": by, "reason": reason}
    return [
        Update(
            table=Approval,
            where={"id": approval.id, "status": ApprovalStatus.PENDING},
            values=values,
            guard="already_decided",
        ),
        *_no_more_waiting(approval),
    ]


def _no_more_waiting(approval: Approval) -> list[Step]:
    return [
        Cancel(kind=kind, subject=approval.id) for kind in (JobKind.LAPSE_APPROVAL, JobKind.REMIND_APPROVAL)
    ]


def speaks_for(approval: Approval, asset: AssetFacts) -> bool:
    """Whether this is about the approver's own face, or an asset that he owns."""
    if approval.as_person:
        return asset.person is not None and asset.person.slack_user_id == approval.approver_id
    return asset.asset.owner_id == approval.approver_id


def _consequences(
    facts: VideoFacts, approval: Approval, status: ApprovalStatus, moment: Moment
) -> list[Step]:
    if status in _NO:
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
        *(step for other in others for step in _no_more_waiting(other)),
        ended(facts, moment),
    ]


def _allowances(
    facts: VideoFacts, approval: Approval, standing: Sequence[Allowance], moment: Moment
) -> list[Allowance]:
    """Standing approvals for the assets this approver speaks for: his face, or what he owns."""
    known = {a.asset_id for a in standing if a.approver_id == approval.approver_id and a.ended_at is None}
    mine = [a for a in facts.assets if a.asset.id not in known and speaks_for(approval, a)]
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
