"""Where the bot can post: public channels it joins, private ones it must be invited to, nobody's direct messages."""

from __future__ import annotations

import pytest

from handlers import ids
from handlers.events import handle_channel_shared
from handlers.posting_place import place_problem
from storage.changes import Put, Update
from storage.model import Channel, Consent
from tests.handlers.views.video_form_hands import form, submit
from tests.support import rows
from workflow.scope import Scope, Who


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


@pytest.mark.parametrize(
    ("shown", "shared"),
    [
        ({}, False),
        ({"is_ext_shared": True}, True),
        ({"is_pending_ext_shared": True}, True),
        ({"is_org_shared": True}, False),
    ],
)
async def test_who_reads_a_channel_is_noted_when_it_is_chosen(office, shown, shared):
    """People of another workspace count from the moment they are invited; one's own organisation does not."""
    share(office, **shown)
    assert await why(office, rows.CHANNEL) is None
    noted = await office.storage.channel(rows.TEAM, rows.CHANNEL)
    assert (noted.is_shared, noted.fetched_at) == (shared, office.clock.ms)


def share(office, **shown):
    channel = office.workspace.channels.get(rows.CHANNEL)
    plain = channel.slack()
    channel.slack = lambda: plain | shown


async def test_a_face_is_not_shown_where_others_read(office):
    """The form says so at its channel, unless the yes names that very channel."""
    await office.add(*rows.request_rows())
    share(office, is_ext_shared=True)
    answer = await submit(office, await form(office))
    assert "People of other workspaces read this channel" in answer["errors"][ids.FIELD_CHANNEL]
    assert await office.videos() == []
    named = Scope(who=Who.CHANNEL, channel=rows.CHANNEL).to_json()
    await office.add(Update(table=Consent, where={"id": "y_1"}, values={"scope": named}))
    assert (await submit(office, await form(office)))["response_action"] is None
    assert len(await office.videos()) == 1


@pytest.mark.parametrize(
    ("event", "shared"),
    [
        ({"type": "channel_shared", "connected_team_id": "T0OTHER"}, True),
        ({"type": "channel_unshared", "is_ext_shared": False}, False),
        ({"type": "channel_unshared", "is_ext_shared": True}, True),
    ],
)
async def test_slack_says_when_others_come_and_go(office, event, shared):
    """What was noted before is replaced."""
    known = Channel(team_id=rows.TEAM, channel_id=rows.CHANNEL, is_shared=not shared, fetched_at=rows.NOW)
    await office.add(Put(row=known))
    body = {"team_id": rows.TEAM, "event_id": "Ev1", "event": {"channel": rows.CHANNEL} | event}
    acks = []

    async def ack():
        acks.append(body)

    await handle_channel_shared(office.surface, ack, body)
    assert (await office.storage.channel(rows.TEAM, rows.CHANNEL)).is_shared is shared
    assert acks == [body]
