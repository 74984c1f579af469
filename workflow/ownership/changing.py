"""An asset gets another name, or another owner."""

from __future__ import annotations

from collections.abc import Sequence

from storage.changes import Change, Record, Step, Update
from storage.facts import AssetFacts, RequestFacts
from storage.model import Allowance, Asset, AssetStatus
from workflow.messages import MessageKind, notice, request_cards
from workflow.moment import Moment
from workflow.names import clean_name, name_key

LIVING = (AssetStatus.AWAITING_CONSENT, AssetStatus.USABLE)


def rename(
    asset: AssetFacts, name: str, requests: Sequence[RequestFacts], actor: str, moment: Moment
) -> Change:
    """Another name, free among the living (else guard `taken:assets`); `requests` have cards that show it."""
    row = asset.asset
    return Change(
        (
            Update(
                table=Asset,
                where={"id": row.id, "status": LIVING, "owner_id": row.owner_id},
                values={"name": clean_name(name), "name_key": name_key(name)},
                guard="deny_asset_not_usable",
            ),
            _recorded(row, "asset_renamed", actor, {}, moment),
            *_shown(requests, moment),
        )
    )


def hand_over(
    asset: AssetFacts, owner_id: str, requests: Sequence[RequestFacts], actor: str, moment: Moment
) -> Change:
    """Another owner: he is told, so are the one before and the person; what the one before allowed ends."""
    row, team = asset.asset, asset.asset.team_id
    person = asset.person.slack_user_id if asset.person else None
    told = sorted({owner_id, row.owner_id, *([person] if person else [])} - {actor})
    steps: list[Step] = [
        Update(
            table=Asset,
            where={"id": row.id, "status": LIVING, "owner_id": row.owner_id},
            values={"owner_id": owner_id},
            guard="deny_asset_not_usable",
        )
    ]
    if row.owner_id != person:
        standing = {"asset_id": row.id, "approver_id": row.owner_id, "ended_at": None}
        steps.append(Update(table=Allowance, where=standing, values={"ended_at": moment.now}))
    return Change(
        (
            *steps,
            _recorded(row, "asset_handed_over", actor, {"from": row.owner_id, "to": owner_id}, moment),
            *(
                notice(
                    moment, team, MessageKind.ASSET_HANDED_OVER, row.id, user, once=str(moment.now), by=actor
                )
                for user in told
            ),
            *_shown(requests, moment),
        )
    )


def _recorded(row: Asset, kind: str, actor: str, body: dict[str, str], moment: Moment) -> Step:
    return Record(team_id=row.team_id, at=moment.now, kind=kind, actor=actor, subject=row.id, body=body)


def _shown(requests: Sequence[RequestFacts], moment: Moment) -> list[Step]:
    return [card for request in requests for card in request_cards(moment, request)]
