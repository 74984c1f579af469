"""Messages, threads and ephemeral messages."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sandbox.slack.errors import SlackError
from sandbox.slack.model.people import APP_ID, BOT_ID, BOT_USER, TEAM_ID

TOMBSTONE = "This message was deleted."


@dataclass(kw_only=True)
class Message:
    channel: str
    ts: str
    user: str
    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)
    thread_ts: str | None = None
    metadata: dict[str, Any] | None = None
    client_msg_id: str | None = None
    edited: dict[str, str] | None = None
    files: list[str] = field(default_factory=list)
    linked_files: list[str] = field(default_factory=list)
    """Files shared because the text holds their permalink."""
    ephemeral_to: str | None = None
    tombstone: bool = False
    broadcast: bool = False

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts

    def base(self) -> dict[str, Any]:
        """Slack's message object without files, thread counts and metadata."""
        shown: dict[str, Any] = {"type": "message", "user": self.user, "text": self.text, "ts": self.ts}
        if self.tombstone:
            return shown | {"subtype": "tombstone", "hidden": True}
        if self.user == BOT_USER:
            shown |= {"bot_id": BOT_ID, "app_id": APP_ID, "team": TEAM_ID}
        if self.client_msg_id:
            shown["client_msg_id"] = self.client_msg_id
        if self.blocks:
            shown["blocks"] = self.blocks
        if self.thread_ts:
            shown["thread_ts"] = self.thread_ts
            if self.broadcast:
                shown["subtype"] = "thread_broadcast"
        if self.edited:
            shown["edited"] = self.edited
        return shown


class Messages:
    def __init__(self) -> None:
        self._by_channel: dict[str, dict[str, Message]] = {}
        self._ephemeral: dict[tuple[str, str], Message] = {}
        self._by_client_id: dict[tuple[str, str], Message] = {}

    def add(self, message: Message) -> None:
        if message.ephemeral_to:
            self._ephemeral[message.channel, message.ts] = message
            return
        self._by_channel.setdefault(message.channel, {})[message.ts] = message
        if message.client_msg_id:
            self._by_client_id[message.channel, message.client_msg_id] = message

    def get(self, channel: str, ts: str) -> Message:
        """A posted message; `message_not_found` also for ephemeral and deleted ones."""
        message = self._by_channel.get(channel, {}).get(ts)
        if message is None or message.tombstone:
            raise SlackError("message_not_found")
        return message

    def seen_by(self, channel: str, ts: str, user: str) -> Message | None:
        """A message as one person can click it, ephemeral ones included."""
        message = self._by_channel.get(channel, {}).get(ts)
        if message is None:
            message = self._ephemeral.get((channel, ts))
        if message is None or message.ephemeral_to not in (None, user):
            return None
        return message

    def by_client_id(self, channel: str, client_msg_id: str) -> Message | None:
        return self._by_client_id.get((channel, client_msg_id))

    def in_channel(self, channel: str) -> Iterator[Message]:
        """Posted messages, oldest first."""
        yield from self._by_channel.get(channel, {}).values()

    def ephemerals(self, user: str) -> Iterator[Message]:
        return (message for message in self._ephemeral.values() if message.ephemeral_to == user)

    def replies(self, channel: str, ts: str) -> list[Message]:
        return [
            message for message in self.in_channel(channel) if message.is_reply and message.thread_ts == ts
        ]

    def remove(self, message: Message) -> None:
        """Take a message away; the parent of a thread leaves Slack's tombstone."""
        if message.ephemeral_to:
            self._ephemeral.pop((message.channel, message.ts), None)
            return
        if self.replies(message.channel, message.ts):
            message.tombstone, message.text, message.user = True, TOMBSTONE, "USLACKBOT"
            message.blocks, message.files, message.linked_files = [], [], []
            return
        self._by_channel[message.channel].pop(message.ts, None)
