"""chat.*: posting, editing, removing, ephemeral messages, permalinks."""

import re
from typing import TYPE_CHECKING, Any

from sandbox.slack import posting
from sandbox.slack.errors import SlackError
from sandbox.slack.methods.call import Call
from sandbox.slack.methods.checks import message_blocks, message_text, metadata, target
from sandbox.slack.model.messages import Message
from sandbox.slack.model.people import BOT_USER
from sandbox.slack.options import Memory
from sandbox.slack.render import api_message

if TYPE_CHECKING:
    from sandbox.slack.workspace import Workspace

_TS = re.compile(r"\d+\.\d{6}")


def _thread(call: Call) -> str | None:
    value = call.text("thread_ts")
    if value and not _TS.fullmatch(value):
        raise SlackError("invalid_thread_ts")
    return value or None


def _content(ws: "Workspace", call: Call) -> tuple[str, list[dict[str, Any]] | None]:
    text = message_text(call)
    blocks = message_blocks(ws, call)
    if not text.strip() and not blocks:
        raise SlackError("no_text")
    return text, blocks


async def post_message(ws: "Workspace", call: Call) -> dict[str, Any]:
    channel = target(ws, call.required("channel"))
    client_id = call.text("client_msg_id")
    remembers = ws.options.memory is Memory.KEY
    known = ws.messages.by_client_id(channel.id, client_id) if client_id and remembers else None
    if known is None:
        text, blocks = _content(ws, call)
        wanted = metadata(call) or None
        known = Message(
            channel=channel.id,
            ts=ws.clock.stamp(),
            user=BOT_USER,
            text=text,
            blocks=blocks or [],
            thread_ts=_thread(call),
            metadata=wanted if ws.options.memory is not Memory.NOTHING else None,
            client_msg_id=client_id if client_id and remembers else None,
            broadcast=call.flag("reply_broadcast"),
        )
        posting.post(ws, known)
    shown = api_message(ws, known, with_metadata=True)
    return {"channel": channel.id, "ts": known.ts, "message": shown}


def _own(ws: "Workspace", call: Call, error: str) -> Message:
    channel = ws.channels.for_bot(call.required("channel"))
    message = ws.messages.get(channel.id, call.required("ts"))
    if message.user != BOT_USER:
        raise SlackError(error)
    if channel.archived:
        raise SlackError("is_archived")
    return message


async def update(ws: "Workspace", call: Call) -> dict[str, Any]:
    message = _own(ws, call, "cant_update_message")
    text, blocks = _content(ws, call)
    wanted = metadata(call)
    message.text = text
    message.blocks = blocks or []
    if wanted is not None:
        message.metadata = wanted or None
    message.edited = {"user": BOT_USER, "ts": ws.clock.stamp()}
    posting.changed(ws, message)
    shown = api_message(ws, message, with_metadata=True)
    return {"channel": message.channel, "ts": message.ts, "text": message.text, "message": shown}


async def delete(ws: "Workspace", call: Call) -> dict[str, Any]:
    message = _own(ws, call, "cant_delete_message")
    posting.remove(ws, message)
    return {"channel": message.channel, "ts": message.ts}


async def post_ephemeral(ws: "Workspace", call: Call) -> dict[str, Any]:
    channel = target(ws, call.required("channel"))
    user = call.required("user")
    if user not in channel.members:
        raise SlackError("user_not_in_channel")
    text, blocks = _content(ws, call)
    message = Message(
        channel=channel.id,
        ts=ws.clock.stamp(),
        user=BOT_USER,
        text=text,
        blocks=blocks or [],
        thread_ts=_thread(call),
        ephemeral_to=user,
    )
    posting.post(ws, message)
    return {"message_ts": message.ts}


async def get_permalink(ws: "Workspace", call: Call) -> dict[str, Any]:
    channel = ws.channels.for_bot(call.required("channel"))
    message = ws.messages.get(channel.id, call.required("message_ts"))
    return {"channel": channel.id, "permalink": ws.message_url(message)}
