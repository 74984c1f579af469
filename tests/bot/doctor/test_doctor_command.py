"""`likeness doctor` as a process: what it prints, and its exit codes."""

from __future__ import annotations

import asyncio
import subprocess
from pathlib import Path

import pytest

from tests.bot.doctor.conftest import SetUp
from tests.support.command_line import likeness

pytestmark = pytest.mark.slow


async def run(set_up: SetUp, folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    variables = {**set_up.variables, **more}
    return await asyncio.to_thread(likeness, folder, "doctor", *arguments, **variables)


async def test_a_set_up_that_is_well_ends_with_0(set_up: SetUp, tmp_path: Path) -> None:
    """Each thing on its line, the sum on the last."""
    done = await run(set_up, tmp_path)
    assert done.returncode == 0, done.stdout
    assert done.stdout.rstrip().endswith("All is well.")
    assert "good      clock: agrees with Slack's" in done.stdout


async def test_a_problem_ends_with_1_and_its_cure(set_up: SetUp, tmp_path: Path) -> None:
    """So that a script can ask."""
    done = await run(set_up, tmp_path, SLACK_BOT_TOKEN="xoxb-planted")
    assert done.returncode == 1
    assert "problem   bot token: refused by Slack: invalid_auth\n          -> copy the Bot" in done.stdout
    assert done.stdout.rstrip().endswith("Problems: 1. Warnings: 0.")
    assert "planted" not in done.stdout + done.stderr


async def test_live_needs_a_channel(set_up: SetUp, tmp_path: Path) -> None:
    """It would not know where to post."""
    done = await run(set_up, tmp_path, "--live")
    assert done.returncode == 2
    assert "--channel" in done.stderr


async def test_live_waits_until_the_problems_are_mended(set_up: SetUp, tmp_path: Path) -> None:
    """What would be tried there would tell nothing."""
    done = await run(set_up, tmp_path, "--live", "--channel", "C0SECRET")
    assert done.returncode == 1
    assert "mend the problems above first" in done.stdout


def test_a_bare_machine_is_told_everything(tmp_path: Path) -> None:
    """No traceback, whatever is missing."""
    done = likeness(tmp_path, "doctor")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "POMEX_API_KEY", "LIKENESS_PUBLIC_URL"):
        assert name in done.stdout


def test_settings_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    """The rest waits for them."""
    done = likeness(tmp_path, "doctor", LIKENESS_PORT="many")
    assert done.returncode == 1
    assert "LIKENESS_PORT" in done.stdout
    assert "everything else" in done.stdout
