"""`/asset`, `/asset list`, `/asset <name>`."""

from __future__ import annotations

from handlers.blocks import AssetFormValues, asset_form_view, asset_list_message, asset_message
from handlers.catalogue import problem_text
from handlers.intake import comes_first
from handlers.listening import Ack, Body, typed_text
from handlers.surface import Asker, Surface, asker
from workflow.access import Action, Deny, decide
from workflow.names import name_key
from workflow.use_cases import Problem

_LIST_MAX = 1000


async def handle_asset(surface: Surface, ack: Ack, body: Body) -> None:
    who = await asker(surface, body)
    denied = decide(who.actor, Action.ADD_ASSET)
    text = typed_text(body)
    if isinstance(denied, Deny):
        await ack(problem_text(who.texts, Problem(key=denied.reason)))
    elif not text:
        fresh = await comes_first(surface, who, body)
        await ack()
        if fresh:
            await open_asset_form(surface, body["trigger_id"], who, AssetFormValues())
    elif text.casefold() == "list":
        await ack(**await _list(surface, who))
    else:
        await ack(**await _show(surface, who, text))


async def open_asset_form(surface: Surface, trigger_id: str, who: Asker, values: AssetFormValues) -> None:
    view = asset_form_view(
        values,
        profiles=surface.profiles,
        texts=who.texts,
        has_public_url=surface.desk.has_public_url,
    )
    await surface.slack.open_view(trigger_id, view)


async def _list(surface: Surface, who: Asker) -> Body:
    assets = await surface.desk.storage.assets_of_owner(who.team_id, who.user_id, _LIST_MAX)
    message = asset_list_message(assets, profiles=surface.profiles, texts=who.texts)
    return {"text": message.text, "blocks": message.blocks}


async def _show(surface: Surface, who: Asker, name: str) -> Body:
    asset = await surface.desk.storage.asset_named(who.team_id, name_key(name))
    if asset is None:
        return {"text": problem_text(who.texts, Problem(key="name_unknown", params={"name": name[:80]}))}
    ways = await surface.owning.ways(asset, who.actor)
    message = asset_message(asset, profiles=surface.profiles, texts=who.texts, ways=ways)
    return {"text": message.text, "blocks": message.blocks}
