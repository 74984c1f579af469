"""Binding of handlers to the surface they work with, in the shape that Bolt asks for."""

from __future__ import annotations

import html
from collections.abc import Awaitable, Callable
from typing import Any

from handlers.surface import Surface
from handlers.trouble import tell_trouble

Ack = Callable[..., Awaitable[Any]]
Body = dict[str, Any]
Handler = Callable[[Surface, Ack, Body], Awaitable[None]]
"""A handler takes the surface, `ack`, and the payload as Slack sent it."""

Listener = Callable[..., Awaitable[None]]


def bind(handler: Handler, surface: Surface) -> Listener:
    """Bolt passes arguments by name; handlers stay plain functions that tests can call."""

    async def listen(ack: Ack, body: Body) -> None:
        acknowledged = False

        async def acknowledge(*said: Any, **named: Any) -> Any:
            nonlocal acknowledged
            answer = await ack(*said, **named)
            acknowledged = True
            return answer

        try:
            await handler(surface, acknowledge, body)
        except Exception as error:
            # Bolt takes an acknowledgement back when its listener fails within the next moment.
            if not acknowledged:
                raise
            await tell_trouble(surface, error, body)

    listen.__name__ = handler.__name__
    return listen


def typed_text(body: Body) -> str:
    """What somebody typed behind a slash command; Slack sends `& < >` escaped."""
    return html.unescape(str(body.get("text") or "")).strip()
