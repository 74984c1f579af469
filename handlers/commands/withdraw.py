"""`/likeness withdraw`: where somebody is pictured, and the way to take it back."""

from __future__ import annotations

from handlers.blocks.withdrawal_form import withdraw_answer
from handlers.listening import Ack, Body
from handlers.surface import Surface, asker


async def handle_likeness_withdraw(surface: Surface, ack: Ack, body: Body) -> None:
    """Everybody's own face is theirs: guests are answered like members."""
    who = await asker(surface, body)
    reach = await surface.withdrawing.of_user(who.team_id, who.user_id)
    message = withdraw_answer(reach, who.texts)
    await ack(text=message.text, blocks=message.blocks)
