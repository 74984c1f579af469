"""conversations.*: looking, joining, opening, reading back."""

from typing import TYPE_CHECKING, Any

from sandbox.slack import posting
from sandbox.slack.errors import SlackError, invalid_arguments
from sandbox.slack.methods.call import Call, page_of
from sandbox.slack.model.channels import Channel
from sandbox.slack.model.messages import Message
from sandbox.slack.model.people import BOT_USER
from sandbox.slack.render import api_message
from sandbox.slack.scopes import channel_scope, require

if TYPE_CHECKING:
    from sandbox.slack.workspace import Workspace

_KINDS = {"public_channel": "public", "private_channel": "private", "im": "im", "mpim": "mpim"}


def _channel(ws: "Workspace", call: Call, right: str) -> Channel:
    channel = ws.channels.for_bot(call.required("channel"))
    require(ws.manifest.scopes, (channel_scope(channel.kind, right),))
    return channel


async def info(ws: "Workspace", call: Call) -> dict[str, Any]:
    channel = _channel(ws, call, "read")
    shown = channel.slack()
    if call.flag("include_num_members"):
        shown["num_members"] = len(channel.members)
    return {"channel": shown}


async def join(ws: "Workspace", call: Call) -> dict[str, Any]:
    channel = ws.channels.for_bot(call.required("channel"))
    if channel.kind != "public":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.archived:
        raise SlackError("is_archived")
    if not posting.join(ws, channel, BOT_USER):
        return {
            "channel": channel.slack(),
            "warning": "already_in_channel",
            "response_metadata": {"warnings": ["already_in_channel"]},
        }
    return {"channel": channel.slack()}


async def open_dm(ws: "Workspace", call: Call) -> dict[str, Any]:
    users = [user for user in call.text("users").split(",") if user]
    if not users:
        channel = ws.channels.for_bot(call.required("channel"))
        return {"channel": channel.slack() if call.flag("return_im") else {"id": channel.id}}
    require(ws.manifest.scopes, ("im:write",))
    if len(users) > 1:
        raise invalid_arguments("group messages are not part of this workspace [json-pointer:/users]")
    person = ws.people.get(users[0])
    if person.is_bot:
        raise SlackError("cannot_dm_bot")
    if person.deleted:
        raise SlackError("user_disabled")
    channel = ws.dm(BOT_USER, person.id)
    return {"channel": channel.slack() if call.flag("return_im") else {"id": channel.id}}


async def list_all(ws: "Workspace", call: Call) -> dict[str, Any]:
    kinds = [_KINDS.get(word.strip()) for word in (call.text("types") or "public_channel").split(",")]
    if None in kinds:
        raise SlackError("invalid_types")
    for kind in kinds:
        if kind in ("public", "private", "im"):
            require(ws.manifest.scopes, (channel_scope(kind, "read"),))
    hidden = call.flag("exclude_archived")
    found = [
        channel
        for channel in ws.channels
        if channel.kind in kinds
        and (channel.kind == "public" or channel.bot_is_member)
        and not (hidden and channel.archived)
    ]
    shown, cursor = page_of(found, call)
    channels = [channel.slack() | {"num_members": len(channel.members)} for channel in shown]
    return {"channels": channels, "response_metadata": {"next_cursor": cursor}}


async def members(ws: "Workspace", call: Call) -> dict[str, Any]:
    channel = _channel(ws, call, "read")
    shown, cursor = page_of(channel.members, call)
    return {"members": shown, "response_metadata": {"next_cursor": cursor}}


def _readable(ws: "Workspace", call: Call) -> Channel:
    channel = _channel(ws, call, "history")
    if not channel.bot_is_member:
        raise SlackError("not_in_channel")
    return channel


def _window(messages: list[Message], call: Call) -> list[Message]:
    oldest, latest = call.text("oldest"), call.text("latest")
    inclusive = call.flag("inclusive")

    def inside(message: Message) -> bool:
        after = not oldest or message.ts > oldest or (inclusive and message.ts == oldest)
        before = not latest or message.ts < latest or (inclusive and message.ts == latest)
        return after and before

    return [message for message in messages if inside(message)]


def _answer(ws: "Workspace", call: Call, messages: list[Message]) -> dict[str, Any]:
    shown, cursor = page_of(messages, call, most=999)
    with_metadata = call.flag("include_all_metadata")
    answer: dict[str, Any] = {
        "messages": [api_message(ws, message, with_metadata=with_metadata) for message in shown],
        "has_more": bool(cursor),
    }
    if cursor:
        answer["response_metadata"] = {"next_cursor": cursor}
    return answer


async def history(ws: "Workspace", call: Call) -> dict[str, Any]:
    channel = _readable(ws, call)
    visible = [m for m in ws.messages.in_channel(channel.id) if not m.is_reply or m.broadcast]
    newest_first = list(reversed(_window(visible, call)))
    return _answer(ws, call, newest_first) | {"pin_count": 0}


async def replies(ws: "Workspace", call: Call) -> dict[str, Any]:
    channel = _readable(ws, call)
    ts = call.required("ts")
    parent = [message for message in ws.messages.in_channel(channel.id) if message.ts == ts]
    thread = parent + ws.messages.replies(channel.id, ts)
    if not thread:
        raise SlackError("thread_not_found")
    # Slack answers the parent whatever window was asked for.
    inside = _window(thread, call)
    return _answer(ws, call, parent + [message for message in inside if message not in parent])
