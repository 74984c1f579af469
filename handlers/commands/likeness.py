"""`/likeness help`, and the other commands under one name."""

from __future__ import annotations

from handlers.blocks import help_message
from handlers.commands import rights
from handlers.commands.asset import handle_asset
from handlers.commands.status import handle_status
from handlers.commands.video import handle_video
from handlers.commands.withdraw import handle_likeness_withdraw
from handlers.listening import Ack, Body
from handlers.surface import Surface, asker

_OTHERS = {
    "asset": handle_asset,
    "video": handle_video,
    "withdraw": handle_likeness_withdraw,
    "people": rights.handle_people,
    "status": handle_status,
    "consent": rights.handle_consent,
    "settings": rights.handle_settings,
}


async def handle_likeness(surface: Surface, ack: Ack, body: Body) -> None:
    """`asset …` and `video …` do what the short commands do: another app may own those."""
    word, _, rest = str(body.get("text") or "").strip().partition(" ")
    other = _OTHERS.get(word.casefold())
    if other is not None:
        await other(surface, ack, {**body, "text": rest.strip()})
        return
    who = await asker(surface, body)
    message = help_message(who.texts)
    await ack(text=message.text, blocks=message.blocks)
