"""What the journal knows and a restored backup does not, as changes: nothing is undone, nothing repeated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from providers.face import Handle
from storage.changes import Cancel, Change, Insert, Post, Step, Update, change
from storage.facts import RequestFacts, VideoFacts
from storage.model import (
    Approval,
    ApprovalStatus,
    Message,
    MessageForm,
    MessageStatus,
    Registration,
    RegistrationStatus,
    Submission,
    SubmissionStatus,
    Video,
    VideoStatus,
)
from workflow import registrations
from workflow.jobs import Gaps, JobKind, schedule
from workflow.messages import MessageKind, notice, video_cards
from workflow.moment import SUBMIT_DEADLINE, VIDEO_DEADLINE, Moment

_BEFORE_THE_ANSWER = (VideoStatus.AWAITING_APPROVAL, VideoStatus.STARTING, VideoStatus.UNKNOWN)
_NOT_SENT = (RegistrationStatus.WAITING, RegistrationStatus.SUBMITTING, RegistrationStatus.UNKNOWN)


@dataclass(frozen=True, kw_only=True)
class SeenPost:
    """A message as the journal tells of it; `channel` and `ts` are None when nobody knows where it stands."""

    line: Mapping[str, Any]
    channel: str | None = None
    ts: str | None = None


def video_began(facts: VideoFacts, intent_at: int, handle: Handle | None, moment: Moment) -> Change:
    """The paid call was made after the backup: followed on with its handle, else a person decides."""
    video = facts.video
    if video.status not in _BEFORE_THE_ANSWER or (video.status is VideoStatus.UNKNOWN and handle is None):
        return Change()
    where = {"id": video.id, "status": _BEFORE_THE_ANSWER}
    over = (*_everybody_agreed(facts, moment), Cancel(kind=JobKind.START_VIDEO, subject=video.id))
    if handle is None:
        lost = {"status": VideoStatus.UNKNOWN, "intent_at": intent_at, "failure": "answer_lost"}
        asked = notice(
            moment,
            video.team_id,
            MessageKind.VIDEO_UNKNOWN,
            video.id,
            video.requester_id,
            once=str(intent_at),
        )
        return change(
            Update(table=Video, where=where, values=lost), *over, asked, *video_cards(moment, facts)
        )
    known = {
        "status": VideoStatus.QUEUED,
        "intent_at": intent_at,
        "handle": dict(handle),
        "started_at": moment.now,
        "failure": None,
    }
    reading = schedule(
        moment,
        video.team_id,
        JobKind.READ_VIDEO,
        video.id,
        deadline=VIDEO_DEADLINE,
        provider=video.provider,
        account=video.account,
    )
    return change(Update(table=Video, where=where, values=known), *over, reading, *video_cards(moment, facts))


def _everybody_agreed(facts: VideoFacts, moment: Moment) -> list[Step]:
    """An intent is written only when every approver said yes, so whoever still waits did so since."""
    steps: list[Step] = []
    for approval in facts.approvals:
        if approval.status is ApprovalStatus.PENDING:
            values = {"status": ApprovalStatus.ALLOWED_ONCE, "decided_at": moment.now}
            steps += [
                Update(table=Approval, where={"id": approval.id}, values=values),
                Cancel(kind=JobKind.LAPSE_APPROVAL, subject=approval.id),
                Cancel(kind=JobKind.REMIND_APPROVAL, subject=approval.id),
            ]
    return steps


def registration_sent(
    facts: RequestFacts,
    registration: Registration,
    submission: Submission,
    handle: Handle | None,
    gaps: Gaps,
    moment: Moment,
) -> Change:
    """The create call was made after the backup: with a handle its review is read, else it is looked for."""
    if registration.status not in _NOT_SENT:
        return Change()
    is_new = all(known.id != submission.id for known in facts.submissions)
    status = SubmissionStatus.CALLING if handle is None else SubmissionStatus.ANSWERED
    steps: list[Step] = [
        *([Insert(row=_with_status(submission, status, moment))] if is_new else []),
        Update(
            table=Registration,
            where={"id": registration.id, "status": _NOT_SENT},
            values={"status": RegistrationStatus.SUBMITTING, "submission_id": submission.id},
        ),
    ]
    if handle is not None:
        return Change(tuple(steps)) + registrations.found(facts, registration, handle, gaps, moment)
    request = facts.request
    looking = schedule(
        moment,
        request.team_id,
        JobKind.SUBMIT,
        request.id,
        deadline=SUBMIT_DEADLINE,
        provider=submission.provider,
        account=submission.account,
    )
    return Change((*steps, looking))


def _with_status(submission: Submission, status: SubmissionStatus, moment: Moment) -> Submission:
    answered = None if status is SubmissionStatus.CALLING else moment.now
    return Submission(
        id=submission.id,
        team_id=submission.team_id,
        request_id=submission.request_id,
        provider=submission.provider,
        account=submission.account,
        status=status,
        registration_ids=submission.registration_ids,
        started_at=submission.started_at,
        answered_at=answered,
    )


def message_stands(known: Message, seen: SeenPost, moment: Moment) -> Change:
    """A message of the backup that was posted since, or may have been: never posted again unlooked."""
    if seen.ts is None:
        doubt = {"id": known.id, "status": MessageStatus.PENDING, "sent_ts": None}
        return change(Update(table=Message, where=doubt, values={"status": MessageStatus.INDETERMINATE}))
    if known.sent_ts == seen.ts:
        return Change()
    # A card is edited to its newest state; a notice has been said.
    is_card = known.form is MessageForm.CARD
    status = MessageStatus.PENDING if is_card else MessageStatus.SENT
    values = {
        "status": status,
        "sent_channel": seen.channel,
        "sent_ts": seen.ts,
        "sent_revision": 0 if is_card else known.wanted_revision,
        "due_at": moment.now,
    }
    return change(Update(table=Message, where={"id": known.id}, values=values))


def message_was_wanted(seen: SeenPost, thread: str | None, moment: Moment) -> Change:
    """A message that the backup does not know: its dedupe key is taken, so that it is not said again."""
    line = seen.line
    is_sent = seen.ts is not None
    return change(
        Post(
            message=Message(
                id=str(line["id"]),
                team_id=str(line["team"]),
                form=MessageForm(line["form"]),
                kind=str(line["kind"]),
                subject=str(line["subject"]),
                channel=str(line["channel"]),
                dedupe=str(line["dedupe"]),
                params=dict(line["params"]),
                thread=thread,
                status=MessageStatus.SENT if is_sent else MessageStatus.INDETERMINATE,
                sent_revision=1 if is_sent else 0,
                sent_channel=seen.channel,
                sent_ts=seen.ts,
                files={},
                due_at=moment.now,
                created_at=int(line["created"]),
            )
        )
    )
