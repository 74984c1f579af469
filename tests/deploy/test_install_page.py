"""The installation page names only what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.cli import main
from bot.settings import Environment, ProviderKeys
from handlers import ids

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "install.md"
TEXT = PAGE.read_text("utf-8")


def test_its_links_lead_somewhere() -> None:
    """To files of ours and to headings of its own."""
    for link in re.findall(r"\]\(([^)#h][^)#]*)(?:#[^)]*)?\)", TEXT):
        assert (PAGE.parent / link).exists(), link
    headings = {
        re.sub(r"[^a-z0-9 -]", "", h.lower()).replace(" ", "-")
        for h in re.findall(r"^## (.*)$", TEXT, re.MULTILINE)
    }
    assert set(re.findall(r"\]\(#([^)]*)\)", TEXT)) <= headings


def test_its_files_are_there() -> None:
    """What is copied must be there to be copied."""
    for name in re.findall(r"\bcp (deploy/\S+)", TEXT):
        assert (ROOT / name).exists(), name


@pytest.mark.parametrize(
    "command", sorted(set(re.findall(r"(?<![-/])\blikeness (doctor|backup|run|\w+)\b(?= --|`| FILE)", TEXT)))
)
def test_its_commands_exist(command: str) -> None:
    """Of our own command line."""
    assert command in main.commands


def test_the_doctors_options_exist() -> None:
    """Each that the page gives it."""
    named = {o for line in re.findall(r"likeness doctor([^`\n]*)", TEXT) for o in re.findall(r"--\w+", line)}
    named |= set(re.findall(r"^- `(--\w+)", TEXT, re.MULTILINE))
    known = {name for option in main.commands["doctor"].params for name in option.opts}
    assert {"--live", "--channel", "--manifest"} <= named <= known


def test_its_settings_and_slash_commands_exist() -> None:
    """Under the very names."""
    known = {str(field.validation_alias) for field in Environment.model_fields.values()}
    assert set(re.findall(r"\b(?:LIKENESS|SLACK)_[A-Z_]+\b", TEXT)) <= known | set(ProviderKeys({}).keys)
    typed = set(re.findall(r"`(/(?:asset|video|likeness))\b", TEXT))
    assert typed == {ids.COMMAND_ASSET, ids.COMMAND_VIDEO, ids.COMMAND_LIKENESS}
