"""An owner deletes an asset: it ends here at once, and at every gateway as soon as that can be."""

from __future__ import annotations

from collections.abc import Sequence

from storage.changes import Cancel, Change, Forbid, Once, Record, Step, Update
from storage.facts import AssetFacts, RequestFacts
from storage.model import (
    Allowance,
    Asset,
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
)
from workflow.jobs import JobKind, schedule
from workflow.messages import MessageKind, notice, request_cards
from workflow.moment import Moment
from workflow.registrations import begin_deletion, has_ended

IN_USE = "asset_in_use"
"""The guard of a deletion while a video that is not over uses the asset."""
NOT_OVER = (
    VideoStatus.AWAITING_APPROVAL,
    VideoStatus.STARTING,
    VideoStatus.QUEUED,
    VideoStatus.RUNNING,
    VideoStatus.UNKNOWN,
)
_LIVING = (AssetStatus.AWAITING_CONSENT, AssetStatus.USABLE)
_UNANSWERED = (VerificationStatus.OPENING, VerificationStatus.OPEN)


def delete(
    asset: AssetFacts, requests: Sequence[RequestFacts], *, actor: str, moment: Moment, key: str
) -> Change:
    """Refused by guard `asset_in_use`; `requests` are all that are about it, the first brought it in.

    From here on its name is free and nothing new is made with it. A create call that is out is not called
    back: what it made goes when it is known.
    """
    row = asset.asset
    return Change(
        (
            Once(team_id=row.team_id, key=key, at=moment.now),
            Forbid(table=AssetUse, where={"asset_id": row.id, "status": NOT_OVER}, guard=IN_USE),
            *_asset_ends(asset, moment),
            *begin_deletion(asset, moment),
            *(step for request in requests for step in _request_goes_on(request, asset, moment)),
            Record(
                team_id=row.team_id,
                at=moment.now,
                kind="asset_deleted",
                actor=actor,
                subject=row.id,
                body={"registrations": [r.id for r in asset.registrations]},
            ),
            *_told(asset, actor, moment),
        )
    )


def _asset_ends(asset: AssetFacts, moment: Moment) -> list[Step]:
    row, media, ended = asset.asset, {"id": asset.media.id}, {"ended_at": moment.now}
    standing = {"asset_id": row.id, "ended_at": None}
    return [
        Update(
            table=Asset,
            where={"id": row.id, "status": _LIVING},
            values={"status": AssetStatus.DELETED},
            guard="already_deleted",
        ),
        Update(table=Consent, where=standing, values={**ended, "end_reason": "asset_deleted"}),
        Update(table=Allowance, where=standing, values=ended),
        # A file that is still on its way finds that nobody waits for it.
        Update(
            table=Media,
            where={**media, "status": MediaStatus.FETCHING},
            values={"status": MediaStatus.ERASED},
        ),
        Update(table=Media, where=media, values={"source_sealed": ""}),
        schedule(moment, row.team_id, JobKind.ERASE_MEDIA, asset.media.id),
    ]


def _request_goes_on(request: RequestFacts, asset: AssetFacts, moment: Moment) -> list[Step]:
    """A request about nothing else asks nobody any more; every card says what became of the asset."""
    others = [a for a in request.assets if a.asset.id != asset.asset.id and not has_ended(a)]
    over = [] if others else [*_question_ends(request, moment), *_words_end(request)]
    return [*over, *request_cards(moment, request)]


def _question_ends(request: RequestFacts, moment: Moment) -> list[Step]:
    invitation = request.invitation
    if invitation is None:
        return []
    return [
        Update(
            table=Invitation,
            where={"id": invitation.id, "status": InvitationStatus.OPEN},
            values={"status": InvitationStatus.LAPSED, "answered_at": moment.now},
        ),
        Cancel(kind=JobKind.LAPSE_INVITATION, subject=invitation.id),
        Update(
            table=Verification,
            where={"invitation_id": invitation.id, "status": _UNANSWERED},
            values={"status": VerificationStatus.EXPIRED, "decided_at": moment.now},
        ),
    ]


def _words_end(request: RequestFacts) -> list[Step]:
    """No admin's word is waited for any more."""
    return [
        Cancel(kind=JobKind.LAPSE_ENDORSEMENT, subject=endorsement.id) for endorsement in request.endorsements
    ]


def _told(asset: AssetFacts, actor: str, moment: Moment) -> list[Step]:
    """The person pictured and, where an admin did it, the owner; nobody is told what he did himself."""
    row, team = asset.asset, asset.asset.team_id
    person = asset.person.slack_user_id if asset.person else None
    told = {row.owner_id: MessageKind.ASSET_DELETED_OWNER}
    if person is not None:
        told[person] = MessageKind.ASSET_DELETED_PERSON
    return [
        notice(moment, team, kind, row.id, user, by=actor)
        for user, kind in sorted(told.items())
        if user != actor
    ]
