"""Events of the workspace that Likeness listens to."""

from __future__ import annotations

from dataclasses import replace

from slack_bolt.async_app import AsyncApp

from handlers.listening import Ack, Body, bind
from handlers.surface import Surface, parse_member
from workflow.use_cases.owning_people import OwningPeople

USER_CHANGE = "user_change"


def register(app: AsyncApp, surface: Surface) -> None:
    app.event(USER_CHANGE)(bind(handle_user_change, surface))


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
