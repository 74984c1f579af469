"""Everything that one person sees, and the live events that follow."""

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from sandbox.slack.model.people import BOT_USER, TEAM_ID, TEAM_NAME
from sandbox.slack.render import page_message, page_view

if TYPE_CHECKING:
    from sandbox.slack.workspace import Workspace


def state(ws: "Workspace", user: str) -> dict[str, Any]:
    """The whole page of one person."""
    me = ws.people.human(user)
    channels = [channel for channel in ws.channels if ws.may_see(user, channel)]
    messages = {c.id: [page_message(ws, m) for m in ws.messages.in_channel(c.id)] for c in channels}
    for message in ws.messages.ephemerals(user):
        messages.setdefault(message.channel, []).append(page_message(ws, message))
    for shown in messages.values():
        shown.sort(key=lambda message: message["ts"])
    home = ws.views.home(user)
    return {
        "me": me.page(),
        "team": {"id": TEAM_ID, "name": TEAM_NAME},
        "app": {"name": ws.manifest.app_name, "home_tab": ws.manifest.home_tab},
        "users": [person.page() for person in ws.people],
        "channels": [channel.page(user) for channel in channels],
        "messages": messages,
        "home": page_view(ws, home) if home else None,
        "bot_user_id": BOT_USER,
        "commands": [
            {"command": c.command, "description": c.description, "usage_hint": c.usage_hint}
            for c in ws.manifest.commands.values()
        ],
        "shortcuts": [
            {"callback_id": s.callback_id, "name": s.name, "type": s.type, "description": s.description}
            for s in ws.manifest.shortcuts.values()
        ],
        "open_views": [page_view(ws, view) for view in ws.views.stack(user)],
    }


async def live(ws: "Workspace", request: web.Request) -> web.StreamResponse:
    """`GET /_local/live?user=U`: a WebSocket of events."""
    user = request.query.get("user", "")
    ws.people.human(user)
    socket = web.WebSocketResponse(heartbeat=20, timeout=1.0)
    await socket.prepare(request)
    queue = ws.hub.join(user)
    writer = asyncio.create_task(_write(socket, queue))
    try:
        async for message in socket:
            if message.type == WSMsgType.ERROR:
                break
    finally:
        ws.hub.leave(queue)
        writer.cancel()
        with suppress(asyncio.CancelledError):
            await writer
    return socket


async def _write(socket: web.WebSocketResponse, queue: "asyncio.Queue[dict[str, Any] | None]") -> None:
    with suppress(ConnectionError):
        while (event := await queue.get()) is not None:
            await socket.send_json(event)
        await socket.close()
