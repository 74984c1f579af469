"""What the steps do in Slack: take away what we posted or uploaded."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.notifier.lookup import find_posted
from handlers.slack.client import Posted, SlackClient
from storage.model import Message


@dataclass(frozen=True, kw_only=True)
class Posts:
    """Each raises `SlackError`; `find` looks for a message whose answer was lost, by its thread's card."""

    delete_message: Callable[[str, str], Awaitable[None]]
    delete_file: Callable[[str], Awaitable[None]]
    find: Callable[[Message, tuple[str, str] | None], Awaitable[tuple[str, str] | None]]


def slack_posts(slack: SlackClient) -> Posts:
    async def find(message: Message, thread: tuple[str, str] | None) -> tuple[str, str] | None:
        card = Posted(channel=thread[0], ts=thread[1]) if thread else None
        found = await find_posted(slack, message, card, more=lambda: None)
        return (found.channel, found.ts) if found is not None else None

    return Posts(delete_message=slack.delete_message, delete_file=slack.delete_file, find=find)
