"""What the app manifest allows, read once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Command:
    command: str
    description: str
    usage_hint: str
    should_escape: bool


@dataclass(frozen=True, kw_only=True)
class Shortcut:
    callback_id: str
    name: str
    type: str
    description: str


@dataclass(frozen=True, kw_only=True)
class Manifest:
    app_name: str
    bot_name: str
    scopes: frozenset[str]
    commands: Mapping[str, Command]
    shortcuts: Mapping[str, Shortcut]
    events: frozenset[str]
    home_tab: bool
    messages_tab: bool
    messages_read_only: bool
    interactivity: bool


def _commands(items: list[dict[str, Any]]) -> dict[str, Command]:
    return {
        item["command"]: Command(
            command=item["command"],
            description=item.get("description", ""),
            usage_hint=item.get("usage_hint", ""),
            should_escape=bool(item.get("should_escape", False)),
        )
        for item in items
    }


def _shortcuts(items: list[dict[str, Any]]) -> dict[str, Shortcut]:
    return {
        item["callback_id"]: Shortcut(
            callback_id=item["callback_id"],
            name=item["name"],
            type=item["type"],
            description=item.get("description", ""),
        )
        for item in items
    }


def read_manifest(source: Mapping[str, Any]) -> Manifest:
    """The parts that the workspace obeys; absent parts are off, as in Slack."""
    features = source.get("features") or {}
    settings = source.get("settings") or {}
    scopes = (source.get("oauth_config") or {}).get("scopes") or {}
    home = features.get("app_home") or {}
    name = (source.get("display_information") or {}).get("name", "App")
    return Manifest(
        app_name=name,
        bot_name=(features.get("bot_user") or {}).get("display_name", name),
        scopes=frozenset(scopes.get("bot") or ()),
        commands=_commands(features.get("slash_commands") or []),
        shortcuts=_shortcuts(features.get("shortcuts") or []),
        events=frozenset((settings.get("event_subscriptions") or {}).get("bot_events") or ()),
        home_tab=bool(home.get("home_tab_enabled", False)),
        messages_tab=bool(home.get("messages_tab_enabled", False)),
        messages_read_only=bool(home.get("messages_tab_read_only_enabled", False)),
        interactivity=bool((settings.get("interactivity") or {}).get("is_enabled", False)),
    )
