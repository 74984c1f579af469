"""Presses of an owner: delete an asset, ask one more gateway, try a failed one again."""

from __future__ import annotations

from handlers import ids
from handlers.actions.pressing import press
from handlers.blocks.owning import deleted_text, further_text
from handlers.blocks.people import at_name
from handlers.listening import Ack, Body
from handlers.replies import tell
from handlers.surface import Asker, Surface
from workflow.use_cases import Problem


async def handle_asset_delete(surface: Surface, ack: Ack, body: Body) -> None:
    await press(surface, ack, body, _delete)


async def handle_asset_elsewhere(surface: Surface, ack: Ack, body: Body) -> None:
    await press(surface, ack, body, _elsewhere)


async def handle_asset_retry(surface: Surface, ack: Ack, body: Body) -> None:
    await press(surface, ack, body, _retry)


async def _delete(surface: Surface, who: Asker, subject: str, body: Body) -> Problem | None:
    done = await surface.owning.delete(who.team_id, subject, who.actor, str(body["trigger_id"]))
    if isinstance(done, Problem):
        return done
    await tell(surface.slack, body, deleted_text(done, surface.profiles, who.texts))
    return None


async def _elsewhere(surface: Surface, who: Asker, subject: str, body: Body) -> Problem | None:
    named = ids.ELSEWHERE.match(str(body["actions"][0].get("action_id")))
    profile = surface.desk.profiles.get(named.group(1)) if named else None
    if profile is None:
        return Problem(key="old_button")
    done = await surface.owning.register_elsewhere(
        who.team_id, subject, profile.name, who.actor, str(body["trigger_id"])
    )
    if isinstance(done, Problem):
        return done
    await tell(surface.slack, body, further_text(done, profile, who.texts))
    return None


async def _retry(surface: Surface, who: Asker, subject: str, body: Body) -> Problem | None:
    done = await surface.owning.retry(who.team_id, subject, who.actor, str(body["trigger_id"]))
    if isinstance(done, Problem):
        return done
    await tell(surface.slack, body, who.texts.say("owning.tried_again", name=at_name(done)))
    return None
