"""The page's calls: thin handlers around what people can do."""

import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.slack import posting, uploads
from sandbox.slack.delivery.deliver import emit
from sandbox.slack.delivery.socket_mode import SocketMode
from sandbox.slack.errors import PageError, SlackError
from sandbox.slack.interactions import actions, commands, forms
from sandbox.slack.interactions.payloads import seen_channel
from sandbox.slack.model.messages import Message
from sandbox.slack.model.people import BOT_USER
from sandbox.slack.page import state
from sandbox.slack.wire import as_wire

if TYPE_CHECKING:
    from sandbox.slack.workspace import Workspace

Body = dict[str, Any]
Act = Callable[["Workspace", Body], Awaitable[Body]]


async def _message(ws: "Workspace", body: Body) -> Body:
    user = str(body.get("user", ""))
    channel = seen_channel(ws, user, str(body.get("channel", "")))
    if user not in channel.members:
        raise PageError(f"{user} is not in #{channel.name}")
    if channel.archived:
        raise PageError(f"#{channel.name} is archived")
    if channel.bot_is_member and channel.kind == "im" and _closed_to_people(ws):
        raise PageError("Sending messages to this app has been turned off.")
    text, file_ids = str(body.get("text") or ""), body.get("file_ids") or []
    if not isinstance(file_ids, list):
        raise PageError("file_ids is a list")
    if not text.strip() and not file_ids:
        raise PageError("a message needs text or a file")
    for file_id in file_ids:
        if ws.files.get(str(file_id)).owner != user:
            raise PageError(f"{file_id} belongs to somebody else")
    message = Message(
        channel=channel.id,
        ts=ws.clock.stamp(),
        user=user,
        text=as_wire(text),
        thread_ts=str(body.get("thread_ts") or "") or None,
        files=file_ids,
    )
    posting.post(ws, message)
    return {"ok": True, "ts": message.ts, "channel": channel.id}


def _closed_to_people(ws: "Workspace") -> bool:
    return not ws.manifest.messages_tab or ws.manifest.messages_read_only


async def _command(ws: "Workspace", body: Body) -> Body:
    return await commands.run_command(
        ws, str(body.get("user")), str(body.get("channel")), str(body.get("text", ""))
    )


async def _action(ws: "Workspace", body: Body) -> Body:
    return await actions.run_action(ws, str(body.get("user")), body)


async def _options(ws: "Workspace", body: Body) -> Body:
    return await actions.run_options(ws, str(body.get("user")), body)


async def _view_submit(ws: "Workspace", body: Body) -> Body:
    return await forms.submit(ws, str(body.get("user")), str(body.get("view_id")), body.get("values") or {})


async def _view_close(ws: "Workspace", body: Body) -> Body:
    return await forms.close(ws, str(body.get("user")), str(body.get("view_id")))


async def _shortcut(ws: "Workspace", body: Body) -> Body:
    return await commands.run_shortcut(
        ws, str(body.get("user")), str(body.get("callback_id")), body.get("channel"), body.get("message_ts")
    )


async def _home(ws: "Workspace", body: Body) -> Body:
    return await forms.open_home(ws, str(body.get("user")), str(body.get("tab", "home")))


async def _join(ws: "Workspace", body: Body) -> Body:
    user = str(body.get("user"))
    channel = seen_channel(ws, user, str(body.get("channel")))
    if channel.kind != "public":
        raise PageError("only public channels can be joined")
    posting.join(ws, channel, user)
    return {"ok": True}


async def _invite(ws: "Workspace", body: Body) -> Body:
    user, invitee = str(body.get("user")), str(body.get("invitee"))
    channel = seen_channel(ws, user, str(body.get("channel")))
    if channel.kind == "im" or user not in channel.members:
        raise PageError(f"{user} cannot invite people here")
    posting.join(ws, channel, ws.people.get(invitee).id, inviter=user)
    return {"ok": True}


async def _user(ws: "Workspace", body: Body) -> Body:
    patch = body.get("patch")
    if not isinstance(patch, dict):
        raise PageError("patch must be an object")
    person = ws.people.patch(str(body.get("id")), patch, ws.options.now())
    emit(ws, {"type": "user_change", "user": person.slack(), "cache_ts": int(ws.options.now())})
    ws.hub.each(lambda _: {"type": "user", "user": person.page()})
    return {"ok": True, "user": person.page()}


async def _archive(ws: "Workspace", body: Body) -> Body:
    channel = seen_channel(ws, str(body.get("user")), str(body.get("channel")))
    channel.archived = bool(body.get("archived", True))
    ws.show_channel(channel)
    if channel.archived and channel.bot_is_member:
        emit(ws, {"type": "channel_archive", "channel": channel.id, "user": str(body.get("user"))})
    return {"ok": True}


async def _kick(ws: "Workspace", body: Body) -> Body:
    channel = seen_channel(ws, str(body.get("user")), str(body.get("channel")))
    member = str(body.get("member", BOT_USER))
    if member in channel.members:
        channel.members.remove(member)
        ws.show_channel(channel, also=[member])
    return {"ok": True}


async def _faults(ws: "Workspace", body: Body) -> Body:
    ws.faults.set(body.get("rules"))
    return {"ok": True}


async def _disconnect(ws: "Workspace", body: Body) -> Body:
    if not isinstance(ws.carrier, SocketMode):
        raise PageError("the app does not use Socket Mode")
    reason = str(body.get("reason", "refresh_requested"))
    return {"ok": True, "connections": await ws.carrier.refresh(reason, drop=bool(body.get("drop")))}


async def _install(ws: "Workspace", body: Body) -> Body:
    """Revoke the app's token, remove the app, or put it back: `revoked`, `removed` or `good`."""
    wanted = body.get("token")
    if wanted not in _TOKENS:
        raise PageError(f"a token is one of {', '.join(_TOKENS)}")
    ws.refuses_bot = _TOKENS[wanted]
    if wanted == "revoked":
        emit(ws, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [BOT_USER]}})
    if wanted == "removed":
        emit(ws, {"type": "app_uninstalled"})
    return {"ok": True}


_TOKENS = {"good": "", "revoked": "token_revoked", "removed": "account_inactive"}
ACTS: dict[str, Act] = {
    "action": _action,
    "archive": _archive,
    "command": _command,
    "disconnect": _disconnect,
    "faults": _faults,
    "home": _home,
    "install": _install,
    "invite": _invite,
    "join": _join,
    "kick": _kick,
    "message": _message,
    "options": _options,
    "shortcut": _shortcut,
    "user": _user,
    "view_close": _view_close,
    "view_submit": _view_submit,
}


async def act(ws: "Workspace", request: web.Request) -> web.Response:
    """`POST /_local/{act}` with a JSON object."""
    name = request.match_info["act"]
    if name == "upload":
        return await uploads.from_page(ws, request)
    if name not in ACTS:
        raise PageError(f"there is no call {name!r}")
    try:
        body = json.loads(await request.text() or "{}")
    except ValueError:
        raise PageError("the body is not JSON") from None
    if not isinstance(body, dict):
        raise PageError("the body is not a JSON object")
    answer = await ACTS[name](ws, body)
    ws.journal.add("page", name, body, answer)
    return web.json_response(answer)


async def look(ws: "Workspace", request: web.Request) -> web.StreamResponse:
    """`GET /_local/state`, `/_local/journal` and `/_local/live`."""
    name = request.match_info["look"]
    if name == "state":
        return web.json_response(state.state(ws, request.query.get("user", "")))
    if name == "journal":
        after = request.query.get("after", "0")
        if not after.isdigit():
            raise PageError("after must be a number")
        return web.json_response({"entries": ws.journal.after(int(after))})
    return await state.live(ws, request)


def answer_problem(problem: PageError | SlackError) -> web.Response:
    """Status 400 and one sentence."""
    return web.json_response({"ok": False, "error": str(problem)}, status=400)
