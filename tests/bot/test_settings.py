"""Settings: all that is missing or wrong is told at once, and nothing secret is ever shown."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, load_settings

GOOD = {
    "SLACK_BOT_TOKEN": "xoxb-secret-bot",
    "SLACK_APP_TOKEN": "xapp-secret-app",
    "SLACK_SIGNING_SECRET": "secret-signing",
    "POMEX_API_KEY": "sk-secret-key",
    "LIKENESS_SECRET_KEY": "secret-secret-secret",
    "LIKENESS_PUBLIC_URL": "https://likeness.example.com",
}


@pytest.fixture(name="environment", autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing of ours set, and an empty folder to stand in."""
    for name in os.environ:
        if name.startswith(("SLACK_", "LIKENESS_")) or name.endswith(("_API_KEY", "_BASE_URL")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def load(monkeypatch: pytest.MonkeyPatch, **changes: str | None) -> Settings:
    for name, value in {**GOOD, **changes}.items():
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    return load_settings()


def lines_of(monkeypatch: pytest.MonkeyPatch, **changes: str | None) -> list[str]:
    with pytest.raises(SettingsError) as raised:
        load(monkeypatch, **changes)
    return raised.value.lines


def test_what_is_set_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every variable, with spaces around it taken off."""
    settings = load(
        monkeypatch,
        LIKENESS_PORT=" 8080 ",
        LIKENESS_HOST="0.0.0.0",
        LIKENESS_ADMINS="U012ABC, W0XYZ ,",
        LIKENESS_ADMIN_PORT="9100",
        SLACK_API_URL="https://slack.example.com/api",
        LIKENESS_ALLOW_LOOPBACK="1",
        LIKENESS_POLL_MIN_SECONDS="0.5",
        SLACK_BOT_TOKEN=" xoxb-secret-bot\n",
        POMEX_BASE_URL="http://127.0.0.1:8090/",
        POMEX_API_KEY=" sk-secret-key ",
    )
    read = settings.environment
    assert (read.port, read.host, read.admin_port) == (8080, "0.0.0.0", 9100)
    assert read.admin_ids == {"U012ABC", "W0XYZ"}
    assert read.slack_api_url == "https://slack.example.com/api/"
    assert read.slack_bot_token is not None
    assert read.slack_bot_token.get_secret_value() == "xoxb-secret-bot"
    assert (read.allow_loopback, read.poll_min_seconds, read.socket_mode) == (True, 0.5, True)
    set_keys = {name: key for name, key in settings.providers.keys.items() if key}
    assert set_keys == {"POMEX_API_KEY": "sk-secret-key"}
    assert settings.providers.bases == {"POMEX_BASE_URL": "http://127.0.0.1:8090"}


def test_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    """The documented ones; without an app token it is HTTP, without a public address there is none."""
    read = load(
        monkeypatch, SLACK_APP_TOKEN=None, LIKENESS_PUBLIC_URL=None, LIKENESS_SECRET_KEY=None
    ).environment
    assert (read.host, read.port, read.slack_api_url) == ("127.0.0.1", 3000, "https://slack.com/api/")
    assert (read.data_dir, read.admin_port, read.public_url) == (Path("data"), None, None)
    assert (read.poll_min_seconds, read.poll_max_seconds, read.posts_per_minute) == (2, 60, 300)
    assert (read.socket_mode, read.allow_loopback, read.secret_key) == (False, False, None)


def test_everything_missing_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A newcomer reads one message."""
    lines = lines_of(monkeypatch, **dict.fromkeys(GOOD))
    assert [line.split(" is ")[0] for line in lines] == [
        "SLACK_BOT_TOKEN",
        "SLACK_APP_TOKEN or SLACK_SIGNING_SECRET",
        "No gateway's key",
    ]
    assert "POMEX_API_KEY" in lines[2]


def test_missing_and_wrong_are_told_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """One wrong number does not hide the rest."""
    lines = lines_of(
        monkeypatch,
        SLACK_BOT_TOKEN=None,
        POMEX_API_KEY=None,
        LIKENESS_PORT="many",
        LIKENESS_ADMIN_PORT="70000",
        LIKENESS_PUBLIC_URL="http://likeness.example.com",
        LIKENESS_SECRET_KEY="short",
        LIKENESS_ADMINS="maya",
        LIKENESS_ALLOW_LOOPBACK="perhaps",
    )
    told = "\n".join(lines)
    assert len(lines) == 8
    for name in (
        "SLACK_BOT_TOKEN", "POMEX_API_KEY", "LIKENESS_PORT", "LIKENESS_ADMIN_PORT", "LIKENESS_PUBLIC_URL",
        "LIKENESS_SECRET_KEY", "LIKENESS_ADMINS", "LIKENESS_ALLOW_LOOPBACK",
    ):  # fmt: skip
        assert name in told
    for value in ("many", "70000", "short", "maya", "perhaps"):
        assert value not in told.replace("as many", "")


@pytest.mark.parametrize("empty", ["", " ", "\t\n"])
def test_an_empty_secret_is_none(monkeypatch: pytest.MonkeyPatch, empty: str) -> None:
    """Neither a token nor a signing secret may be empty: every signature could be forged."""
    told = lines_of(monkeypatch, SLACK_BOT_TOKEN=empty, SLACK_APP_TOKEN=empty, SLACK_SIGNING_SECRET=empty)
    assert [line.split(" ")[0] for line in told] == ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"]
    told = lines_of(monkeypatch, SLACK_BOT_TOKEN="xoxb-x", SLACK_APP_TOKEN=None, SLACK_SIGNING_SECRET=empty)
    assert len(told) == 1
    assert "SLACK_SIGNING_SECRET" in told[0]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SLACK_BOT_TOKEN", "xapp-secret-app"),
        ("SLACK_APP_TOKEN", "xoxb-secret-bot"),
        ("LIKENESS_PUBLIC_URL", "likeness.example.com"),
        ("LIKENESS_PUBLIC_URL", "https://"),
        ("LIKENESS_PUBLIC_URL", "https://likeness.example.com/app"),
        ("LIKENESS_PUBLIC_URL", "https://likeness.example.com/?x=1"),
        ("LIKENESS_PUBLIC_URL", "https://maya:secret@likeness.example.com"),
        ("LIKENESS_PUBLIC_URL", "https://likeness.example.com:port"),
        ("LIKENESS_PUBLIC_URL", "https://[::1"),
        ("LIKENESS_PUBLIC_URL", "http://127.0.0.1:3000"),
        ("SLACK_API_URL", "http://127.0.0.1:8091/api/"),
        ("POMEX_BASE_URL", "http://127.0.0.1:8090"),
        ("POMEX_BASE_URL", "https://api.pomex.ai/v1"),
        ("LIKENESS_SECRET_KEY", "long-enough-secret,short"),
        ("LIKENESS_SECRET_KEY", ","),
        ("LIKENESS_ADMINS", "U012ABC;U012DEF"),
        ("LIKENESS_ADMINS", "@maya"),
        ("LIKENESS_PORT", "-1"),
        ("LIKENESS_POLL_MAX_SECONDS", "1"),
        ("LIKENESS_POLL_MIN_SECONDS", "0"),
        ("LIKENESS_POSTS_PER_MINUTE", "0"),
        ("LIKENESS_DATA_DIR", __file__),
        ("LIKENESS_DATA_DIR", f"{__file__}/below"),
    ],
)
def test_a_value_that_cannot_be_right_is_told(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """By its name, with what would be right, and without the secret in it."""
    (line,) = lines_of(monkeypatch, **{name: value})
    assert line.startswith(f"{name}: ")
    assert "secret" not in line.removeprefix(name) or name == "LIKENESS_SECRET_KEY"


def test_loopback_is_for_stand_ins_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the switch, http addresses are taken."""
    settings = load(
        monkeypatch,
        LIKENESS_ALLOW_LOOPBACK="true",
        LIKENESS_PUBLIC_URL="http://127.0.0.1:3000",
        SLACK_API_URL="http://127.0.0.1:8091/api/",
        POMEX_BASE_URL="http://127.0.0.1:8090",
    )
    assert settings.environment.public_url == "http://127.0.0.1:3000"


def test_a_folder_that_can_be_made_will_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It is made at the start, not here."""
    load(monkeypatch, LIKENESS_DATA_DIR=str(tmp_path / "a" / "b"))
    assert not (tmp_path / "a").exists()


def test_nothing_secret_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither by repr nor by str, of the whole or of a part."""
    settings = load(monkeypatch)
    for shown in (settings, settings.environment, settings.providers):
        assert "secret-" not in repr(shown) + str(shown)
    assert "POMEX_API_KEY" in repr(settings)
