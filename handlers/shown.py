"""Cards and assets shown as a modal, from the Home tab, and brought up to date after a press in them."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any

from handlers import ids
from handlers.blocks import asset_message, limits
from handlers.blocks.form import View
from handlers.blocks.kit import Block, plain
from handlers.composed import SlackFile
from handlers.slack.errors import ViewGone
from handlers.surface import Asker, Surface
from storage.model import Message, MessageForm
from workflow.access import Action, Allow, decide
from workflow.messages import MessageKind
from workflow.use_cases import Problem

_OF_ADMINS = (MessageKind.ENDORSEMENT_CARD, MessageKind.REPORT_CARD)


async def card_view(surface: Surface, who: Asker, subject: str) -> View | Problem:
    """The card that asks this reader about a subject, with its buttons."""
    about = await surface.desk.storage.messages_about([subject])
    found = next((m for m in about if m.form is MessageForm.CARD and _is_for(m, who)), None)
    return await _card(surface, who, found)


async def details_view(surface: Surface, who: Asker, asset_id: str) -> View | Problem:
    """Everything about one asset, with what this reader may do about it."""
    asset = (await surface.desk.storage.assets_by_id(who.team_id, [asset_id])).get(asset_id)
    if asset is None or not isinstance(decide(who.actor, Action.SEE_ASSET, asset), Allow):
        return Problem(key="gone")
    ways = await surface.owning.ways(asset, who.actor)
    message = asset_message(asset, profiles=surface.profiles, texts=who.texts, ways=ways)
    return _modal(ids.VIEW_DETAILS, who.texts.say("home.details.title"), asset_id, message.blocks, who)


async def refresh(surface: Surface, who: Asker, view: Mapping[str, Any]) -> None:
    """After a press in one of these modals: as it stands now."""
    subject = str(view.get("private_metadata") or "")
    match view.get("callback_id"):
        case ids.VIEW_CARD:
            now = await _card(surface, who, await surface.desk.storage.message(subject))
        case ids.VIEW_DETAILS:
            now = await details_view(surface, who, subject)
        case _:
            return
    if not isinstance(now, Problem):
        with contextlib.suppress(ViewGone):  # closed, or another form came in its place
            await surface.slack.update_view(view["id"], now, view_hash=view["hash"])


async def _card(surface: Surface, who: Asker, message: Message | None) -> View | Problem:
    if message is None or surface.composer is None or not _is_for(message, who):
        return Problem(key="gone")
    composed = await surface.composer.compose(message, _files(message))
    if composed is None:
        return Problem(key="gone")
    return _modal(ids.VIEW_CARD, who.texts.say("home.card.title"), message.id, composed.blocks, who)


def _is_for(message: Message, who: Asker) -> bool:
    """His own question; what any admin may answer, an admin who was not asked himself may, too."""
    if message.team_id != who.team_id:
        return False
    return message.channel == who.user_id or (who.actor.is_admin and message.kind in _OF_ADMINS)


def _files(message: Message) -> dict[str, SlackFile]:
    known = message.files if isinstance(message.files, Mapping) else {}
    return {slot: SlackFile(id=str(f["id"]), permalink=str(f["permalink"])) for slot, f in known.items()}


def _modal(callback_id: str, title: str, subject: str, blocks: list[Block], who: Asker) -> View:
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title, limits.VIEW_TITLE),
        "close": plain(who.texts.say("form.close"), limits.VIEW_TITLE),
        "private_metadata": subject,
        "blocks": blocks,
    }
