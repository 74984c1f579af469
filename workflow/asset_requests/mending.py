"""A refused file of which something was kept that would do: offered for a day, taken with one press."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from storage.changes import Cancel, Change, Insert, Once, Record, Step, Update
from storage.facts import AssetFacts, RequestFacts
from storage.model import Asset, AssetRequest, AssetStatus, Media, MediaStatus
from workflow.asset_requests.files import advance_and_show, refusal
from workflow.jobs import JobKind, schedule
from workflow.messages import MessageKind, card
from workflow.moment import DAY, Moment

SAME_FILE = "media_same_file"
"""Not a fault of the file: an asset that is ready holds the same one."""
OFFER_OVER = "offer_over"

_OFFER_LIFE = DAY
_GONE = {"sha256": None, "bytes": None, "content_type": None, "width": None, "height": None, "seconds": None}


def is_offered(media: Media) -> bool:
    """Whether something was kept of a refused file that may still be taken: only that has a hash."""
    return media.status is MediaStatus.REFUSED and media.sha256 is not None


def is_unkept(media: Media) -> bool:
    """Whether nothing is kept of a refused file."""
    return media.status is MediaStatus.REFUSED and media.sha256 is None


def same_asset(facts: RequestFacts, found: Sequence[AssetFacts]) -> AssetFacts | None:
    """Which of the ready assets with these very bytes stands for the same: of the same person, agreed to."""
    person_id = facts.request.person_id
    return next(
        (a for a in found if a.asset.person_id == person_id and (person_id is None or a.consent is not None)),
        None,
    )


def media_offered(facts: RequestFacts, media: Media, problem: str, moment: Moment) -> Change:
    """A file is not used as it came; `media` describes what was kept of it instead, for a day."""
    kept = {
        "kind": media.kind,
        "content_type": media.content_type,
        "bytes": media.bytes,
        "sha256": media.sha256,
        "width": media.width,
        "height": media.height,
        "seconds": media.seconds,
    }
    return Change(
        (
            *refusal(media, problem, kept),
            _offer_card(facts, media, moment),
            schedule(moment, media.team_id, JobKind.END_OFFER, media.id, after=_OFFER_LIFE),
            *advance_and_show(facts, moment),
        )
    )


def offer_ends(facts: RequestFacts, media: Media, moment: Moment) -> Change:
    """Nobody took it: nothing is kept of the file any more."""
    return Change(
        (
            Update(
                table=Media,
                where={"id": media.id, "status": MediaStatus.REFUSED, "sha256": media.sha256},
                values=_GONE,
                guard=OFFER_OVER,
            ),
            _offer_card(facts, media, moment),
        )
    )


def take_offer(facts: RequestFacts, asset: AssetFacts, *, actor: str, moment: Moment, key: str) -> Change:
    """What was kept becomes the asset's file, under its name, and the request goes on.

    Where the others of the request went on without it, it goes on as a request of its own.
    """
    media = asset.media
    own = _own_request(facts, asset, moment)
    request = own or facts.request
    steps: list[Step] = [Once(team_id=request.team_id, key=key, at=moment.now)]
    if own is not None:
        steps.append(Insert(row=own))
    steps += [
        Update(
            table=Media,
            where={"id": media.id, "status": MediaStatus.REFUSED, "sha256": media.sha256 or ""},
            values={"status": MediaStatus.READY, "problem": None},
            guard=OFFER_OVER,
        ),
        Update(
            table=Asset,
            where={"id": asset.asset.id, "status": AssetStatus.DELETED},
            values={"status": AssetStatus.AWAITING_CONSENT, "request_id": request.id},
            guard=OFFER_OVER,
        ),
        Cancel(kind=JobKind.END_OFFER, subject=media.id),
        _offer_card(facts, media, moment),
        *_cards(facts, own, moment),
        schedule(moment, request.team_id, JobKind.ADVANCE_REQUEST, request.id),
        Record(
            team_id=request.team_id,
            at=moment.now,
            kind="media_mended",
            actor=actor,
            subject=asset.asset.id,
            body={"request": request.id, "media": media.id},
        ),
    ]
    return Change(tuple(steps))


def _own_request(facts: RequestFacts, asset: AssetFacts, moment: Moment) -> AssetRequest | None:
    """None where nobody was asked anything yet, and nothing else of the request lives."""
    others = [a for a in facts.assets if a.asset.id != asset.asset.id]
    alone = all(a.asset.status is AssetStatus.DELETED for a in others)
    if alone and facts.invitation is None and not facts.endorsements:
        return None
    return replace(facts.request, id=moment.new_id("q"), created_at=moment.now)


def _cards(facts: RequestFacts, own: AssetRequest | None, moment: Moment) -> Iterable[Step]:
    requests = (facts.request, own) if own is not None else (facts.request,)
    return (
        card(moment, request.team_id, MessageKind.ASSET_CARD, request.id, request.channel)
        for request in requests
    )


def _offer_card(facts: RequestFacts, media: Media, moment: Moment) -> Step:
    requester = facts.request.requester_id
    return card(moment, media.team_id, MessageKind.MEDIA_OFFER, media.id, requester)
