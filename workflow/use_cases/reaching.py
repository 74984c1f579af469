"""Reads what a withdrawal reaches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from storage.face import Storage
from storage.facts import AssetFacts, RequestFacts
from storage.model import Person, SubmissionStatus, Withdrawal
from workflow.withdrawals import Reach


async def reached(storage: Storage, row: Withdrawal) -> Reach | None:
    """What a withdrawal reached, as it stands now."""
    person = await storage.person(row.person_id)
    return await reach_of(storage, person, [str(each) for each in row.asset_ids]) if person else None


async def reach_of(storage: Storage, person: Person, asset_ids: Sequence[str] | None = None) -> Reach:
    """What ending these assets (all of the person's by default) reaches, as it stands now."""
    every = await storage.assets_of_person(person.id)
    assets = tuple(a for a in every if asset_ids is None or a.asset.id in asset_ids)
    ids = {a.asset.id for a in assets}
    requests = tuple(
        r
        for r in await storage.requests_of_person(person.id)
        if asset_ids is None or not ids.isdisjoint(a.asset.id for a in r.assets)
    )
    found = Reach(
        person=person,
        assets=assets,
        requests=requests,
        videos=tuple(await storage.videos_of_assets(sorted(ids))),
        unproved=await _unproved(storage, requests, assets),
    )
    return await _with_messages(storage, found)


async def _with_messages(storage: Storage, found: Reach) -> Reach:
    asked = [r.invitation.id for r in found.requests if r.invitation is not None]
    requests = [r.request.id for r in found.requests]
    uses = [each for v in found.videos for each in (v.video.id, *(a.id for a in v.approvals))]
    about = await storage.messages_about([*requests, *asked, *uses])
    showing = await storage.messages_showing(found.media_ids)
    messages = {message.id: message for message in (*about, *showing)}
    return replace(found, messages=tuple(messages.values()))


async def _unproved(
    storage: Storage, requests: Sequence[RequestFacts], assets: Sequence[AssetFacts]
) -> frozenset[str]:
    ours = {r.id for a in assets for r in a.registrations}
    lost = (s for r in requests for s in r.submissions if s.status is SubmissionStatus.UNKNOWN)
    doubtful = ours & {str(each) for s in lost for each in s.registration_ids}
    if not doubtful:
        return frozenset()
    return frozenset(await storage.subjects_recorded("registration_unproved", sorted(doubtful)))
