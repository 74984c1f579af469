"""`likeness demo` tells the whole job, and says so in a way that scripts can read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.check_film import check_film


@pytest.fixture(name="folder", scope="module")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(name="told", scope="module")
def _told(tell_demo: Any, folder: Path) -> Any:
    """The story told once, for all tests here."""
    told = tell_demo(folder, "--exit")
    assert told.code == 0, told.text
    return told


STORY = (
    ("request", "▸ Maya types /asset", "@Maya Lindqvist adds @rachel"),
    ("the question to the person", "DM · Rachel Okafor", "@Maya Lindqvist asks whether"),
    ("the QR code", "QR code", "▸ The code says http://127.0.0.1:"),
    ("consent", "Rachel presses “I agree”", "You said yes"),
    ("face check", "The face check is passed"),
    ("review", "In review at PomexAI"),
    ("ready", "Ready at PomexAI"),
    ("DM to the owner at ready", "DM · Maya Lindqvist", "@rachel is ready for videos"),
    ("DM to the person at ready", "DM · Rachel Okafor", "which shows you, is ready for videos"),
    ("video request", "▸ Tom types /video", "@Tom Ferreira makes a video"),
    ("approval", "▸ Rachel presses “Allow once”", "You allowed @Tom Ferreira this one video"),
    ("running", "Being made at PomexAI"),
    ("posted", "#film-launch · in the thread", "AI-generated, with the consent of @Rachel Okafor"),
    ("DM to the requester at posted", "DM · Tom Ferreira", "Your video is done"),
    ("DM to the person at posted", "DM · Rachel Okafor", "@Tom Ferreira made a video with @rachel"),
    (
        "a yes taken back",
        "▸ Ada presses “Take it back…”",
        "@Ada Novak took the yes back",
        "PomexAI has no way to delete",
    ),
    ("a second picture", "▸ A second picture of Rachel", "@rachel-close-up is ready for videos"),
)


@pytest.mark.parametrize("lines", [s[1:] for s in STORY], ids=[s[0] for s in STORY])
def test_the_transcript_shows_each_step(told: Any, lines: tuple[str, ...]) -> None:
    """A reader of the transcript sees the step, and where it was seen."""
    assert all(line in told.text for line in lines)


def test_the_steps_come_in_the_order_of_the_job(told: Any) -> None:
    """Nothing is ready before it was asked for, and nothing is posted before it was allowed."""
    order = [
        "▸ Maya types /asset",
        "▸ The code says",
        "▸ The face check is passed",
        "Ready at PomexAI",
        "▸ Tom types /video",
        "Being made at PomexAI",
        "AI-generated, with the consent of",
    ]
    places = [told.text.index(words) for words in order]
    assert places == sorted(places)


def test_the_last_line_names_a_film_that_plays(told: Any, folder: Path) -> None:
    """The line is `demo: done` and the path of an MP4 that lasts and moves."""
    words, _, path = told.last_line.rpartition(" ")
    assert words == "demo: done"
    assert Path(path).is_relative_to(folder / "demo-data")
    check_film(Path(path))


def test_no_secret_reaches_the_transcript_or_the_log(told: Any, folder: Path) -> None:
    """Neither the gateway's key nor Slack's tokens are printed or logged."""
    log = (folder / "demo-data" / "bot.log").read_text("utf-8")
    assert log
    for secret in ("sk-demo-key", "xoxb-local", "xapp-local"):
        assert secret not in told.text + log


def test_a_folder_of_somebody_else_is_left_alone(tell_demo: Any, tmp_path: Path) -> None:
    """The demo empties only a folder that carries its own marker."""
    theirs = tmp_path / "thesis.txt"
    theirs.write_text("three years of work", "utf-8")
    told = tell_demo(tmp_path, "--exit", LIKENESS_DATA_DIR=str(tmp_path))
    assert told.code != 0
    assert "not the demo's" in told.text
    assert theirs.read_text("utf-8") == "three years of work"
