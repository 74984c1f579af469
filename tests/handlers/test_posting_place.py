"""Where the bot can post: public channels it joins, private ones it must be invited to, nobody's direct messages."""

from __future__ import annotations

import pytest

from handlers.posting_place import place_problem
from tests.support import rows


async def why(office, channel):
    problem = await place_problem(office.surface, rows.TEAM, channel)
    return problem.key if problem else None


async def test_a_public_channel_is_joined(office):
    """Once; the second time the bot is a member already."""
    assert await why(office, rows.CHANNEL) is None
    assert await why(office, rows.CHANNEL) is None
    assert len(office.calls("conversations.join")) == 1


async def test_nowhere_is_fine(office):
    """Only the requester sees it then."""
    assert await why(office, None) is None


async def test_a_private_channel_needs_an_invitation(office):
    """And is good once the bot was invited."""
    assert await why(office, "C0SECRET") == "channel_not_joinable"
    await office.local.post("invite", {"user": rows.MAYA, "channel": "C0SECRET", "invitee": "U0LIKENESS"})
    assert await why(office, "C0SECRET") is None


async def test_a_private_channel_that_is_seen_but_not_entered(office):
    """Slack tells of it in some workspaces; it cannot be joined all the same."""
    office.workspace.channels.get("C0SECRET").kind = "public"
    channel = office.workspace.channels.get("C0SECRET")
    shown = channel.slack()
    channel.slack = lambda: shown | {"is_private": True, "is_member": False}
    assert await why(office, "C0SECRET") == "channel_not_joinable"
    assert office.calls("conversations.join") == []


async def test_direct_messages_are_refused(office):
    """Also the bot's own with somebody: leaving the field empty means that."""
    channel = await office.surface.slack.open_dm(rows.MAYA)
    assert await why(office, channel) == "channel_is_dm"


@pytest.mark.parametrize(
    ("method", "fault", "key"),
    [
        ("conversations.info", "error:channel_not_found", "channel_not_joinable"),
        ("conversations.info", "error:internal_error", "channel_unreachable"),
        ("conversations.info", "error:missing_scope", "channel_is_dm"),
        ("conversations.join", "error:is_archived", "channel_archived"),
        ("conversations.join", "error:restricted_action", "channel_not_joinable"),
        ("conversations.join", "429", "channel_unreachable"),
        ("conversations.join", "500", "channel_unreachable"),
    ],
)
async def test_every_refusal_is_told_as_what_it_is(office, method, fault, key):
    """Slack's trouble asks to try again, the channel's own asks for something else."""
    office.faults({"method": method, "fault": fault})
    assert await why(office, rows.CHANNEL) == key
