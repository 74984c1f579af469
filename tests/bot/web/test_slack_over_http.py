"""Slack's door over HTTP: 1 MB at most, signed within five minutes, and nothing else."""

from __future__ import annotations

import asyncio
import hmac
import io
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from slack_bolt.async_app import AsyncApp

from bot.manifest import manifest
from handlers.app import create_app
from handlers.slack.client import create_slack_client
from handlers.slack.session import open_slack_session
from handlers.surface import Surface
from sandbox.slack import SlackOptions, serve
from tests.bot.web.conftest import Answer, World, open_world
from workflow.use_cases import Desk

SECRET = "local-signing-secret"
COMMAND = urlencode(
    {
        "command": "/likeness",
        "text": "help",
        "team_id": "T0LOCAL",
        "user_id": "U0MAYA",
        "channel_id": "C0FILM",
        "trigger_id": "1.2.3",
        "response_url": "http://127.0.0.1:9/hooks/x",
    }
)


@pytest.fixture(name="world")
async def _world(tmp_path: Path) -> AsyncIterator[World]:
    """A bot that Slack reaches over HTTP, beside the local Slack."""
    runner, url = await serve(0, SlackOptions(manifest=manifest(), data_dir=tmp_path / "slack"))
    session = open_slack_session()

    def make_app(desk: Desk) -> AsyncApp:
        slack = create_slack_client("xoxb-local", f"{url}/api/", session)
        surface = Surface(desk=desk, slack=slack)
        return create_app(surface, token="xoxb-local", signing_secret=SECRET, base_url=f"{url}/api/")

    async with open_world(tmp_path, make_app=make_app) as world:
        yield world
    await session.close()
    await runner.cleanup()


def signed(body: str, *, secret: str = SECRET, at: float | None = None) -> dict[str, str]:
    stamp = str(int(time.time() if at is None else at))
    mac = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), "sha256")
    return {
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={mac.hexdigest()}",
        "Content-Type": "application/x-www-form-urlencoded",
    }


async def deliver(world: World, body: str | bytes, headers: dict[str, str]) -> Answer:
    return await world.post("/slack/events", data=body, headers=headers)


async def test_a_signed_command_is_answered(world: World) -> None:
    """The answer comes with the acknowledgement."""
    answer = await deliver(world, COMMAND, signed(COMMAND))
    assert answer.status == 200
    assert "/asset" in answer.text


async def test_slack_can_verify_the_address(world: World) -> None:
    """Its challenge is answered, signed only."""
    body = json.dumps({"type": "url_verification", "challenge": "abc", "token": "x"})
    headers = {**signed(body), "Content-Type": "application/json"}
    assert json.loads((await deliver(world, body, headers)).text) == {"challenge": "abc"}
    headers["X-Slack-Signature"] = "v0=" + "0" * 64
    assert (await deliver(world, body, headers)).status == 401


def refused() -> list[dict[str, str]]:
    """Headers that are not Slack's for COMMAND, now."""
    good, now = signed(COMMAND), time.time()
    stamps = ["", "now", "-1", "9" * 40, "1e9", "١٢٣", str(int(now) + 1)]
    return [
        {},
        signed(COMMAND, secret="another secret"),
        signed(COMMAND, secret=""),
        signed(COMMAND, at=now - 3600),
        signed(COMMAND, at=now + 3600),
        signed(COMMAND + "&text=more"),
        {**good, "X-Slack-Signature": "v0="},
        {**good, "X-Slack-Signature": ""},
        *({**good, "X-Slack-Request-Timestamp": stamp} for stamp in stamps),
    ]


async def test_what_slack_did_not_sign_just_now_is_refused(world: World) -> None:
    """Missing, wrong, old, of another body, or with a time that is none: a refusal and no error of ours."""
    for headers in refused():
        answer = await deliver(world, COMMAND, headers)
        assert answer.status == 401, headers
        assert "/asset" not in answer.text


async def test_a_body_that_is_no_text_is_refused(world: World) -> None:
    """Bytes that are no UTF-8, under any charset."""
    for kind in ("application/x-www-form-urlencoded", "text/plain; charset=no-such"):
        answer = await deliver(world, b"\xff\xfe" * 50, {**signed(COMMAND), "Content-Type": kind})
        assert answer.status == 401


async def test_the_old_token_check_opens_nothing(world: World) -> None:
    """Slack's unsigned `ssl_check` is answered, and runs no command."""
    body = f"ssl_check=1&{COMMAND}"
    answer = await deliver(world, body, {"Content-Type": "application/x-www-form-urlencoded"})
    assert answer.status == 200
    assert answer.text == ""


@pytest.mark.parametrize("told", [True, False])
async def test_a_body_over_a_megabyte_is_not_read(world: World, told: bool) -> None:
    """Whether its length is told or not."""
    size = 1024 * 1024 + 1

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(size // 65536 + 1):
            yield b"x" * 65536
            await asyncio.sleep(0)

    body = io.BytesIO(b"x" * size) if told else pieces()
    answer = await world.post("/slack/events", data=body, headers=signed("x" * size))
    assert answer.status == 413


async def test_a_body_of_just_a_megabyte_is_read(world: World) -> None:
    """The cap itself is allowed."""
    body = COMMAND + "&x=" + "y" * (1024 * 1024 - len(COMMAND) - 3)
    assert (await deliver(world, body, signed(body))).status == 200
