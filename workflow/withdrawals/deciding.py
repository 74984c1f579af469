"""Taking a yes back: everything that follows from it at that moment, in one change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from storage.changes import Cancel, Change, Forbid, Forget, Insert, Once, Record, Step, Update
from storage.model import (
    Allowance,
    Asset,
    AssetRequest,
    AssetStatus,
    AssetUse,
    Consent,
    Invitation,
    InvitationStatus,
    Media,
    MediaStatus,
    Verification,
    VerificationStatus,
    VideoStatus,
    Withdrawal,
    WithdrawalStatus,
)
from workflow.jobs import JobKind, schedule
from workflow.messages import MessageKind, notice, request_cards
from workflow.moment import Moment
from workflow.videos.taken_back import WITHDRAWN, take_back
from workflow.withdrawals.copies import copies_go
from workflow.withdrawals.reach import LIVING, Reach
from workflow.withdrawals.receipt_card import receipt_card

OVERTAKEN = "overtaken"
"""The guard of a withdrawal whose facts were no longer fresh: read them again."""

_UNANSWERED = (VerificationStatus.OPENING, VerificationStatus.OPEN)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """How a yes is taken back: `via` is dm, command or page; `whole` means every yes there is."""

    via: str
    locale: str
    actor: str
    whole: bool
    removes_videos: bool
    key: str


def withdraw(
    reach: Reach, wish: Wish, withdrawal_id: str, *, can_cancel: Callable[[str], bool], moment: Moment
) -> Change:
    """From here on nothing new is made with these assets; guard `overtaken` when the facts are old."""
    row = _row(reach, wish, withdrawal_id, moment)
    return Change(
        (
            Once(team_id=row.team_id, key=wish.key, at=moment.now),
            Insert(row=row),
            *_yes_ends(reach, wish, moment),
            *_questions_end(reach, wish, moment),
            *(
                step
                for facts in reach.videos
                for step in take_back(facts, moment, can_cancel=can_cancel(facts.video.provider))
            ),
            *_nothing_new(reach, wish),
            *copies_go(reach, removes_videos=wish.removes_videos, moment=moment),
            *_recorded(reach, row, wish, moment),
            *_told(reach, row, moment),
            schedule(moment, row.team_id, JobKind.CLOSE_WITHDRAWAL, row.id),
        )
    )


def _row(reach: Reach, wish: Wish, withdrawal_id: str, moment: Moment) -> Withdrawal:
    return Withdrawal(
        id=withdrawal_id,
        team_id=reach.person.team_id,
        person_id=reach.person.id,
        via=wish.via,
        locale=wish.locale,
        removes_videos=wish.removes_videos,
        status=WithdrawalStatus.OPEN,
        asset_ids=reach.asset_ids,
        video_ids=tuple(v.video.id for v in reach.videos),
        created_at=moment.now,
    )


def _yes_ends(reach: Reach, wish: Wish, moment: Moment) -> list[Step]:
    ids, ended = reach.asset_ids, {"ended_at": moment.now}
    mine = {"person_id": reach.person.id} if wish.whole else {"asset_id": ids}
    files = tuple(a.media.id for a in reach.living)
    asking = {"id": ids, "status": AssetStatus.AWAITING_CONSENT}
    return [
        Update(table=Consent, where={**mine, "ended_at": None}, values={**ended, "end_reason": WITHDRAWN}),
        Update(table=Allowance, where={"asset_id": ids, "ended_at": None}, values=ended),
        # What its owner deleted may still be in a video that is about to be posted.
        Update(
            table=Asset,
            where={"id": ids, "status": (AssetStatus.USABLE, AssetStatus.DELETED)},
            values={"status": AssetStatus.WITHDRAWN},
        ),
        # There was no yes yet: this is a no.
        Update(table=Asset, where=asking, values={"status": AssetStatus.DECLINED}),
        Update(
            table=Media,
            where={"id": files, "status": MediaStatus.FETCHING},
            values={"status": MediaStatus.ERASED},
        ),
        Update(table=Media, where={"id": files}, values={"source_sealed": ""}),
    ]


def _questions_end(reach: Reach, wish: Wish, moment: Moment) -> list[Step]:
    over = reach.over()
    asked = tuple(r.invitation.id for r in over if r.invitation is not None)
    requests = tuple(r.request.id for r in reach.requests)
    answer = {"status": InvitationStatus.DECLINED, "answered_at": moment.now, "via": wish.via}
    return [
        Update(table=Invitation, where={"id": asked, "status": InvitationStatus.OPEN}, values=answer),
        *(Cancel(kind=JobKind.LAPSE_INVITATION, subject=invitation_id) for invitation_id in asked),
        Update(
            table=Verification,
            where={"invitation_id": asked, "status": _UNANSWERED},
            values={"status": VerificationStatus.EXPIRED, "decided_at": moment.now},
        ),
        Update(table=AssetRequest, where={"id": requests}, values={"form_sealed": ""}),
    ]


def _nothing_new(reach: Reach, wish: Wish) -> list[Step]:
    """What came in since the facts were read must be taken back as well."""
    waiting = {"asset_id": reach.asset_ids, "status": VideoStatus.AWAITING_APPROVAL}
    steps: list[Step] = [Forbid(table=AssetUse, where=waiting, guard=OVERTAKEN)]
    if wish.whole:
        mine = {"person_id": reach.person.id}
        steps.append(Forbid(table=Asset, where={**mine, "status": LIVING}, guard=OVERTAKEN))
    return steps


def _recorded(reach: Reach, row: Withdrawal, wish: Wish, moment: Moment) -> list[Step]:
    body = {
        "person": row.person_id,
        "assets": list(reach.asset_ids),
        "via": wish.via,
        "whole": wish.whole,
        "removes_videos": wish.removes_videos,
    }
    subjects = (
        *reach.asset_ids,
        *(r.request.id for r in reach.over()),
        *(r.invitation.id for r in reach.over() if r.invitation is not None),
    )
    return [
        Record(
            team_id=row.team_id,
            at=moment.now,
            kind="consent_withdrawn",
            actor=wish.actor,
            subject=row.id,
            body=body,
        ),
        Forget(team_id=row.team_id, subjects=subjects, people=(row.person_id,) if wish.whole else ()),
    ]


def _told(reach: Reach, row: Withdrawal, moment: Moment) -> list[Step]:
    """Cards lose their pictures, owners hear of it, and the person gets a receipt."""
    me = reach.person.slack_user_id
    owners = sorted({a.asset.owner_id for a in reach.living} - {me})
    return [
        *(card for request in reach.requests for card in request_cards(moment, request)),
        *(notice(moment, row.team_id, MessageKind.WITHDRAWN_OWNER, row.id, user) for user in owners),
        *receipt_card(reach.person, row, "", moment),
    ]
