"""A set-up without a fault, over loopback sockets, in which each test breaks one thing."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.demo.stage import bot_environment, free_port
from bot.doctor.examine import Wish, examine
from bot.doctor.findings import Finding, Level
from bot.manifest import manifest
from sandbox import providers as gateways
from sandbox import slack
from sandbox.slack.workspace import Workspace
from tests.support.command_line import environment as bare


@dataclass(kw_only=True)
class SetUp:
    """The stand-ins and the environment; `look` is what `likeness doctor` finds."""

    workspace: Workspace
    gateways: Any
    variables: dict[str, str]
    monkeypatch: pytest.MonkeyPatch

    def set(self, **variables: str | None) -> None:
        for name, value in variables.items():
            if value is None:
                self.monkeypatch.delenv(name, raising=False)
            else:
                self.monkeypatch.setenv(name, value)

    async def look(self, **wish: Any) -> list[Finding]:
        return [finding async for finding in examine(Wish(**wish))]

    async def troubles(self, **wish: Any) -> list[Finding]:
        """What is wrong, without what could not be seen."""
        return [f for f in await self.look(**wish) if f.level in (Level.PROBLEM, Level.WARNING)]

    async def trouble(self, **wish: Any) -> Finding:
        """The one thing that is wrong."""
        (found,) = await self.troubles(**wish)
        assert found.cure
        return found


@pytest.fixture(name="granted")
def _granted() -> dict[str, Any]:
    """The manifest that the app was created from."""
    return manifest()


@pytest.fixture(name="set_up")
async def _set_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, granted: dict[str, Any]
) -> AsyncIterator[SetUp]:
    slack_runner, slack_url = await slack.serve(0, slack.SlackOptions(manifest=granted, rate_limits=False))
    gateway_runner, gateways_url = await gateways.serve(0, gateways.GatewayOptions())
    variables = bot_environment(
        tmp_path / "data", slack_url, gateways_url, free_port(), provider="pomex", http=False
    )
    for name in set(bare(tmp_path)) ^ set(os.environ):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    yield SetUp(
        workspace=slack_runner.app[slack.WORKSPACE],
        gateways=gateway_runner.app,
        variables=variables,
        monkeypatch=monkeypatch,
    )
    await slack_runner.cleanup()
    await gateway_runner.cleanup()
