"""`/likeness settings`, `/likeness people`, `/likeness consent`."""

from __future__ import annotations

from handlers.blocks.rights_lists import own_face_message, people_message
from handlers.blocks.settings_form import settings_form_view
from handlers.catalogue import problem_text
from handlers.intake import comes_first
from handlers.listening import Ack, Body
from handlers.rights_composer import post_links
from handlers.surface import Asker, Surface, asker
from workflow.access import Action, Deny, decide
from workflow.ownership.changing import LIVING
from workflow.use_cases import Problem
from workflow.use_cases.reporting import is_posted
from workflow.use_cases.setting import Setting

_LISTED_MAX = 1000


async def handle_settings(surface: Surface, ack: Ack, body: Body) -> None:
    """The form, for admins."""
    who = await asker(surface, body)
    problem = Setting(surface.desk).problem(who.actor)
    if problem is not None:
        await ack(problem_text(who.texts, problem))
        return
    fresh = await comes_first(surface, who, body)
    await ack()
    if not fresh:
        return
    settings = await surface.desk.settings(who.team_id)
    await surface.slack.open_view(body["trigger_id"], settings_form_view(settings, texts=who.texts))


async def handle_people(surface: Surface, ack: Ack, body: Body) -> None:
    """For members: who is pictured here, and whether the yes stands."""
    who = await asker(surface, body)
    denied = decide(who.actor, Action.SEE_ASSET)
    if isinstance(denied, Deny):
        await ack(problem_text(who.texts, Problem(key=denied.reason)))
        return
    assets = await surface.desk.storage.assets_picturing(who.team_id, _LISTED_MAX)
    message = people_message(assets, now=surface.desk.clock(), texts=who.texts, for_admin=who.actor.is_admin)
    await ack(text=message.text, blocks=message.blocks)


async def handle_consent(surface: Surface, ack: Ack, body: Body) -> None:
    """For anybody, guests too: everything that pictures the reader, and every use of it."""
    who = await asker(surface, body)
    if who.actor.is_deactivated:
        await ack(problem_text(who.texts, Problem(key="deny_deactivated")))
        return
    await ack(**await _own_face(surface, who))


async def _own_face(surface: Surface, who: Asker) -> Body:
    storage = surface.desk.storage
    person = await storage.person_for_user(who.team_id, who.user_id)
    pictures = await storage.assets_of_person(person.id) if person else []
    assets = [asset for asset in pictures if asset.asset.status in LIVING]
    videos = await storage.videos_of_assets([asset.asset.id for asset in pictures])
    posted = [video.video.id for video in videos if is_posted(video)]
    message = own_face_message(
        assets,
        videos,
        links=post_links(await storage.messages_about(posted)),
        profiles=surface.profiles,
        now=surface.desk.clock(),
        texts=who.texts,
    )
    return {"text": message.text, "blocks": message.blocks}
