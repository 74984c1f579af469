"""Typed text as Slack keeps and sends it."""

import html
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.slack.workspace import Workspace

_KEPT = re.compile(r"(<(?:[@#!]|https?://|mailto:)[^<>]+>|&(?:amp|lt|gt);)")
_MENTION = re.compile(r"&lt;([@#])([A-Z0-9]+)(?:\|[^&]*?)?&gt;")
_WORD = re.compile(r"(?<![\w<|])([@#])([\w.-]+)")


def as_wire(text: str) -> str:
    """Escape a message; escapes, mentions, channels and links that stand there already are kept."""
    parts = _KEPT.split(text)
    return "".join(part if index % 2 else html.escape(part, quote=False) for index, part in enumerate(parts))


def command_text(ws: "Workspace", typed: str, *, should_escape: bool) -> str:
    """A command's text: control characters escaped, mentions as names or, if asked for, as ids."""

    def named(match: re.Match[str]) -> str:
        sign, identity = match.groups()
        if sign == "@":
            name = ws.people.get(identity).name if identity in ws.people else identity
        else:
            channel = ws.channels.find(identity)
            name = channel.name if channel else identity
        return f"{sign}{name}"

    def tagged(match: re.Match[str]) -> str:
        sign, name = match.groups()
        if sign == "@":
            found = next((person.id for person in ws.people if person.name == name), None)
        else:
            channel = ws.channels.find(name)
            found = channel.id if channel and channel.kind == "public" else None
        return f"<{sign}{found}|{name}>" if found else f"{sign}{name}"

    plain = _MENTION.sub(named, html.escape(typed, quote=False))
    return _WORD.sub(tagged, plain) if should_escape else plain
