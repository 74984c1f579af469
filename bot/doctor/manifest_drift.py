"""How the app as Slack knows it differs from the app that this version of Likeness needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from bot.doctor.findings import Finding, good, problem, unseen, warning
from bot.manifest import manifest

ABOUT = "manifest drift"
_CURE = (
    "on the app's page: App Manifest, paste {name}, save, then Reinstall to Workspace if Slack asks for it"
)
_NAMES = ("command", "callback_id")
_OWN_WORDS = frozenset({"display_information", "_metadata"})


def drift(file: Path | None, base_url: str | None) -> Iterator[Finding]:
    """Compare a copy of the app's manifest with ours; `base_url` where deliveries come over HTTP."""
    if file is None:
        yield unseen(
            "manifest",
            "commands, events and switches are shown by Slack to the app's owner alone",
            "copy the app's App Manifest page into a file and give it with --manifest FILE",
        )
        return
    try:
        theirs = yaml.safe_load(file.read_text("utf-8"))
    except (OSError, ValueError, yaml.YAMLError):
        theirs = None
    if not isinstance(theirs, Mapping):
        yield problem(
            "manifest", f"{file} holds no manifest", "copy it whole, as YAML or JSON, from App Manifest"
        )
        return
    cure = _CURE.format(name="manifest.http.yml with your address" if base_url else "manifest.yml")
    found = list(differences(_known(manifest(base_url)), theirs))
    yield from (problem(ABOUT, line, cure) for line in found)
    yield from (warning(ABOUT, line, cure) for line in _unused(manifest(base_url), theirs))
    if not found:
        yield good("manifest", "the app has all that Likeness needs")


def _known(ours: Mapping[str, Any]) -> dict[str, Any]:
    """What must hold; a workspace may call and describe the app as it likes."""
    return {name: value for name, value in ours.items() if name not in _OWN_WORDS}


def differences(ours: Any, theirs: Any, path: str = "") -> Iterator[str]:
    """A line for whatever of ours is missing or other; what they have besides is theirs."""
    match ours:
        case Mapping():
            held = theirs if isinstance(theirs, Mapping) else {}
            for name, value in ours.items():
                if name not in ("description", "usage_hint", "display_name", "always_online"):
                    yield from differences(value, held.get(name), f"{path}.{name}" if path else name)
        case list():
            held_list = theirs if isinstance(theirs, list) else []
            for value in ours:
                if isinstance(value, Mapping):
                    yield from _entry(value, held_list, path)
                elif value not in held_list:
                    yield f"{path} lacks {value}"
        case _ if ours != theirs and not (ours is False and theirs is None):
            yield f"{path} is {_shown(theirs)}, but must be {_shown(ours)}"


def _entry(value: Mapping[str, Any], held: list[Any], path: str) -> Iterator[str]:
    key = next(name for name in _NAMES if name in value)
    same = next(
        (entry for entry in held if isinstance(entry, Mapping) and entry.get(key) == value[key]), None
    )
    if same is None:
        yield f"{path} lacks {value[key]}"
    else:
        yield from differences(value, same, f"{path} {value[key]}")


def _unused(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Iterator[str]:
    for name, section, part in (
        ("scopes", "oauth_config", "scopes"),
        ("events", "settings", "event_subscriptions"),
    ):
        lists = [
            set((_section(source, section, part)).get("bot" if name == "scopes" else "bot_events") or ())
            for source in (ours, theirs)
        ]
        if lists[1] - lists[0]:
            yield f"{name} that Likeness does not use: {', '.join(sorted(lists[1] - lists[0]))}"


def _section(source: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    held: Any = source
    for name in names:
        held = held.get(name) if isinstance(held, Mapping) else None
    return held if isinstance(held, Mapping) else {}


def _shown(value: Any) -> str:
    return "not set" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
