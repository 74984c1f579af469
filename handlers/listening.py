"""Binding of handlers to the surface they work with, in the shape that Bolt asks for."""

from __future__ import annotations

import asyncio
import html
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

import structlog

from handlers.deliveries import Said, delivery_key
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
        """Whatever is logged while this is handled carries one id."""
        with structlog.contextvars.bound_contextvars(request=secrets.token_hex(4)):
            await handle(ack, body)

    async def handle(ack: Ack, body: Body) -> None:
        key, known = delivery_key(body), surface.deliveries
        while key and (earlier := known.begin(key)) is not None:
            before = await asyncio.shield(earlier)
            if before is not None:
                await ack(*before.said, **before.named)
                return
        acknowledged = False

        async def acknowledge(*said: Any, **named: Any) -> Any:
            nonlocal acknowledged
            answer = await ack(*said, **named)
            acknowledged = True
            if key:
                known.answer(key, Said(said, named))
            return answer

        try:
            await handler(surface, acknowledge, body)
        except Exception as error:
            # Bolt takes an acknowledgement back when its listener fails within the next moment.
            if not acknowledged:
                raise
            await tell_trouble(surface, error, body)
        finally:
            if key:
                known.end(key)

    listen.__name__ = handler.__name__
    return listen


def typed_text(body: Body) -> str:
    """What somebody typed behind a slash command; Slack sends `& < >` escaped."""
    return html.unescape(str(body.get("text") or "")).strip()
