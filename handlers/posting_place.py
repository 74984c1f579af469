"""Whether the bot can post where somebody wants it to, found out while the form is still open."""

from __future__ import annotations

from handlers import ids
from handlers.slack.client import SlackClient
from handlers.slack.errors import ChannelArchived, ChannelNotFound, NotInChannel, SlackError
from workflow.use_cases import Problem


async def place_problem(slack: SlackClient, channel: str | None) -> Problem | None:
    """Join a public channel; where that cannot be done, say why not."""
    if channel is None:
        return None
    try:
        info = await slack.conversation_info(channel)
    except (ChannelNotFound, NotInChannel):
        return Problem(key="channel_not_joinable", field=ids.FIELD_CHANNEL)
    except SlackError:
        return Problem(key="channel_unreachable", field=ids.FIELD_CHANNEL)
    if info.get("is_im") or info.get("is_mpim"):
        return Problem(key="channel_is_dm", field=ids.FIELD_CHANNEL)
    if info.get("is_archived"):
        return Problem(key="channel_archived", field=ids.FIELD_CHANNEL)
    if info.get("is_member"):
        return None
    return await _join(slack, channel, is_private=bool(info.get("is_private")))


async def _join(slack: SlackClient, channel: str, *, is_private: bool) -> Problem | None:
    if is_private:
        return Problem(key="channel_not_joinable", field=ids.FIELD_CHANNEL)
    try:
        await slack.join(channel)
    except ChannelArchived:
        return Problem(key="channel_archived", field=ids.FIELD_CHANNEL)
    except SlackError:
        return Problem(key="channel_not_joinable", field=ids.FIELD_CHANNEL)
    return None
