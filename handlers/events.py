"""Events of the workspace that Likeness listens to."""

from __future__ import annotations

from dataclasses import replace

from slack_bolt.async_app import AsyncApp

from handlers.listening import Ack, Body, bind
from handlers.surface import Surface, member_of, parse_member
from storage.changes import Put, change
from storage.model import Channel
from workflow.use_cases.owning_people import OwningPeople

USER_CHANGE = "user_change"
HOME_OPENED = "app_home_opened"
TOKENS_REVOKED = "tokens_revoked"
APP_UNINSTALLED = "app_uninstalled"
CHANNEL_SHARED = "channel_shared"  # people of another workspace came into a channel
CHANNEL_UNSHARED = "channel_unshared"


def register(app: AsyncApp, surface: Surface) -> None:
    app.event(USER_CHANGE)(bind(handle_user_change, surface))
    app.event(HOME_OPENED)(bind(handle_home_opened, surface))
    app.event(CHANNEL_SHARED)(bind(handle_channel_shared, surface))
    app.event(CHANNEL_UNSHARED)(bind(handle_channel_shared, surface))
    app.event(TOKENS_REVOKED)(bind(handle_tokens_revoked, surface))
    app.event(APP_UNINSTALLED)(bind(handle_app_uninstalled, surface))


async def handle_user_change(surface: Surface, ack: Ack, body: Body) -> None:
    """Somebody was deactivated, came back, or changed: only those we met are kept."""
    user = body["event"]["user"]
    team_id, storage = str(body["team_id"]), surface.desk.storage
    known = await storage.member(team_id, str(user["id"]))
    pictured = await storage.person_for_user(team_id, str(user["id"]))
    if known is not None or pictured is not None:
        member = parse_member(team_id, user, surface.desk.clock())
        if known is not None:
            # The event does not tell the language that somebody reads.
            member = replace(member, locale=str(user.get("locale") or known.locale))
        await OwningPeople(surface.desk).described(member, str(body["event_id"]))
    await ack()


async def handle_home_opened(surface: Surface, ack: Ack, body: Body) -> None:
    """From now on this member's Home follows what changes."""
    await ack()
    event, team_id = body["event"], str(body["team_id"])
    if event.get("tab") != "home" or await surface.desk.storage.workspace(team_id) is None:
        return
    await member_of(surface, team_id, str(event["user"]))
    await surface.homes.opened(team_id, str(event["user"]))


async def handle_channel_shared(surface: Surface, ack: Ack, body: Body) -> None:
    """Who reads a channel changed; where the last of several workspaces left, Slack says that others stay."""
    event = body["event"]
    shared = event["type"] == CHANNEL_SHARED or bool(event.get("is_ext_shared"))
    row = Channel(
        team_id=str(body["team_id"]),
        channel_id=str(event["channel"]),
        is_shared=shared,
        fetched_at=surface.desk.clock(),
    )
    await surface.desk.storage.apply(change(Put(row=row)))
    await ack()


async def handle_tokens_revoked(surface: Surface, ack: Ack, body: Body) -> None:
    """Nothing can be posted until there is a token again; what waits for it stays."""
    if (body["event"].get("tokens") or {}).get("bot"):
        surface.door.shut(surface.desk.clock(), TOKENS_REVOKED)
    await ack()


async def handle_app_uninstalled(surface: Surface, ack: Ack, body: Body) -> None:
    """The same; rows of the workspace stay until somebody who runs Likeness removes them."""
    del body
    surface.door.shut(surface.desk.clock(), APP_UNINSTALLED)
    await ack()
