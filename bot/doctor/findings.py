"""What a check found, and how it is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    GOOD = "good"
    WARNING = "warning"  # works, but not wholly, or not as it should
    PROBLEM = "problem"  # something does not work until it is mended
    UNSEEN = "not seen"  # could not be looked at


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing looked at: `about` in a few fixed words, `what` holds, and the cure where there is one."""

    level: Level
    about: str
    what: str
    cure: str = ""


def good(about: str, what: str) -> Finding:
    return Finding(level=Level.GOOD, about=about, what=what)


def warning(about: str, what: str, cure: str) -> Finding:
    return Finding(level=Level.WARNING, about=about, what=what, cure=cure)


def problem(about: str, what: str, cure: str) -> Finding:
    return Finding(level=Level.PROBLEM, about=about, what=what, cure=cure)


def unseen(about: str, what: str, cure: str = "") -> Finding:
    return Finding(level=Level.UNSEEN, about=about, what=what, cure=cure)


def told(finding: Finding) -> str:
    """One line, and the cure in a line below it."""
    line = f"{finding.level:<9} {finding.about}: {finding.what}"
    return f"{line}\n{'':<9} -> {finding.cure}" if finding.cure else line


def summary(findings: Sequence[Finding]) -> str:
    """The last line: whether anything is left to do."""
    problems, warnings = (
        sum(finding.level is level for finding in findings) for level in (Level.PROBLEM, Level.WARNING)
    )
    if not problems and not warnings:
        return "All is well."
    return f"Problems: {problems}. Warnings: {warnings}."
