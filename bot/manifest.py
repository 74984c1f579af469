"""The Slack app manifest: one source for Socket Mode and for HTTP."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from handlers import events, ids

METHODS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "auth.test": (),
        "chat.delete": ("chat:write",),
        "chat.postMessage": ("chat:write",),
        "chat.update": ("chat:write",),
        # A lost answer is looked for where the message went: a channel of either kind, or a DM.
        "conversations.history": ("channels:history", "groups:history", "im:history"),
        "conversations.replies": ("channels:history", "groups:history", "im:history"),
        # The form offers channels only, so nothing is asked about DMs.
        "conversations.info": ("channels:read", "groups:read"),
        "conversations.join": ("channels:join",),
        "conversations.open": ("im:write",),
        "files.completeUploadExternal": ("files:write",),
        "files.delete": ("files:write",),
        "files.getUploadURLExternal": ("files:write",),
        "files.info": ("files:read",),
        "users.info": ("users:read",),
        "views.open": (),
        "views.publish": (),
        "views.update": (),
    }
)
"""The Web API methods that we call, and the bot scopes that we need for them."""

EVENTS = (
    events.USER_CHANGE,
    events.HOME_OPENED,
    events.CHANNEL_SHARED,
    events.CHANNEL_UNSHARED,
    events.TOKENS_REVOKED,
    events.APP_UNINSTALLED,
)

SCOPES = tuple(sorted({"commands"}.union(*METHODS.values())))

_COMMANDS = (
    (ids.COMMAND_ASSET, "Add a picture, clip or sound that videos may use", "[list | name]"),
    (ids.COMMAND_VIDEO, "Make a video", "[what happens, with @names]"),
    (
        ids.COMMAND_LIKENESS,
        "Likeness: help, your own face, who is pictured, and the same commands under one name",
        "[help | status | consent | people | settings | asset | video]",
    ),
)

_SHORTCUTS = (
    (ids.SHORTCUT_ADD, "global", "Add an asset", "Add a picture, clip or sound that videos may use"),
    (ids.SHORTCUT_VIDEO, "global", "Make a video", "Make a video with assets that are ready"),
    (ids.SHORTCUT_USE_FILES, "message", "Use as asset", "Add this message's files as assets"),
    (
        ids.SHORTCUT_FROM_TEXT,
        "message",
        "Make a video from this",
        "Make a video with this text as its prompt",
    ),
)

_DESCRIPTION = (
    "Likeness makes Seedance 2.0 videos of real people, with those people's consent. Add a picture with "
    "/asset: the person pictured is asked in a direct message, sees the very picture and what it is for, "
    "and says yes or no. Make a video with /video: whoever is in it can allow or refuse each use. "
    "Everything is kept in your own database, with a record of every yes and no."
)


def manifest(base_url: str | None = None) -> dict[str, Any]:
    """The manifest as data; with `base_url` deliveries come over HTTP, without it over Socket Mode."""
    http = {"request_url": f"{base_url}/slack/events"} if base_url else {}
    options = {"message_menu_options_url": f"{base_url}/slack/events"} if base_url else {}
    commands = [
        {
            "command": command,
            "description": description,
            "usage_hint": hint,
            "should_escape": False,
            **({"url": http["request_url"]} if http else {}),
        }
        for command, description, hint in _COMMANDS
    ]
    return {
        "_metadata": {"major_version": 2, "minor_version": 0},
        "display_information": {
            "name": "Likeness",
            "description": "Videos of real people, with their consent",
            "long_description": _DESCRIPTION,
            "background_color": "#2b2440",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Likeness", "always_online": True},
            "slash_commands": commands,
            "shortcuts": [
                {"name": name, "type": kind, "callback_id": callback_id, "description": description}
                for callback_id, kind, name, description in _SHORTCUTS
            ],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**http, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **http, **options},
            "org_deploy_enabled": False,
            "socket_mode_enabled": base_url is None,
            "token_rotation_enabled": False,
        },
    }


def as_yaml(data: dict[str, Any]) -> str:
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=100)


def main(arguments: list[str]) -> int:
    """Write manifest.yml and its HTTP twin; with `--check` only tell whether they are what this makes."""
    folder = Path(__file__).parent.parent
    wanted = {
        folder / "manifest.yml": as_yaml(manifest()),
        folder / "manifest.http.yml": as_yaml(manifest("https://likeness.example.com")),
    }
    if "--check" not in arguments:
        for path, text in wanted.items():
            path.write_text(text, "utf-8")
        return 0
    stale = [
        path.name for path, text in wanted.items() if not path.exists() or path.read_text("utf-8") != text
    ]
    if stale:
        print(f"stale: {', '.join(stale)}; run `make manifests`", file=sys.stderr)  # noqa: T201  a command's answer
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
