"""An admin's yes or no to a request, or none in time."""

from __future__ import annotations

from collections.abc import Sequence

from storage.changes import Cancel, Change, Digested, Record, Step, Update
from storage.facts import RequestFacts
from storage.model import (
    Asset,
    AssetStatus,
    Endorsement,
    EndorsementStatus,
    Message,
    Registration,
    RegistrationStatus,
)
from workflow.jobs import JobKind, schedule
from workflow.messages import MessageKind, cards_again, notice, request_cards
from workflow.moment import Moment


def give(
    facts: RequestFacts, endorsement: Endorsement, cards: Sequence[Message], actor: str, moment: Moment
) -> Change:
    """An admin looked and agrees; the first answer wins. `cards` are those that asked."""
    return Change(
        (
            *settled(facts, endorsement, EndorsementStatus.GIVEN, cards, actor, moment),
            schedule(moment, facts.request.team_id, JobKind.ADVANCE_REQUEST, facts.request.id),
        )
    )


def refuse(
    facts: RequestFacts,
    endorsement: Endorsement,
    cards: Sequence[Message],
    actor: str,
    moment: Moment,
    *,
    lapsed: bool = False,
    reason: str | None = None,
) -> Change:
    """An admin's no, or no word in time: what never left us ends, and its files are erased."""
    status = EndorsementStatus.LAPSED if lapsed else EndorsementStatus.REFUSED
    request = facts.request
    return Change(
        (
            *settled(facts, endorsement, status, cards, actor, moment, reason=reason),
            *_ends(facts, moment),
            notice(
                moment,
                request.team_id,
                MessageKind.ENDORSEMENT_REFUSED,
                endorsement.id,
                request.requester_id,
            ),
        )
    )


def settled(
    facts: RequestFacts,
    endorsement: Endorsement,
    status: EndorsementStatus,
    cards: Sequence[Message],
    actor: str,
    moment: Moment,
    *,
    reason: str | None = None,
) -> list[Step]:
    """The row under its guard, its ledger line, and every card that shows it."""
    values = {"status": status, "decided_by": actor, "decided_at": moment.now, "reason": reason}
    return [
        Update(
            table=Endorsement,
            where={
                "id": endorsement.id,
                "status": EndorsementStatus.PENDING,
                "media_id": endorsement.media_id,
            },
            values=values,
            guard="already_decided",
        ),
        Cancel(kind=JobKind.LAPSE_ENDORSEMENT, subject=endorsement.id),
        Record(
            team_id=endorsement.team_id,
            at=moment.now,
            kind=f"endorsement_{status}",
            actor=actor,
            subject=endorsement.id,
            body={"request": endorsement.request_id, "kind": endorsement.kind, "reason": Digested(reason)},
        ),
        *request_cards(moment, facts),
        *cards_again(moment, cards),
    ]


def _ends(facts: RequestFacts, moment: Moment) -> list[Step]:
    """New assets end; of assets that stand already, only the registration that this request asked for."""
    request = facts.request
    steps: list[Step] = []
    for asset in facts.assets:
        if asset.asset.status is AssetStatus.AWAITING_CONSENT:
            waiting = {"id": asset.asset.id, "status": AssetStatus.AWAITING_CONSENT}
            steps += [
                Update(table=Asset, where=waiting, values={"status": AssetStatus.DELETED}),
                schedule(moment, request.team_id, JobKind.ERASE_MEDIA, asset.media.id),
            ]
            continue
        where = {
            "asset_id": asset.asset.id,
            "provider": request.provider,
            "account": request.account,
            "status": RegistrationStatus.WAITING,
        }
        values = {
            "status": RegistrationStatus.FAILED,
            "failure": "not_endorsed",
            "decided_at": moment.now,
        }
        steps.append(Update(table=Registration, where=where, values=values))
    return steps
