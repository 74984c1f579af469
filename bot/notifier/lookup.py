"""Looks in Slack for a message whose answer was lost."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

from bot.notifier.outcomes import EVENT_TYPE, client_msg_id
from handlers.slack.client import Posted, SlackClient
from storage.model import Message

MOST_PAGES = 10
MARGIN_S = 60  # Slack's clock and ours may differ


def lookup_method(thread: Posted | None) -> str:
    """The Web API method that a look-up reads with."""
    return "conversations.history" if thread is None else "conversations.replies"


async def find_posted(
    slack: SlackClient, message: Message, thread: Posted | None, *, more: Callable[[], None]
) -> Posted | None:
    """Where this message is, or None; reads the newest pages since the row was made. Raises `SlackError`.

    `more` is called before each page after the first.
    """
    channel = await _readable(slack, message, thread)
    async for found in _since(slack, channel, thread, message.created_at, more):
        if is_ours(found, message):
            return Posted(channel=channel, ts=str(found["ts"]))
    return None


def is_ours(found: Mapping[str, Any], message: Message) -> bool:
    """Whether a message of the history is this row's: by its metadata or by the id that we sent with it."""
    if found.get("client_msg_id") == client_msg_id(message):
        return True
    told = found.get("metadata") or {}
    payload = told.get("event_payload") or {}
    return told.get("event_type") == EVENT_TYPE and payload.get("message_id") == message.id


async def _readable(slack: SlackClient, message: Message, thread: Posted | None) -> str:
    """The channel to read; a user id is no channel, the DM with that user is."""
    if thread is not None:
        return thread.channel
    if message.channel.startswith(("U", "W")):
        return await slack.open_dm(message.channel)
    return message.channel


async def _since(
    slack: SlackClient, channel: str, thread: Posted | None, created_at: int, more: Callable[[], None]
) -> AsyncIterator[Mapping[str, Any]]:
    oldest = f"{max(0, created_at // 1000 - MARGIN_S)}.000000"
    cursor: str | None = None
    for _ in range(MOST_PAGES):
        if thread is None:
            page = await slack.history(channel, oldest=oldest, cursor=cursor)
        else:
            page = await slack.replies(channel, thread.ts, oldest=oldest, cursor=cursor)
        for found in page.get("messages", []):
            yield found
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return
        more()
