"""The command line as a process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def environment(folder: Path, **variables: str) -> dict[str, str]:
    """Ours without anything that sets Likeness up."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SLACK_", "LIKENESS_")) and not name.endswith(("_API_KEY", "_BASE_URL"))
    }
    return {**kept, "LIKENESS_DATA_DIR": str(folder / "data"), "PYTHONPATH": str(ROOT), **variables}


def likeness(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", *arguments],
        cwd=folder,
        env=environment(folder, **variables),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
