"""Two connections to Slack: one is there while the other changes, dead ones are found, and nothing is lost."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import dataclass, field
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.manifest import manifest
from bot.socket_mode import CONNECTIONS, SocketMode
from sandbox.slack import WORKSPACE, SlackOptions, serve

HEARTBEAT = 0.2


@dataclass
class Line:
    """A bot's end and Slack's, and what came through."""

    workspace: Any
    mode: SocketMode
    taken: list[str] = field(default_factory=list)
    numbers: Any = field(default_factory=lambda: itertools.count(1))

    @property
    def carrier(self):
        return self.workspace.carrier

    def asked(self) -> int:
        return len([e for e in self.workspace.journal.after(0) if e["method"] == "apps.connections.open"])

    async def send(self, name: str):
        return await self.carrier.send(
            "slash_commands", {"command": "/echo", "text": name, "trigger_id": name}
        )

    async def until(self, holds):
        async with asyncio.timeout(8):
            while not holds():
                await asyncio.sleep(0.01)

    async def both(self):
        await self.until(
            lambda: len([link for link in self.carrier._links if not link.leaving]) == CONNECTIONS
        )


@pytest.fixture(name="token")
def _token(request):
    return getattr(request, "param", "xapp-local")


@pytest.fixture(name="line")
async def _line(token):
    options = SlackOptions(manifest=manifest(), rate_limits=False, ack_seconds=1.5)
    runner, url = await serve(0, options)
    client = AsyncWebClient(token="xoxb-local", base_url=f"{url}/api/", retry_handlers=[])
    app = AsyncApp(client=client, request_verification_enabled=False, signing_secret="-")
    line = Line(runner.app[WORKSPACE], SocketMode(app, token, heartbeat_seconds=HEARTBEAT))

    async def echo(ack, body):
        line.taken.append(body["text"])
        await ack(f"heard {body['text']}")

    app.command("/echo")(echo)
    yield line
    await line.mode.close()
    await runner.cleanup()


async def test_it_holds_two_connections_and_answers_on_each(line):
    """The first is there when `connect` returns; deliveries go to either."""
    await line.mode.connect()
    assert await line.mode.is_connected()
    assert (await line.send("at-once")).body == {"text": "heard at-once"}
    await line.both()
    for n in range(6):
        assert (await line.send(str(n))).body == {"text": f"heard {n}"}
    assert line.taken == ["at-once", *"012345"]


@pytest.mark.parametrize("token", ["xapp-of-another-app"], indirect=True)
async def test_a_refused_token_is_told_at_once(line):
    """It is not tried for ever."""
    with pytest.raises(SlackApiError, match="invalid_auth"):
        await line.mode.connect()
    assert not await line.mode.is_connected()


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_a_refresh_of_both_loses_nothing(line, reason):
    """New ones are open before the old ones are given up, which still answer."""
    await line.mode.connect()
    await line.both()
    sent = [asyncio.create_task(line.send(f"before-{n}")) for n in range(20)]
    assert await line.carrier.refresh(reason) == CONNECTIONS
    sent += [asyncio.create_task(line.send(f"during-{n}")) for n in range(20)]
    acks = await asyncio.gather(*sent)
    assert all(ack.ok for ack in acks), [ack.error for ack in acks]
    await line.until(lambda: line.asked() == 2 * CONNECTIONS)
    await line.until(lambda: line.carrier.connections >= 2 * CONNECTIONS)
    assert len(line.taken) == len(set(line.taken)) == 40


async def test_dropped_connections_are_made_anew(line):
    """Without anybody's help, and before anybody is told twice."""
    await line.mode.connect()
    await line.both()
    await line.carrier.refresh("link_disabled", drop=True)
    await line.both()
    assert (await line.send("after")).ok


async def test_a_connection_that_went_dead_without_a_word_is_found(line):
    """A ping without its pong ends it; others are opened in its place."""
    await line.mode.connect()
    await line.both()
    dead = set(line.carrier._links)
    line.carrier.freeze()
    await line.until(lambda: len(set(line.carrier._links) - dead) == CONNECTIONS)
    await line.until(lambda: not dead & set(line.carrier._links))
    assert (await line.send("after")).ok


async def test_a_closed_http_session_is_made_anew(line):
    """Whoever closed it."""
    await line.mode.connect()
    await line.both()
    await line.mode._session.close()
    await line.carrier.refresh("link_disabled", drop=True)
    await line.both()
    assert (await line.send("after")).ok


async def test_slack_that_hands_out_no_connection_is_asked_again(line):
    """And its own word about when is kept."""
    line.workspace.faults.set([{"method": "apps.connections.open", "fault": "500", "times": 2}])
    with pytest.raises(SlackApiError):
        await line.mode.connect()
    line.workspace.faults.set([])
    await line.mode.connect()
    await line.both()
    late = {"method": "apps.connections.open", "fault": "429", "times": 2, "retry_after": 1}
    line.workspace.faults.set([late])
    await line.carrier.refresh("link_disabled", drop=True)
    await line.both()
    assert (await line.send("after")).ok


async def test_a_start_right_after_another_waits_as_slack_tells(line):
    """A supervisor that starts a crashed bot again is not told to look at a token that is good."""
    busy = {"method": "apps.connections.open", "fault": "429", "retry_after": 1}
    line.workspace.faults.set([busy])
    await line.mode.connect()
    assert (await line.send("after")).ok


async def test_what_is_under_way_is_answered_before_it_hangs_up(line):
    """A deploy in the middle of a command is not seen by who typed it."""
    await line.mode.connect()
    await line.both()
    sent = [asyncio.create_task(line.send(str(n))) for n in range(10)]
    await line.until(lambda: line.taken)
    await line.mode.close()
    acks = await asyncio.gather(*sent)
    assert [ack.ok for ack in acks][: len(line.taken)].count(False) == 0
    assert line.carrier.connections == 0
