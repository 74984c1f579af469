"""Whether the bot can post where somebody wants it to, found out while the form is still open."""

from __future__ import annotations

import asyncio

from handlers import ids
from handlers.slack.client import SlackClient
from handlers.slack.errors import ChannelArchived, ChannelNotFound, MissingScope, NotInChannel, SlackError
from workflow.use_cases import Problem

# The form waits for this, and Slack for the form.
_SECONDS = 1.5


async def place_problem(slack: SlackClient, channel: str | None) -> Problem | None:
    """Join a public channel; where that cannot be done, say why not."""
    if channel is None:
        return None
    try:
        async with asyncio.timeout(_SECONDS):
            key = await _why_not(slack, channel)
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


async def _why_not(slack: SlackClient, channel: str) -> str | None:
    info = await slack.conversation_info(channel)
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
