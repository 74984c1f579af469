"""The command line as processes: what it says, and its exit codes."""

from __future__ import annotations

import asyncio
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.slack import SlackOptions
from sandbox.slack import serve as serve_slack
from tests.support.command_line import environment, likeness


def test_a_bare_start_tells_all_that_is_missing(tmp_path: Path) -> None:
    """One message, exit code 2, nothing made on disk."""
    done = likeness(tmp_path, "run")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("Likeness cannot start:\n")
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "POMEX_API_KEY"):
        assert name in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "data").exists()


def test_missing_and_wrong_are_told_together_without_secrets(tmp_path: Path) -> None:
    """What is typed is not told back."""
    done = likeness(
        tmp_path,
        "run",
        SLACK_BOT_TOKEN="xapp-planted",
        SLACK_SIGNING_SECRET="  ",
        LIKENESS_PORT="planted",
        LIKENESS_SECRET_KEY="planted",
    )
    assert done.returncode == 2
    assert done.stderr.count("\n  - ") == 5
    assert "planted" not in done.stderr


GOOD = {"SLACK_BOT_TOKEN": "xoxb-planted", "SLACK_SIGNING_SECRET": "planted", "POMEX_API_KEY": "sk-planted"}


def test_a_kept_secret_that_is_too_short_is_told(tmp_path: Path) -> None:
    """It was written by hand, so a hand must mend it."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "secret.key").write_text("short")
    done = likeness(tmp_path, "run", **GOOD)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_slack_that_is_not_there_is_told(tmp_path: Path) -> None:
    """One line instead of a traceback; a supervisor tries again."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{bound.getsockname()[1]}/api/"
        done = likeness(tmp_path, "run", **GOOD, SLACK_API_URL=url, LIKENESS_ALLOW_LOOPBACK="1")
    assert done.returncode == 1
    assert "auth.test" in done.stderr
    assert "Traceback" not in done.stderr
    assert "planted" not in done.stderr


async def test_a_refused_token_is_told(tmp_path: Path) -> None:
    """Slack's own word for it, and which setting to look at."""
    runner, url = await serve_slack(0, SlackOptions(manifest={}))
    try:
        done = await asyncio.to_thread(
            likeness, tmp_path, "run", **GOOD, SLACK_API_URL=f"{url}/api/", LIKENESS_ALLOW_LOOPBACK="1"
        )
    finally:
        await runner.cleanup()
    assert done.returncode == 2
    assert "invalid_auth" in done.stderr
    assert "SLACK_BOT_TOKEN" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture(name="stand_in")
def _stand_in(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """`likeness sandbox <name>` on a free port."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot.cli", "sandbox", request.param, "--port", "0"],
        cwd=tmp_path, env=environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    line = process.stdout.readline()
    yield line, process
    process.kill()
    process.communicate()


@pytest.mark.parametrize(
    ("stand_in", "path"), [("providers", "/_local/"), ("slack", "/_local/")], indirect=["stand_in"]
)
def test_a_stand_in_says_where_it_is_and_ends_when_told(
    stand_in: tuple[str, subprocess.Popen[str]], path: str
) -> None:
    """`ready http://…` on its own line, then it answers, then SIGTERM ends it in order."""
    line, process = stand_in
    assert line.startswith("ready http://127.0.0.1:")
    with urllib.request.urlopen(line.removeprefix("ready ").strip() + path, timeout=10) as answer:
        assert answer.status == 200
    process.send_signal(signal.SIGTERM)
    began = time.monotonic()
    assert process.wait(15) == 0
    assert time.monotonic() - began < 15
