"""The gateways' pages and the tables made from their profiles."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from providers import matrix
from providers.registry import PROVIDERS

FOLDER = matrix.PAGE.parent


def test_the_tables_are_up_to_date() -> None:
    """Whoever changes a profile makes the tables anew."""
    assert matrix.main(["--check"]) == 0


def test_a_stale_page_is_told_and_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A check changes nothing; making keeps what stands around the tables."""
    stale = tmp_path / "README.md"
    stale.write_text(f"before\n{matrix.BEGIN}\nold\n{matrix.END}\nafter\n", "utf-8")
    monkeypatch.setattr(matrix, "PAGE", stale)
    assert matrix.main(["--check"]) == 1
    assert "stale" in capsys.readouterr().err
    assert "old" in stale.read_text("utf-8")
    assert matrix.main([]) == 0
    text = stale.read_text("utf-8")
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "old" not in text
    assert matrix.main(["--check"]) == 0


def test_a_page_without_a_place_for_the_tables_is_an_error() -> None:
    """Losing the marks would otherwise lose the tables in silence."""
    with pytest.raises(ValueError, match="no place"):
        matrix.page("# Gateways\n")


@pytest.mark.parametrize("name", list(PROVIDERS))
def test_every_gateway_and_model_is_in_the_tables(name: str) -> None:
    """Each gateway has a column that links to its page, each model a row."""
    profile = PROVIDERS[name].profile
    text = matrix.PAGE.read_text("utf-8")
    assert f"[{profile.title}]({name}.md)" in text
    assert all(f"| {profile.title} | `{model.id}` |" in text for model in profile.models)


@pytest.mark.parametrize("name", list(PROVIDERS))
def test_every_gateways_page_ends_in_its_quirks(name: str) -> None:
    """The page names its variables and models, and each quirk begins with one bold sentence."""
    profile = PROVIDERS[name].profile
    text = (FOLDER / f"{name}.md").read_text("utf-8")
    names = (profile.key_variable, profile.base_variable, profile.base_url, *(m.id for m in profile.models))
    assert [each for each in names if f"`{each}`" not in text] == []
    sections = re.split(r"^## ", text, flags=re.MULTILINE)
    title, _, quirks = sections[-1].partition("\n")
    assert title == "Limitations and quirks"
    bullets = re.split(r"^- ", quirks, flags=re.MULTILINE)[1:]
    assert len(bullets) >= 10
    assert [b for b in bullets if not re.match(r"\*\*[^*]+\.\*\* \S", b)] == []


@pytest.mark.parametrize("page", sorted(path.name for path in FOLDER.glob("*.md")))
def test_links_between_the_pages_lead_somewhere(page: str) -> None:
    """No page links to one that is not there."""
    targets = re.findall(r"\]\(([^):#]+)\)", (FOLDER / page).read_text("utf-8"))
    assert [target for target in targets if not (FOLDER / target).exists()] == []
