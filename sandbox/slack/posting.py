"""Messages as they are posted, changed and removed: state, open pages and events together."""

from typing import TYPE_CHECKING, Any

from sandbox.slack.delivery.deliver import emit
from sandbox.slack.model.channels import Channel
from sandbox.slack.model.files import File
from sandbox.slack.model.messages import Message
from sandbox.slack.model.people import BOT_USER, TEAM_ID
from sandbox.slack.render import api_message, page_message

if TYPE_CHECKING:
    from sandbox.slack.workspace import Workspace

_EVENT_NAMES = {"public": "message.channels", "private": "message.groups", "im": "message.im"}


def _readers(ws: "Workspace", message: Message) -> list[str]:
    if message.ephemeral_to:
        return [message.ephemeral_to]
    return ws.audience(ws.channels.get(message.channel))


def _show(ws: "Workspace", kind: str, message: Message) -> None:
    event = {"type": kind, "channel": message.channel, "message": page_message(ws, message)}
    ws.hub.send(_readers(ws, message), event)


def _show_parent(ws: "Workspace", message: Message) -> None:
    if message.is_reply and message.thread_ts and not message.ephemeral_to:
        parent = ws.messages.seen_by(message.channel, message.thread_ts, message.user)
        if parent is not None:
            _show(ws, "message_changed", parent)


def _emit(ws: "Workspace", channel: Channel, event: dict[str, Any]) -> None:
    if channel.bot_is_member:
        kind = {"public": "channel", "private": "group", "im": "im"}[channel.kind]
        shown = event | {"channel": channel.id, "channel_type": kind}
        emit(ws, shown, named=_EVENT_NAMES[channel.kind])


def share(ws: "Workspace", message: Message) -> None:
    """Note where the files of a message are shared now."""
    for file_id in (*message.files, *message.linked_files):
        shares = ws.files.get(file_id).shares.setdefault(message.channel, [])
        if message.ts not in shares:
            shares.append(message.ts)


def _linked(ws: "Workspace", message: Message) -> list[str]:
    """Files whose permalink the text holds and which the author may see."""
    return [
        file.id
        for file in ws.files.in_text(message.text, ws.base_url)
        if file.id not in message.files and (message.user != BOT_USER or ws.bot_sees(file))
    ]


def post(ws: "Workspace", message: Message) -> Message:
    """Add a message; files whose permalink its text holds are shared with it."""
    if not message.ephemeral_to:
        message.linked_files = _linked(ws, message)
        share(ws, message)
    ws.messages.add(message)
    _show(ws, "ephemeral" if message.ephemeral_to else "message", message)
    _show_parent(ws, message)
    if not message.ephemeral_to:
        extra = {"subtype": "file_share"} if message.files else {}
        _emit(ws, ws.channels.get(message.channel), api_message(ws, message) | extra)
    return message


def changed(ws: "Workspace", message: Message) -> None:
    """Tell pages and app that a message has new content."""
    _show(ws, "message_changed", message)
    if not message.ephemeral_to:
        event = {"type": "message", "subtype": "message_changed", "hidden": True, "ts": ws.clock.stamp()}
        _emit(ws, ws.channels.get(message.channel), event | {"message": api_message(ws, message)})


def remove(ws: "Workspace", message: Message) -> None:
    """Take a message away for everybody who saw it."""
    readers = _readers(ws, message)
    ws.messages.remove(message)
    if message.tombstone:
        _show(ws, "message_changed", message)
    else:
        ws.hub.send(readers, {"type": "message_deleted", "channel": message.channel, "ts": message.ts})
    _show_parent(ws, message)
    if not message.ephemeral_to:
        event = {"type": "message", "subtype": "message_deleted", "hidden": True, "ts": ws.clock.stamp()}
        _emit(ws, ws.channels.get(message.channel), event | {"deleted_ts": message.ts})


def join(ws: "Workspace", channel: Channel, user: str, inviter: str | None = None) -> bool:
    """Add a member; `False` when already there."""
    if user in channel.members:
        return False
    channel.members.append(user)
    ws.show_channel(channel)
    if channel.kind == "private":
        for message in ws.messages.in_channel(channel.id):
            event = {"type": "message", "channel": channel.id, "message": page_message(ws, message)}
            ws.hub.send([user], event)
    if channel.bot_is_member:
        event = {
            "type": "member_joined_channel",
            "user": user,
            "channel": channel.id,
            "channel_type": "C" if channel.kind == "public" else "G",
            "team": TEAM_ID,
        }
        emit(ws, event | ({"inviter": inviter} if inviter else {}))
    return True


def delete_file(ws: "Workspace", file: File) -> None:
    """Remove a file and show the messages that held it without it."""
    ws.files.remove(file)
    file.path.unlink(missing_ok=True)
    for channel, stamps in file.shares.items():
        for ts in stamps:
            message = next((m for m in ws.messages.in_channel(channel) if m.ts == ts), None)
            if message is not None:
                message.files = [name for name in message.files if name != file.id]
                message.linked_files = [name for name in message.linked_files if name != file.id]
                _show(ws, "message_changed", message)
    emit(ws, {"type": "file_deleted", "file_id": file.id})
