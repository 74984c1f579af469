"""The manifest asks for exactly what the code uses, and Slack takes it."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from slack_bolt.async_app import AsyncApp

from bot.manifest import METHODS, SCOPES, as_yaml, main, manifest
from handlers.app import create_app
from sandbox.slack.scopes import METHOD_SCOPES
from tests.support.slack_schema import assert_manifest

ROOT = Path(__file__).parents[2]
FILES = {"manifest.yml": None, "manifest.http.yml": "https://likeness.example.com"}
LISTENERS = (
    "command",
    "event",
    "message",
    "shortcut",
    "global_shortcut",
    "message_shortcut",
    "options",
    "view",
)


def test_both_files_are_what_the_source_makes() -> None:
    """A changed source and a forgotten `make manifests` are told apart."""
    done = subprocess.run(
        [sys.executable, "-m", "bot.manifest", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_stale_file_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """By its name, with what to do."""
    monkeypatch.setattr("bot.manifest._DESCRIPTION", "other words")
    assert main(["--check"]) == 1
    told = capsys.readouterr().err
    assert "manifest.yml" in told
    assert "manifest.http.yml" in told
    assert "make manifests" in told


@pytest.mark.parametrize("name", FILES)
def test_slack_takes_the_file(name: str) -> None:
    """As it lies there: its schema, and the lengths that the schema leaves out."""
    read = yaml.safe_load((ROOT / name).read_text("utf-8"))
    assert read == manifest(FILES[name])
    assert_manifest(read)
    shown = read["display_information"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert 174 <= len(shown["long_description"]) <= 4000
    for command in read["features"]["slash_commands"]:
        assert len(command["command"]) <= 32
        assert len(command["description"]) <= 2000
        assert len(command["usage_hint"]) <= 1000


def test_socket_mode_and_http_differ_only_in_addresses() -> None:
    """Without one there is no address, with one every delivery has it."""
    socket, http = manifest(), manifest("https://x.example.com")
    assert socket["settings"]["socket_mode_enabled"] is True
    assert "request_url" not in as_yaml(socket)
    assert "https" not in as_yaml(socket)
    assert http["settings"]["socket_mode_enabled"] is False
    address = "https://x.example.com/slack/events"
    interactivity = http["settings"]["interactivity"]
    assert interactivity["request_url"] == interactivity["message_menu_options_url"] == address
    assert {command["url"] for command in http["features"]["slash_commands"]} == {address}
    assert http["oauth_config"] == socket["oauth_config"]


def called_methods() -> set[str]:
    """The names that the client hands to `_call`, read from its source."""
    tree = ast.parse((ROOT / "handlers" / "slack" / "client.py").read_text("utf-8"))
    return {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "_call"
        and isinstance(node.args[0], ast.Constant)
    }


def test_the_methods_are_those_that_the_client_calls() -> None:
    """None more, none less."""
    assert set(METHODS) == called_methods()


def test_every_method_of_the_client_is_called_by_somebody() -> None:
    """A method that nothing calls would ask for scopes that nothing needs."""
    tree = ast.parse((ROOT / "handlers" / "slack" / "client.py").read_text("utf-8"))
    (client,) = [n for n in tree.body if isinstance(n, ast.ClassDef) and n.name == "SlackClient"]
    offered = {
        n.name for n in client.body if isinstance(n, ast.AsyncFunctionDef) and not n.name.startswith("_")
    }
    sources = [p for folder in ("bot", "handlers") for p in (ROOT / folder).rglob("*.py")]
    used = {
        node.attr
        for path in sources
        if "demo" not in path.parts
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
    }
    assert offered <= used


@pytest.mark.parametrize("method", METHODS)
def test_a_methods_scopes_open_it(method: str) -> None:
    """Some of those that Slack names for it, and none that it does not."""
    named = METHOD_SCOPES[method]
    assert set(METHODS[method]) <= set(named)
    assert bool(METHODS[method]) == bool(named)


def test_the_scopes_are_exactly_those_of_the_methods() -> None:
    """And the one for slash commands."""
    needed = {scope for scopes in METHODS.values() for scope in scopes} | {"commands"}
    assert set(SCOPES) == needed
    assert list(SCOPES) == sorted(SCOPES)
    for base in FILES.values():
        assert manifest(base)["oauth_config"] == {"scopes": {"bot": list(SCOPES)}}


@pytest.fixture(name="registered")
def _registered(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[Any]]:
    """What the Bolt app was given, by kind of listener."""
    found: dict[str, list[Any]] = {kind: [] for kind in LISTENERS}

    def record(kind: str, register: Callable[..., Any]) -> Callable[..., Any]:
        def recorded(app: AsyncApp, constraint: Any, *args: Any, **kwargs: Any) -> Any:
            found[kind].append(constraint)
            return register(app, constraint, *args, **kwargs)

        return recorded

    for kind in LISTENERS:
        monkeypatch.setattr(AsyncApp, kind, record(kind, getattr(AsyncApp, kind)))
    create_app(None, token="xoxb-x", signing_secret="x", base_url="http://127.0.0.1:9/")  # type: ignore[arg-type]
    return found


def test_commands_shortcuts_and_events_are_those_registered(registered: dict[str, list[Any]]) -> None:
    """What Slack would send is listened to, and what is listened to is sent."""
    declared = manifest()
    features, settings = declared["features"], declared["settings"]
    assert sorted(c["command"] for c in features["slash_commands"]) == sorted(registered["command"])
    shortcuts = registered["shortcut"] + registered["global_shortcut"] + registered["message_shortcut"]
    assert [s["callback_id"] for s in features.get("shortcuts", [])] == shortcuts
    events = settings.get("event_subscriptions", {}).get("bot_events", [])
    assert events == registered["event"] + registered["message"]


def test_forms_and_menus_can_be_answered(registered: dict[str, list[Any]]) -> None:
    """Interactivity is on, and over HTTP menus have their address."""
    assert registered["view"]
    assert registered["options"]
    assert manifest()["settings"]["interactivity"]["is_enabled"] is True
    assert "message_menu_options_url" in manifest("https://x")["settings"]["interactivity"]
