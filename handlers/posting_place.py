"""Whether the bot can post where somebody wants it to, found out while the form is still open."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from handlers import ids
from handlers.slack.client import SlackClient
from handlers.slack.errors import ChannelArchived, ChannelNotFound, MissingScope, NotInChannel, SlackError
from handlers.surface import Surface
from storage.changes import Put, change
from storage.model import Channel
from workflow.use_cases import Problem

# The form waits for this, and Slack for the form.
_SECONDS = 1.5


async def place_problem(surface: Surface, team_id: str, channel: str | None) -> Problem | None:
    """Join a public channel and note who reads it; where it cannot be joined, say why not."""
    if channel is None:
        return None
    try:
        async with asyncio.timeout(_SECONDS):
            info = await surface.slack.conversation_info(channel)
            key = await _why_not(surface.slack, channel, info)
        if key is None:
            now = surface.desk.clock()
            await surface.desk.storage.apply(change(Put(row=parse_channel(team_id, channel, info, now))))
    except (ChannelNotFound, NotInChannel):
        key = "channel_not_joinable"
    except ChannelArchived:
        key = "channel_archived"
    except MissingScope:
        # We may look at channels of both kinds, and at nobody's direct messages.
        key = "channel_is_dm"
    except (SlackError, TimeoutError):
        key = "channel_unreachable"
    return Problem(key=key, field=ids.FIELD_CHANNEL) if key else None


def parse_channel(team_id: str, channel: str, info: Mapping[str, Any], now: int) -> Channel:
    """A conversations.info answer as a row; an invitation to another workspace counts as accepted."""
    return Channel(
        team_id=team_id,
        channel_id=channel,
        is_shared=bool(info.get("is_ext_shared") or info.get("is_pending_ext_shared")),
        fetched_at=now,
    )


async def _why_not(slack: SlackClient, channel: str, info: Mapping[str, Any]) -> str | None:
    if info.get("is_im") or info.get("is_mpim"):
        return "channel_is_dm"
    if info.get("is_archived"):
        return "channel_archived"
    if info.get("is_member"):
        return None
    if info.get("is_private"):
        return "channel_not_joinable"
    try:
        await slack.join(channel)
    except ChannelArchived:
        raise
    except SlackError as error:
        return "channel_unreachable" if error.retry else "channel_not_joinable"
    return None
