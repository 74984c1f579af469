"""The machine that Likeness runs on: the settings, the data folder."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.doctor.findings import Finding, good, problem, warning
from bot.settings import Environment

_LEAST_FREE = 1024**3

_CURES = {
    "SLACK_BOT_TOKEN": "copy the Bot User OAuth Token (xoxb-…) from the app's page, OAuth & Permissions",
    "SLACK_APP_TOKEN": "make an App-Level Token (xapp-…) with connections:write on the app's page, "
    "Basic Information; for HTTP set SLACK_SIGNING_SECRET, from the same page, instead",
    "SLACK_API_URL": "leave it out: it is for stand-ins",
    "No gateway": "set the key of a gateway that you have an account with",
    "LIKENESS_PUBLIC_URL": "set scheme and host alone; what follows is added by Likeness",
    "LIKENESS_SECRET_KEY": "set a longer one, such as `openssl rand -base64 32` makes",
    "LIKENESS_ADMINS": "in Slack, open a person's profile, choose ⋮ and Copy member ID",
}


def settings_findings(lines: Sequence[str]) -> list[Finding]:
    """A problem for each line; the data folder has a check of its own."""
    return [
        problem("settings", line, _cure(line)) for line in lines if not line.startswith("LIKENESS_DATA_DIR")
    ] or [good("settings", "all that is needed is set")]


def _cure(line: str) -> str:
    return next(
        (cure for name, cure in _CURES.items() if line.startswith(name)),
        "mend it where the process gets its environment from",
    )


def data_folder(environment: Environment) -> Iterator[Finding]:
    """Whether files can be made and kept where they are to go; leaves nothing behind."""
    folder = environment.data_dir.absolute()
    there = next(parent for parent in (folder, *folder.parents) if parent.exists())
    try:
        _write(there)
    except OSError as error:
        yield problem(
            "data folder",
            f"{folder} cannot be written to: {error.strerror}",
            "give the user that runs Likeness the folder (chown) or mount it writable, "
            "or set another LIKENESS_DATA_DIR",
        )
        return
    yield good("data folder", f"{folder} can be written to")
    free = shutil.disk_usage(there).free
    if free < _LEAST_FREE:
        yield warning(
            "disk", f"{free // 1024**2} MB are free under {folder}", "make room: videos are kept there"
        )


def _write(folder: Path) -> None:
    """As the bot will: a folder of its own, with a file that reaches the disk."""
    with (
        tempfile.TemporaryDirectory(dir=folder, prefix=".likeness-doctor-") as probe,
        (Path(probe) / "probe").open("wb") as file,
    ):
        file.write(b"probe")
        file.flush()
        os.fsync(file.fileno())
