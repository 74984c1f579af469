"""A request's files: brought in and good, or refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from storage.changes import Change, Step, Update
from storage.facts import RequestFacts
from storage.model import Asset, AssetStatus, Media, MediaStatus
from workflow.jobs import JobKind, schedule
from workflow.messages import MessageKind, asset_card, notice
from workflow.moment import Moment


def media_ready(facts: RequestFacts, media: Media, moment: Moment) -> Change:
    """A file was brought in and is good; `media` is its new row."""
    values = {
        "status": MediaStatus.READY,
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
            Update(
                table=Media,
                where={"id": media.id, "status": MediaStatus.FETCHING},
                values=values,
                guard="already_decided",
            ),
            *advance_and_show(facts, moment),
        )
    )


def media_refused(facts: RequestFacts, media: Media, problem: str, moment: Moment) -> Change:
    """A file cannot be used: its asset ends, its name is free again, the requester may *Fix* the form."""
    request = facts.request
    return Change(
        (
            *refusal(media, problem, {}),
            notice(
                moment,
                request.team_id,
                MessageKind.MEDIA_REFUSED,
                request.id,
                request.requester_id,
                once=media.id,
                media=media.id,
            ),
            *advance_and_show(facts, moment),
        )
    )


def refusal(media: Media, problem: str, kept: Mapping[str, Any]) -> tuple[Step, Step]:
    """A file is not used; `kept` are columns of what was made of it."""
    return (
        Update(
            table=Media,
            where={"id": media.id, "status": MediaStatus.FETCHING},
            values={**kept, "status": MediaStatus.REFUSED, "problem": problem},
            guard="already_decided",
        ),
        Update(
            table=Asset,
            where={"media_id": media.id, "status": AssetStatus.AWAITING_CONSENT},
            values={"status": AssetStatus.DELETED},
            guard="already_decided",
        ),
    )


def advance_and_show(facts: RequestFacts, moment: Moment) -> tuple[Step, ...]:
    """What comes next is looked at anew, and the card says how it stands."""
    request = facts.request
    return (
        schedule(moment, request.team_id, JobKind.ADVANCE_REQUEST, request.id),
        asset_card(moment, facts),
    )
