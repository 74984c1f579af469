"""How far a person's yes reaches: who may use the face, how, and until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from storage.changes import Require
from storage.facts import AssetFacts
from storage.model import Consent, Json, Millis


class Who(StrEnum):
    REQUESTER = "requester"  # whoever asked for this yes
    CHANNEL = "channel"  # everybody, for videos in the channel it was asked for
    EVERYBODY = "everybody"  # everybody in this workspace


class How(StrEnum):
    ASK = "ask"  # the person is asked about each use
    GO_AHEAD = "go_ahead"


@dataclass(frozen=True, kw_only=True)
class Scope:
    """`user_id` is the requester's, `channel` the one asked for, `until` in milliseconds UTC or None."""

    who: Who = Who.EVERYBODY
    how: How = How.ASK
    until: Millis | None = None
    user_id: str = ""
    channel: str = ""

    def to_json(self) -> Json:
        return {
            "who": str(self.who),
            "how": str(self.how),
            "until": self.until,
            "user": self.user_id,
            "channel": self.channel,
        }

    def allows(self, user_id: str, channel: str) -> bool:
        """Whether this user may use the face for a video in this channel at all."""
        match self.who:
            case Who.REQUESTER:
                return user_id == self.user_id
            case Who.CHANNEL:
                return channel == self.channel
            case Who.EVERYBODY:
                return True


def read_scope(kept: Json) -> Scope:
    """A scope as it was kept; what is missing reads as it was before there was a choice."""
    known: Mapping[str, Any] = kept if isinstance(kept, Mapping) else {}
    until = known.get("until")
    return Scope(
        who=Who(known.get("who") or Who.EVERYBODY),
        how=How(known.get("how") or How.ASK),
        until=until if isinstance(until, int) else None,
        user_id=str(known.get("user") or ""),
        channel=str(known.get("channel") or ""),
    )


def holds(consent: Consent | None, provider: str, now: Millis = 0) -> bool:
    """Whether a yes stands now, for this gateway; an empty name asks for none in particular.

    Without a time its date does not count: the job that ends it has not come.
    """
    if consent is None or consent.ended_at is not None:
        return False
    until = read_scope(consent.scope).until
    named = not provider or provider in consent.providers
    return named and (until is None or now < until)


def consent_held(asset: AssetFacts, agreed: Consent | None, guard: str) -> Require:
    """Hold this very yes in the transaction; without one the guard fails."""
    where = {
        "id": agreed.id if agreed else "",
        "asset_id": asset.asset.id,
        "person_id": asset.asset.person_id,
        "ended_at": None,
    }
    return Require(table=Consent, where=where, guard=guard)
