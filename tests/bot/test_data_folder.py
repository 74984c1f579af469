"""One process at a time works on a data folder."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from bot.data_folder import LOCK, DataFolderTakenError, held_data_folder
from bot.starting import why_not

HOLD = """
import sys, time
from pathlib import Path
from bot.data_folder import held_data_folder
with held_data_folder(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture(name="other")
def _other(tmp_path):
    """Another process that holds the folder."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / "data")], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_a_folder_in_use_is_refused_in_a_sentence(other, tmp_path):
    """It names the folder and what to do; nobody needs a traceback for it."""
    with pytest.raises(DataFolderTakenError) as raised, held_data_folder(tmp_path / "data"):
        pass
    reason = why_not(raised.value)
    assert str(tmp_path / "data") in reason.line
    assert "stop it first" in reason.line
    assert reason.settings


def test_a_killed_process_holds_nothing(other, tmp_path):
    """No file needs to be cleaned up after a crash."""
    other.send_signal(signal.SIGKILL)
    other.wait()
    with held_data_folder(tmp_path / "data"):
        assert (tmp_path / "data" / LOCK).exists()


def test_the_folder_is_made_for_its_owner_alone(tmp_path):
    """And can be held again once it was let go."""
    for _ in range(2):
        with held_data_folder(tmp_path / "new"):
            pass
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "new" / LOCK).stat().st_mode & 0o777 == 0o600


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    """The system's own reason, with the file's name; even root writes no file where a folder stands."""
    folder = tmp_path / "locked"
    (folder / LOCK).mkdir(parents=True)
    with pytest.raises(OSError, match=LOCK) as raised, held_data_folder(folder):
        pass
    assert LOCK in why_not(raised.value).line
