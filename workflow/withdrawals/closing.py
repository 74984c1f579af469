"""After a withdrawal: whatever is still missing is asked for again, until nothing is left."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from storage.changes import Again, Change, Finish, Record, Step, Update
from storage.model import Job, Message, Withdrawal, WithdrawalStatus
from workflow.jobs import Gaps
from workflow.moment import MINUTE, SECOND, Moment
from workflow.videos.taken_back import take_back
from workflow.withdrawals.copies import copies_go
from workflow.withdrawals.reach import Reach, at_gateways, running, to_remove
from workflow.withdrawals.receipt_card import receipt_card


def is_settled(reach: Reach, row: Withdrawal) -> bool:
    """Whether everything that can be deleted is."""
    return not (
        at_gateways(reach)
        or reach.kept_files()
        or running(reach.videos)
        or to_remove(reach, removes_videos=row.removes_videos)
    )


def state_of(reach: Reach, row: Withdrawal) -> str:
    """What a receipt would tell, as a short digest: another one is another revision of its card."""
    told = (
        [(r.id, str(r.status), r.handle is None) for a in reach.assets for r in a.registrations],
        [(v.video.id, str(v.video.status), v.video.failure) for v in reach.videos],
        [(m.id, m.sent_ts, m.last_error) for m in reach.posts],
        reach.kept_files(),
        len(to_remove(reach, removes_videos=row.removes_videos)),
        str(row.status),
    )
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def follow_up(
    reach: Reach, row: Withdrawal, card: Message | None, job: Job, gaps: Gaps, jitter: float, moment: Moment
) -> Change:
    """Look again later; meanwhile what turned up since is taken back too."""
    patient = replace(gaps, largest=max(gaps.largest, 10 * MINUTE))
    due = moment.now + max(patient.poll(moment.now - row.created_at, jitter), SECOND)
    return Change(
        (
            *(step for facts in reach.videos for step in take_back(facts, moment, can_cancel=False)),
            *copies_go(reach, removes_videos=row.removes_videos, moment=moment),
            *_shown(reach, row, card, moment),
            Again(job=job, due_at=due),
        )
    )


def close(reach: Reach, row: Withdrawal, card: Message | None, job: Job, moment: Moment) -> Change:
    """Nothing is left to do."""
    done = replace(row, status=WithdrawalStatus.DONE, done_at=moment.now)
    return Change(
        (
            Update(
                table=Withdrawal,
                where={"id": row.id, "status": WithdrawalStatus.OPEN},
                values={"status": done.status, "done_at": done.done_at},
                guard="already_decided",
            ),
            Record(
                team_id=row.team_id,
                at=moment.now,
                kind="withdrawal_done",
                actor="likeness",
                subject=row.id,
                body={"person": row.person_id},
            ),
            *_shown(reach, done, card, moment),
            Finish(job=job),
        )
    )


def _shown(reach: Reach, row: Withdrawal, card: Message | None, moment: Moment) -> tuple[Step, ...]:
    state = state_of(reach, row)
    if card is not None and dict(card.params).get("state") == state:
        return ()
    return receipt_card(reach.person, row, state, moment)
