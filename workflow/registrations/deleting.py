"""Deleting a registration: what is due for it, what the gateway said, and how it ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from providers.errors import NotFound, ProviderError, Refused, Unsupported
from providers.face import Handle
from storage.changes import Again, Change, Finish, Record, Step, Update
from storage.facts import AssetFacts, RequestFacts, VideoFacts
from storage.model import (
    Job,
    Millis,
    Registration,
    RegistrationStatus,
    Video,
    VideoStatus,
)
from workflow.failures import failure_key
from workflow.jobs import Gaps, JobKind, schedule
from workflow.messages import asset_card
from workflow.moment import HOUR, VIDEO_DEADLINE, Moment
from workflow.registrations.shared import answer_was_lost, has_ended

OVER = (RegistrationStatus.DELETED, RegistrationStatus.KEPT_BY_GATEWAY)
_SETTLED = (
    RegistrationStatus.WAITING,
    RegistrationStatus.IN_REVIEW,
    RegistrationStatus.ACTIVE,
    RegistrationStatus.FAILED,
)


class Deletion(StrEnum):
    """What is due for a registration that is to go."""

    NOTHING = "nothing"  # it is over, or it stays
    NEVER_SENT = "never_sent"  # no call of ours reached the gateway with it
    LATER = "later"  # a create call or a paid video is under way
    LOOK_FOR = "look_for"  # the create call's answer was lost
    DELETE = "delete"  # the gateway has it


class End(StrEnum):
    """How a deletion ended, as the ledger keeps it; a gateway's refusal ends it with the failure's key."""

    CONFIRMED = "confirmed"  # the gateway said so
    NEVER_SENT = "never_sent"
    NOT_FOUND = "not_found"  # the create call was lost, and the gateway has nothing of it
    NO_DELETE = "no_delete"  # the gateway has it and no way to delete it
    ANSWER_LOST = "answer_lost"  # the gateway may have it, and nothing proves either way


def begin_deletion(asset: AssetFacts, moment: Moment) -> list[Step]:
    """Every registration of an asset that ends is to go, one whose create call is out once it is known."""
    there = (r for r in asset.registrations if r.status not in OVER)
    return [step for registration in there for step in delete_registration(registration, moment)]


def delete_registration(registration: Registration, moment: Moment) -> list[Step]:
    return [
        Update(
            table=Registration,
            where={"id": registration.id, "status": _SETTLED},
            values={"status": RegistrationStatus.DELETING, "failure": None, "failure_code": None},
        ),
        schedule(
            moment,
            registration.team_id,
            JobKind.DELETE_REGISTRATION,
            registration.id,
            provider=registration.provider,
            account=registration.account,
        ),
    ]


def deletion_due(
    facts: RequestFacts, registration: Registration, videos: Sequence[VideoFacts], now: Millis
) -> Deletion:
    """What to do about it now; `videos` are all that use its asset."""
    match registration.status:
        case status if status in OVER or not _is_to_go(facts, registration):
            return Deletion.NOTHING
        case RegistrationStatus.SUBMITTING:
            return Deletion.LATER
        case RegistrationStatus.UNKNOWN:
            return Deletion.LOOK_FOR
    if registration.handle is None:
        return Deletion.LOOK_FOR if answer_was_lost(facts, registration) else Deletion.NEVER_SENT
    there = any(_may_be_running(facts.video, registration, now) for facts in videos)
    return Deletion.LATER if there else Deletion.DELETE


def _is_to_go(facts: RequestFacts, registration: Registration) -> bool:
    if registration.status is RegistrationStatus.DELETING:
        return True
    return any(a.asset.id == registration.asset_id and has_ended(a) for a in facts.assets)


def _may_be_running(video: Video, registration: Registration, now: Millis) -> bool:
    """Whether the gateway may be at work with it; a start nobody heard of is over by its deadline at last."""
    if (video.provider, video.account) != (registration.provider, registration.account):
        return False
    if video.status in (VideoStatus.QUEUED, VideoStatus.RUNNING):
        return True
    doubtful = video.status in (VideoStatus.STARTING, VideoStatus.UNKNOWN)
    return doubtful and video.intent_at is not None and now < video.intent_at + VIDEO_DEADLINE


def deletion_waits(job: Job, gaps: Gaps, jitter: float, moment: Moment) -> Change:
    """What stands in the way ends by itself: look again."""
    return Change((Again(job=job, due_at=moment.now + gaps.poll(moment.now - job.created_at, jitter)),))


def turned_up(registration: Registration, handle: Handle, job: Job, moment: Moment) -> Change:
    """A lost create call did take effect: what it made is deleted next."""
    update = Update(
        table=Registration,
        where={"id": registration.id, "status": registration.status},
        values={"status": RegistrationStatus.DELETING, "handle": dict(handle), "submitted_at": moment.now},
        guard="already_decided",
    )
    return Change((update, Again(job=job, due_at=moment.now)))


def not_there(facts: RequestFacts, registration: Registration, job: Job, how: End, moment: Moment) -> Change:
    """Nothing is at the gateway: `how` we know, `never_sent` or `not_found`."""
    return _over(facts, registration, RegistrationStatus.DELETED, how, job, moment)


def deleted(facts: RequestFacts, registration: Registration, job: Job, moment: Moment) -> Change:
    """The gateway confirmed it."""
    return _over(facts, registration, RegistrationStatus.DELETED, End.CONFIRMED, job, moment)


def kept(facts: RequestFacts, registration: Registration, job: Job, why: str, moment: Moment) -> Change:
    """The gateway keeps it, or may: `why` is an `End` or the key of a failure."""
    return _over(facts, registration, RegistrationStatus.KEPT_BY_GATEWAY, why, job, moment)


def deletion_failed(
    facts: RequestFacts,
    registration: Registration,
    error: ProviderError,
    job: Job,
    gaps: Gaps,
    jitter: float,
    moment: Moment,
) -> Change:
    """A no of the gateway is final; all else, a key that is refused too, is tried again, later and later."""
    if isinstance(error, NotFound):
        return deleted(facts, registration, job, moment)
    if isinstance(error, Refused):
        return kept(facts, registration, job, failure_key(error), moment)
    if isinstance(error, Unsupported):
        return kept(facts, registration, job, End.NO_DELETE, moment)
    patient = replace(gaps, largest=max(gaps.largest, HOUR))
    due = moment.now + patient.retry(job.attempts, jitter, error.retry_after_ms)
    again = Again(job=job, due_at=due, error=failure_key(error), failed=True)
    if registration.failure == failure_key(error):
        return Change((again,))
    values = {"failure": failure_key(error), "failure_code": error.detail}
    where = {"id": registration.id, "status": registration.status}
    return Change((Update(table=Registration, where=where, values=values), again, asset_card(moment, facts)))


def _over(
    facts: RequestFacts,
    registration: Registration,
    status: RegistrationStatus,
    how: str,
    job: Job,
    moment: Moment,
) -> Change:
    is_kept = status is RegistrationStatus.KEPT_BY_GATEWAY
    failure = how if is_kept and how != End.NO_DELETE else None
    return Change(
        (
            Update(
                table=Registration,
                where={"id": registration.id, "status": registration.status},
                values={"status": status, "failure": failure, "failure_code": None, "decided_at": moment.now},
                guard="already_decided",
            ),
            Finish(job=job),
            Record(
                team_id=registration.team_id,
                at=moment.now,
                kind="registration_kept" if is_kept else "registration_deleted",
                actor="likeness",
                subject=registration.id,
                body={"provider": registration.provider, "asset": registration.asset_id, "how": how},
            ),
            asset_card(moment, facts),
        )
    )
