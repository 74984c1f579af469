"""What every handler works with, and who is acting."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from handlers.catalogue import Texts, pick_locale, texts
from handlers.composed import Composer
from handlers.deliveries import Deliveries
from handlers.slack.client import SlackClient
from handlers.slack.door import TokenDoor
from handlers.slack.errors import SlackError
from providers.profile import Profile
from storage.model import Member
from workflow.access import Actor
from workflow.moment import HOUR
from workflow.use_cases import Answering, AssetAsking, Desk, Owning, VideoAsking
from workflow.use_cases.homes import Homes
from workflow.use_cases.mending import Mending
from workflow.use_cases.owning_people import OwningPeople
from workflow.use_cases.withdrawing import Withdrawing

_MEMBER_FRESH_MS = HOUR
# Slack waits 3 s for an acknowledgement, and a trigger lives as long.
_LOOK_UP_SECONDS = 1.0


@dataclass(frozen=True, kw_only=True)
class Surface:
    """The Slack surface's collaborators; `admins` are user ids set by configuration."""

    desk: Desk
    slack: SlackClient
    admins: frozenset[str] = frozenset()
    deliveries: Deliveries = field(default_factory=Deliveries)
    door: TokenDoor = field(default_factory=TokenDoor)
    composer: Composer | None = None  # shows a card again elsewhere, as on the Home tab

    @property
    def profiles(self) -> tuple[Profile, ...]:
        return tuple(self.desk.profiles.values())

    @property
    def asking_assets(self) -> AssetAsking:
        return AssetAsking(self.desk)

    @property
    def asking_videos(self) -> VideoAsking:
        return VideoAsking(self.desk)

    @property
    def owning(self) -> Owning:
        return Owning(self.desk)

    @property
    def mending(self) -> Mending:
        return Mending(self.desk)

    @property
    def withdrawing(self) -> Withdrawing:
        return Withdrawing(self.desk)

    @property
    def homes(self) -> Homes:
        return Homes(self.desk)

    @property
    def answering(self) -> Answering:
        return Answering(self.desk)


@dataclass(frozen=True, kw_only=True)
class Asker:
    """Somebody who typed or pressed something, and the texts in his language."""

    team_id: str
    member: Member
    actor: Actor
    texts: Texts
    locale: str

    @property
    def user_id(self) -> str:
        return self.actor.user_id


async def asker(surface: Surface, body: Mapping[str, Any]) -> Asker:
    """Who sent this payload, as Slack described him within the last hour."""
    team_id, user_id = sender(body)
    member = await member_of(surface, team_id, user_id)
    actor = actor_of(member, surface.admins)
    if await surface.desk.storage.workspace(team_id) is None:
        # In a channel shared with another workspace a payload may name that workspace as its team.
        actor = replace(actor, is_foreign=True, is_admin=False)
    locale = pick_locale(member.locale)
    return Asker(team_id=team_id, member=member, actor=actor, texts=texts(locale), locale=locale)


def sender(body: Mapping[str, Any]) -> tuple[str, str]:
    """Team and user id of a payload; a form is its installing workspace's, wherever it was opened."""
    view, user = body.get("view") or {}, body.get("user") or {}
    team = (
        view.get("app_installed_team_id")
        or body.get("team_id")
        or (body.get("team") or {}).get("id")
        or user.get("team_id")
    )
    return str(team or ""), str(body.get("user_id") or user.get("id") or "")


def actor_of(member: Member, admins: frozenset[str]) -> Actor:
    return Actor(
        user_id=member.user_id,
        is_admin=member.is_admin or member.user_id in admins,
        is_guest=member.is_guest,
        is_foreign=member.is_foreign,
        is_deactivated=member.is_deactivated,
    )


async def member_of(surface: Surface, team_id: str, user_id: str) -> Member:
    """The member from storage, asked of Slack again when that is old; when Slack is down the old answer.

    Raises SlackError or TimeoutError for somebody never seen before whom Slack does not describe in time.
    """
    storage, now = surface.desk.storage, surface.desk.clock()
    known = await storage.member(team_id, user_id)
    if known is not None and now - known.fetched_at < _MEMBER_FRESH_MS:
        return known
    try:
        async with asyncio.timeout(_LOOK_UP_SECONDS):
            fresh = parse_member(team_id, await surface.slack.user_info(user_id), now)
    except (SlackError, TimeoutError):
        if known is None:
            raise
        return known
    await OwningPeople(surface.desk).described(fresh)
    return fresh


def parse_member(team_id: str, user: Mapping[str, Any], now: int) -> Member:
    """A users.info answer as a row."""
    profile = user.get("profile") or {}
    names = (profile.get("real_name"), user.get("real_name"), profile.get("display_name"), user["name"])
    name = next(name for name in names if name)
    return Member(
        team_id=team_id,
        user_id=user["id"],
        name=str(name),
        locale=str(user.get("locale") or "en-US"),
        is_admin=bool(user.get("is_admin") or user.get("is_owner")),
        is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        is_foreign=bool(user.get("is_stranger")) or str(user.get("team_id") or team_id) != team_id,
        is_deactivated=bool(user.get("deleted")),
        fetched_at=now,
    )
