"""The child process is small, poor in rights, and its end is understood."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from bot.media import inspect
from bot.media.problem import MediaProblem

FILL = "bytearray(2 << 30)"
SPIN = "import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 2))\nwhile True: pass"
WRITE = "open('big', 'wb').truncate((1 << 30) + 1)"


def _run(code: str, folder) -> subprocess.CompletedProcess[str]:
    lines = f"from bot.media.child import confine\nconfine()\n{code}"
    command = [sys.executable, "-P", "-c", lines]
    environment = inspect._environment()
    environment.pop("COVERAGE_PROCESS_CONFIG", None)
    return subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("code", "error"), [(FILL, "MemoryError"), (WRITE, "OSError")])
def test_memory_and_file_size_are_capped(code, error, tmp_path) -> None:
    """More than a gibibyte of either is refused by the system."""
    done = _run(code, tmp_path)
    assert (done.returncode != 0, error in done.stderr) == (True, True)


def test_processor_time_is_capped(tmp_path) -> None:
    """A child that computes without end is ended by the system."""
    assert _run(SPIN, tmp_path).returncode == -signal.SIGXCPU


def test_the_child_gets_no_secret(monkeypatch) -> None:
    """The child's environment is a short list of names."""
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-secret")
    monkeypatch.setenv("LIKENESS_SECRET_KEY", "xoxb-secret")
    assert "xoxb-secret" not in inspect._environment().values()


@pytest.mark.parametrize(
    ("line", "status", "key"),
    [
        (b"", -signal.SIGSEGV, "media_broken"),
        (b"", -signal.SIGKILL, "media_broken"),
        (b"", -signal.SIGXCPU, "media_timeout"),
        (b"not json", 0, "media_broken"),
        (b'{"crash": "Traceback"}', 0, "media_broken"),
        (b'{"problem": "media_sides", "params": {"width": 1}}', 0, "media_sides"),
    ],
)
def test_a_child_that_ends_badly_is_a_file_refused(line, status, key) -> None:
    """Whatever a file does to the child, there is a sentence for it."""
    with pytest.raises(MediaProblem) as refusal:
        inspect._answer(line, status)
    assert refusal.value.key == key
