"""The page about the ledger says what is so."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from storage.model import EndorsementStatus
from tests.bot.ledger.conftest import Kept
from tests.support.command_line import ROOT, likeness

PAGE = (ROOT / "docs" / "ledger.md").read_text("utf-8")
SOURCES = [
    path for layer in ("bot", "handlers", "workflow", "storage") for path in (ROOT / layer).rglob("*.py")
]


def _kinds(path: Path) -> Iterator[str]:
    """The kinds that a module's `Record`s carry, as far as they stand there."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Record":
            given = [argument.value for argument in node.keywords if argument.arg == "kind"]
            for part in (inner for value in given for inner in ast.walk(value)):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield part.value


def test_every_kind_is_listed() -> None:
    """Whoever reads a line finds its kind on the page."""
    listed = set(re.findall(r"`([a-z_]+)`", PAGE))
    kinds = {kind for path in SOURCES for kind in _kinds(path)}
    starts = {kind for kind in kinds if kind.endswith("_")}
    assert len(kinds) > 20
    assert kinds - starts <= listed
    assert all(any(kind.startswith(start) for kind in listed) for start in starts)
    assert {f"endorsement_{status}" for status in EndorsementStatus if status != "pending"} <= listed


async def test_the_script_proves_an_export(kept: Kept) -> None:
    """As it stands on the page, with nothing of ours."""
    (script,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    likeness(kept.folder, "ledger", "export", "--output", "all.jsonl")
    path = kept.folder / "all.jsonl"
    _, head = await kept.storage.ledger_end()
    assert head is not None
    assert _run(script, path).stdout == f"holds: {head.hash}\n"
    path.write_text(path.read_text().replace("video_requested", "video_started"))
    assert _run(script, path).returncode == 1


def _run(script: str, path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", "-c", script, str(path)], capture_output=True, text=True, check=False
    )
