"""What hangs on somebody who was deactivated: it pauses, and those who wait for it are asked, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storage.changes import Cancel, Change, Record, Step, Update
from storage.facts import AssetFacts, VideoFacts
from storage.model import Approval, ApprovalStatus, Person, Video, VideoStatus
from workflow.jobs import JobKind
from workflow.messages import MessageKind, notice, video_cards
from workflow.moment import Moment
from workflow.videos.shared import ended

_ASKING = (JobKind.LAPSE_APPROVAL, JobKind.REMIND_APPROVAL)


@dataclass(frozen=True, kw_only=True)
class Hanging:
    """What waits for one member: uses he was asked about, assets he owns, assets that picture him."""

    approvals: Sequence[tuple[Approval, VideoFacts]] = ()
    owned: Sequence[AssetFacts] = ()
    person: Person | None = None
    pictures: Sequence[AssetFacts] = ()


def left(team_id: str, user_id: str, hanging: Hanging, admins: Sequence[str], moment: Moment) -> Change:
    """Requesters of uses, admins for what he owned, and owners of what pictures him are told."""
    once = str(moment.now)
    steps: list[Step] = []
    for _, facts in hanging.approvals:
        requester, video = facts.video.requester_id, facts.video.id
        if facts.video.status is VideoStatus.AWAITING_APPROVAL and requester != user_id:
            steps.append(
                notice(moment, team_id, MessageKind.APPROVER_LEFT, video, requester, once=once, user=user_id)
            )
    if hanging.owned:
        steps += [
            notice(moment, team_id, MessageKind.OWNER_LEFT, user_id, admin, once=once)
            for admin in admins
            if admin != user_id
        ]
    if hanging.person is not None:
        owners = sorted({a.asset.owner_id for a in hanging.pictures} - {user_id})
        steps += [
            notice(moment, team_id, MessageKind.PERSON_LEFT, hanging.person.id, owner, once=once)
            for owner in owners
        ]
    return Change(tuple(steps))


def cancel_waiting(facts: VideoFacts, actor: str, moment: Moment) -> Change:
    """A video that waits for a yes is not made; nobody's answer is waited for any more."""
    video = facts.video
    waiting = [a for a in facts.approvals if a.status is ApprovalStatus.PENDING]
    return Change(
        (
            Update(
                table=Video,
                where={"id": video.id, "status": VideoStatus.AWAITING_APPROVAL},
                values={"status": VideoStatus.CANCELLED, "finished_at": moment.now},
                guard="already_started",
            ),
            *(Cancel(kind=kind, subject=approval.id) for approval in waiting for kind in _ASKING),
            Record(
                team_id=video.team_id,
                at=moment.now,
                kind="video_cancelled",
                actor=actor,
                subject=video.id,
                body={},
            ),
            ended(facts, moment),
            *video_cards(moment, facts),
        )
    )
