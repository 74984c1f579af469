"""Giving a file to a gateway's own upload, before the call that registers it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from providers.errors import ProviderError
from providers.face import Submitted
from storage.changes import Change, Record, Step
from storage.facts import AssetFacts, RequestFacts
from storage.model import Job
from workflow.moment import Moment
from workflow.registrations.shared import holds_lease, own
from workflow.registrations.submitting import still_allowed


def may_be_uploaded(facts: RequestFacts, assets: Sequence[AssetFacts], job: Job, moment: Moment) -> Change:
    """What must hold for these files to leave us."""
    steps: list[Step] = [holds_lease(job)]
    for asset in assets:
        steps += still_allowed(asset, facts.request.provider, moment.now)
    return Change(tuple(steps))


def uploaded(facts: RequestFacts, media_ids: Sequence[str], moment: Moment) -> Change:
    """The gateway keeps a copy of each of these files, or may: the ledger says so, whatever comes next."""
    request = facts.request
    return Change(
        tuple(
            Record(
                team_id=request.team_id,
                at=moment.now,
                kind="media_uploaded",
                actor="likeness",
                subject=media_id,
                body={"provider": request.provider, "request": request.id},
            )
            for media_id in media_ids
        )
    )


def not_uploaded(
    facts: RequestFacts, assets: Sequence[AssetFacts], errors: Mapping[str, ProviderError]
) -> list[Submitted]:
    """What the upload refused, told like what the registering call refuses; `errors` by media id."""
    return [
        Submitted(name=own(facts, asset).id, error=errors[asset.media.id])
        for asset in assets
        if asset.media.id in errors
    ]
