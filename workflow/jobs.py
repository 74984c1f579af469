"""Every kind of durable step, when it is due again, and when it gives up."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from storage.changes import Schedule
from storage.model import Job
from workflow.moment import HOUR, SECOND, Moment
from workflow.polling import Times, wished_gap

LONGEST_TOLD = HOUR
"""The most that another side's word delays a step: a wild number must not put it to sleep for good."""


class JobKind(StrEnum):
    FETCH_MEDIA = "fetch_media"  # media: bring a file in and look at it
    ADVANCE_REQUEST = "advance_request"  # request: what comes next, from what stands now
    LAPSE_INVITATION = "lapse_invitation"  # invitation: nobody answered in time
    SUBMIT = "submit"  # request: create registrations at the gateway
    READ_REGISTRATION = "read_registration"  # registration: ask for the review
    READ_VERIFICATION = "read_verification"  # verification: ask with the session's token
    EXPIRE_VERIFICATION = "expire_verification"  # verification: the phone never came back
    LAPSE_APPROVAL = "lapse_approval"  # approval: no answer is a no
    REMIND_APPROVAL = "remind_approval"  # approval: once, half-way to its deadline
    END_CONSENT = "end_consent"  # consent: its date has come
    START_VIDEO = "start_video"  # video: the paid call, once everybody said yes
    READ_VIDEO = "read_video"  # video
    FETCH_VIDEO = "fetch_video"  # video: bring the result in before its link dies
    ERASE_MEDIA = "erase_media"  # media
    END_OFFER = "end_offer"  # media: nobody took what was made of a refused file
    CANCEL_VIDEO = "cancel_video"  # video: at its gateway, when the person took the yes back
    REMOVE_POST = "remove_post"  # message: the post and its files, or a card's pictures of what was erased
    CLOSE_WITHDRAWAL = "close_withdrawal"  # withdrawal: until nothing of it is left to do
    DELETE_REGISTRATION = "delete_registration"  # registration: at its gateway, until it is gone
    LAPSE_ENDORSEMENT = "lapse_endorsement"  # endorsement: no admin's word is a no
    FETCH_RELEASE = "fetch_release"  # media: bring in a signed release
    REPORT_DEADLINE = "report_deadline"  # report: nobody decided in time
    ERASE_OLD_MEDIA = "erase_old_media"  # workspace: copies that are older than its admins want


def schedule(
    moment: Moment,
    team_id: str,
    kind: JobKind,
    subject: str,
    *,
    after: int = 0,
    deadline: int | None = None,
    provider: str | None = None,
    account: str | None = None,
) -> Schedule:
    """Open a job due `after` milliseconds from now, with a deadline that many milliseconds from now."""
    return Schedule(
        job=Job(
            id=moment.new_id("j"),
            team_id=team_id,
            kind=kind,
            subject=subject,
            due_at=moment.now + after,
            deadline_at=None if deadline is None else moment.now + deadline,
            provider=provider,
            account=account,
            created_at=moment.now,
        )
    )


@dataclass(frozen=True, kw_only=True)
class Gaps:
    """Bounds of the time between two looks at the same thing, in milliseconds.

    `times` tells how long such things took so far, `load` the gap at which all that wait there are looked at
    as often as the gateway's rate allows.
    """

    smallest: int = 2 * SECOND
    largest: int = 60 * SECOND
    times: Times | None = None
    load: int = 0

    def poll(self, waited: int, jitter: float) -> int:
        """The next gap for what waits this long, ±10 %; jitter 0–1. Without times a quarter of the wait."""
        if self.times is None:
            wished = min(max(self.smallest, waited // 4), self.largest)
        else:
            wished = wished_gap(waited, self.times, smallest=self.smallest, largest=self.largest)
        return int(max(wished, self.load) * (0.9 + 0.2 * jitter))

    def retry(self, attempts: int, jitter: float, told: int | None = None) -> int:
        """The next gap after a failure: what the other side told, else full jitter under a doubling cap."""
        if told is not None:
            return min(told, LONGEST_TOLD) + int(jitter * SECOND)
        cap = min(self.largest, self.smallest * 2 ** min(attempts, 10))
        return max(self.smallest // 2, int(cap * jitter))


def is_past(job: Job, now: int) -> bool:
    """Whether the job's deadline has come."""
    return job.deadline_at is not None and now >= job.deadline_at
