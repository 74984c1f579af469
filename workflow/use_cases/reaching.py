"""Reads what a withdrawal reaches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from storage.face import Storage
from storage.facts import AssetFacts, RequestFacts
from storage.model import Person, RegistrationStatus, SubmissionStatus, Withdrawal
from workflow.withdrawals import LIVING, Reach

_NEVER_SENT = (RegistrationStatus.WAITING,)


async def reached(storage: Storage, row: Withdrawal) -> Reach | None:
    """What a withdrawal reached, as it stands now, with every message that still shows any of it."""
    person = await storage.person(row.person_id)
    if person is None:
        return None
    found = await reach_of(storage, person, [str(each) for each in row.asset_ids])
    # Looks at every message there is: too slow for whoever waits for an answer.
    showing = await storage.messages_showing(found.media_ids)
    messages = {message.id: message for message in (*found.messages, *showing)}
    return replace(found, messages=tuple(messages.values()))


async def reach_of(storage: Storage, person: Person, asset_ids: Sequence[str] | None = None) -> Reach:
    """What ending these assets (all that are or were used, by default) reaches, as it stands now."""
    every = await storage.assets_of_person(person.id)
    assets = tuple(a for a in every if (_counts(a) if asset_ids is None else a.asset.id in asset_ids))
    ids = {a.asset.id for a in assets}
    requests = tuple(
        r
        for r in await storage.requests_of_person(person.id)
        if asset_ids is None or not ids.isdisjoint(a.asset.id for a in r.assets)
    )
    videos = tuple(await storage.videos_of_assets(sorted(ids)))
    asked = [r.invitation.id for r in requests if r.invitation is not None]
    uses = [each for v in videos for each in (v.video.id, *(a.id for a in v.approvals))]
    return Reach(
        person=person,
        assets=assets,
        requests=requests,
        videos=videos,
        messages=tuple(await storage.messages_about([*(r.request.id for r in requests), *asked, *uses])),
        unproved=await _unproved(storage, requests, assets),
    )


def _counts(asset: AssetFacts) -> bool:
    """Whether it lives, or a gateway ever got it: a no before anything was sent leaves nothing to tell."""
    return asset.asset.status in LIVING or any(r.status not in _NEVER_SENT for r in asset.registrations)


async def _unproved(
    storage: Storage, requests: Sequence[RequestFacts], assets: Sequence[AssetFacts]
) -> frozenset[str]:
    ours = {r.id for a in assets for r in a.registrations}
    lost = (s for r in requests for s in r.submissions if s.status is SubmissionStatus.UNKNOWN)
    doubtful = ours & {str(each) for s in lost for each in s.registration_ids}
    if not doubtful:
        return frozenset()
    return frozenset(await storage.subjects_recorded("registration_unproved", sorted(doubtful)))
