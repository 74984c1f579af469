"""The real processes over real sockets."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, STDOUT, run

import pytest

_DEMO_SECONDS = 120


@dataclass(frozen=True, kw_only=True)
class Told:
    """What `likeness demo` printed, and how it ended."""

    code: int
    text: str

    @property
    def last_line(self) -> str:
        return self.text.rstrip().splitlines()[-1]


TellDemo = Callable[..., Told]


@pytest.fixture(name="tell_demo", scope="session")
def _tell_demo() -> TellDemo:
    """Run `likeness demo` in a folder, as its own process, on a screen wide enough that no line is broken."""

    def tell(folder: Path, *options: str, **variables: str) -> Told:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("LIKENESS_")}
        likeness = Path(sys.executable).with_name("likeness")
        done = run(
            [likeness, "demo", *options],
            cwd=folder,
            env={**kept, "COLUMNS": "240", **variables},
            stdin=None,
            stdout=PIPE,
            stderr=STDOUT,
            timeout=_DEMO_SECONDS,
            check=False,
        )
        return Told(code=done.returncode, text=done.stdout.decode())

    return tell
