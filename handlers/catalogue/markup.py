"""Text that is safe to put into a Slack message."""

from __future__ import annotations

import re

_BEGUN = re.compile(r"(?:&[a-z]{0,3}|<[^<>]*)$")


class Markup(str):
    """Text whose `&`, `<` and `>` are escaped or ours, so that nothing escapes it again."""

    __slots__ = ()


def escape(text: str) -> Markup:
    """The text with Slack's three control characters replaced; text that is safe stays as it is."""
    if isinstance(text, Markup):
        return text
    return Markup(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def clamp(text: str, limit: int) -> str:
    """At most `limit` characters, ending in "…" when cut; never inside an entity or a `<…>` of safe text."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    if isinstance(text, Markup):
        return Markup(_BEGUN.sub("", cut).rstrip() + "…")
    return cut.rstrip() + "…"


def join(separator: str, parts: list[str]) -> Markup:
    """Parts joined as safe text, leaving out empty ones."""
    return Markup(escape(separator).join(escape(part) for part in parts if part))


def mention(user_id: str) -> Markup:
    """`<@U…>`: Slack shows the member's name."""
    return Markup(f"<@{escape(user_id)}>")


def bold(text: str) -> Markup:
    return Markup(f"*{escape(text)}*")


def code(text: str) -> Markup:
    """In a fixed font; back quotes in the text would end it and are replaced."""
    return Markup(f"`{escape(text.replace('`', 'ˋ'))}`")


def quote(text: str) -> Markup:
    """Every line behind a quotation bar."""
    lines = escape(text.strip()).splitlines() or [""]
    return Markup("\n".join(f"> {line}" for line in lines))
