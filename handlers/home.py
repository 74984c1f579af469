"""The Home tab: what is pressed and chosen there."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncApp

from handlers import ids, shortcuts
from handlers.actions.pressing import press
from handlers.blocks import limits
from handlers.blocks.kit import Element, option, plain
from handlers.listening import Ack, Body, bind
from handlers.replies import tell_problem
from handlers.shown import card_view, details_view
from handlers.surface import Asker, Surface, asker
from storage.home import Shelf
from workflow.access import Action, Deny, decide
from workflow.names import name_key
from workflow.use_cases import Problem

_FOUND_MAX = 20
_TEXT, _PERSON, _ASSET = "text:", "person:", "asset:"


def register(app: AsyncApp, surface: Surface) -> None:
    app.action(ids.ACTION_HOME_ADD)(bind(shortcuts.handle_add, surface))
    app.action(ids.ACTION_HOME_VIDEO)(bind(shortcuts.handle_video, surface))
    app.action(ids.ACTION_HOME_ANSWER)(bind(handle_answer, surface))
    app.action(ids.ACTION_HOME_DETAILS)(bind(handle_details, surface))
    app.action(ids.ACTION_HOME_FIND)(bind(handle_find, surface))
    app.options(ids.ACTION_HOME_FIND)(bind(handle_find_options, surface))
    for turning in (
        ids.ACTION_HOME_SHELF,
        ids.ACTION_HOME_ALL,
        ids.ACTION_HOME_NEXT,
        ids.ACTION_HOME_PREVIOUS,
        ids.ACTION_HOME_PEOPLE_NEXT,
        ids.ACTION_HOME_PEOPLE_PREVIOUS,
    ):
        app.action(turning)(bind(handle_turn, surface))


async def handle_answer(surface: Surface, ack: Ack, body: Body) -> None:
    """The question itself, with its pictures and answers."""
    await press(surface, ack, body, _open_card)


async def handle_details(surface: Surface, ack: Ack, body: Body) -> None:
    await press(surface, ack, body, _open_details)


async def handle_turn(surface: Surface, ack: Ack, body: Body) -> None:
    """Another page, another shelf, or everything again."""
    await ack()
    who = await asker(surface, body)
    await surface.homes.turn(who.team_id, who.user_id, **_turned(body["actions"][0]))


async def handle_find(surface: Surface, ack: Ack, body: Body) -> None:
    """What was found narrows the library; one asset opens."""
    await ack()
    who = await asker(surface, body)
    chosen = str((body["actions"][0].get("selected_option") or {}).get("value") or "")
    if chosen.startswith(_ASSET):
        problem = await _open_details(surface, who, chosen.removeprefix(_ASSET), body)
        if problem is not None:
            await tell_problem(surface.slack, body, who.texts, problem)
        return
    narrowed = {
        "text": chosen.removeprefix(_TEXT) if chosen.startswith(_TEXT) else "",
        "person_id": chosen.removeprefix(_PERSON) if chosen.startswith(_PERSON) else None,
    }
    await surface.homes.turn(who.team_id, who.user_id, page=0, shelf=Shelf.EVERYBODY, **narrowed)


async def handle_find_options(surface: Surface, ack: Ack, body: Body) -> None:
    """Names and people that hold what was typed so far."""
    who = await asker(surface, body)
    typed = name_key(str(body.get("value") or ""))
    if not typed or isinstance(decide(who.actor, Action.SEE_ASSET), Deny):
        await ack(options=[])
        return
    await ack(option_groups=await _found(surface, who, typed))


async def _found(surface: Surface, who: Asker, typed: str) -> list[dict[str, Any]]:
    storage, texts = surface.desk.storage, who.texts
    assets = await storage.find_assets(who.team_id, typed, _FOUND_MAX, links=True)
    people = await storage.people_named(who.team_id, typed, _FOUND_MAX)
    whole = [option(texts.plain.say("home.find.all", text=typed[:40]), f"{_TEXT}{typed[:100]}")]
    groups = {
        "home.library": whole,
        "home.find.assets": [option(f"@{a.asset.name}", f"{_ASSET}{a.asset.id}") for a in assets],
        "home.find.people": [option(p.display_name, f"{_PERSON}{p.id}") for p in people],
    }
    return [_group(texts.plain.say(label), options) for label, options in groups.items() if options]


def _group(label: str, options: list[Element]) -> dict[str, Any]:
    return {"label": plain(label, limits.OPTION), "options": options}


def _turned(action: dict[str, Any]) -> dict[str, Any]:
    page = int(value) if (value := str(action.get("value") or "")).isdecimal() else 0
    match action["action_id"]:
        case ids.ACTION_HOME_SHELF:
            return {"shelf": action["selected_option"]["value"], "page": 0}
        case ids.ACTION_HOME_ALL:
            return {"text": "", "person_id": None, "page": 0}
        case ids.ACTION_HOME_PEOPLE_NEXT | ids.ACTION_HOME_PEOPLE_PREVIOUS:
            return {"people_page": page}
    return {"page": page}


async def _open_card(surface: Surface, who: Asker, subject: str, body: Body) -> Problem | None:
    view = await card_view(surface, who, subject)
    if isinstance(view, Problem):
        return view
    await surface.slack.open_view(body["trigger_id"], view)
    return None


async def _open_details(surface: Surface, who: Asker, subject: str, body: Body) -> Problem | None:
    view = await details_view(surface, who, subject)
    if isinstance(view, Problem):
        return view
    await surface.slack.open_view(body["trigger_id"], view)
    return None
