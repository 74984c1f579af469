"""Block Kit parts with text escaped and kept within Slack's sizes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from handlers.blocks import limits
from handlers.catalogue.markup import Markup, clamp, escape, quote
from handlers.composed import SlackFile

Block = dict[str, Any]
Element = dict[str, Any]

_WORDS = re.compile(r"\S{1,500}\s{0,100}|\s{1,100}")
_SPACE = re.compile(r"\s")


def plain(text: str, limit: int) -> Element:
    """A plain_text object; Slack undoes the three escapes there too."""
    return {"type": "plain_text", "text": clamp(escape(text), limit), "emoji": True}


def mrkdwn(text: str, limit: int = limits.SECTION) -> Element:
    """A mrkdwn object in which only what we marked is a link or a mention."""
    return {"type": "mrkdwn", "text": clamp(escape(text), limit), "verbatim": True}


def section(text: str, accessory: Element | None = None) -> Block:
    block: Block = {"type": "section", "text": mrkdwn(text)}
    if accessory is not None:
        block["accessory"] = accessory
    return block


def header(text: str) -> Block:
    """A title above what follows."""
    return {"type": "header", "text": plain(text, limits.HEADER)}


def context(*texts: str) -> Block:
    """Small print; at most ten parts."""
    shown = [text for text in texts if text][: limits.CONTEXT_ELEMENTS]
    return {"type": "context", "elements": [mrkdwn(text) for text in shown]}


def actions(*elements: Element) -> Block:
    return {"type": "actions", "elements": list(elements)}


def picture(file: SlackFile, alt: str) -> Element:
    """An image element, as a block of its own or beside a section."""
    return {"type": "image", "slack_file": {"id": file.id}, "alt_text": clamp(alt, limits.ALT)}


def picture_block(file: SlackFile, alt: str, title: str = "") -> Block:
    block = picture(file, alt)
    if title:
        block["title"] = plain(title, limits.IMAGE_TITLE)
    return block


def button(
    text: str,
    action_id: str,
    value: str = "",
    *,
    style: str | None = None,
    url: str | None = None,
    confirm: Element | None = None,
) -> Element:
    """A button; `style` is `primary` or `danger`."""
    element: Element = {"type": "button", "text": plain(text, limits.BUTTON), "action_id": action_id}
    optional = {"value": value, "style": style, "url": url, "confirm": confirm}
    return element | {name: part for name, part in optional.items() if part}


def confirm(title: str, text: str, yes: str, no: str, *, style: str = "danger") -> Element:
    """The question that a button asks before it acts."""
    return {
        "title": plain(title, limits.CONFIRM_TITLE),
        "text": plain(text, limits.CONFIRM_TEXT),
        "confirm": plain(yes, limits.CONFIRM_BUTTON),
        "deny": plain(no, limits.CONFIRM_BUTTON),
        "style": style,
    }


def option(text: str, value: str, description: str = "") -> Element:
    shown: Element = {"text": plain(text, limits.OPTION), "value": value}
    if description:
        shown["description"] = plain(description, limits.OPTION)
    return shown


def message_text(parts: Iterable[str]) -> Markup:
    """Top-level text: all that a screen reader or a notification gets."""
    whole = Markup("\n".join(escape(part) for part in parts if part))
    return Markup(clamp(whole, limits.MESSAGE_TEXT))


def quoted(text: str) -> list[Block]:
    """A text whole, behind quotation bars, in as many sections as it needs."""
    return [section(quote(piece)) for piece in _pieces(text.strip(), limits.SECTION - 100)]


def _pieces(text: str, most: int) -> list[str]:
    """Cut between words where it can be; a line's end costs what its bar does."""
    pieces, size = [""], 0
    for word in _WORDS.findall(text):
        cost = len(escape(word)) + 2 * len(_SPACE.findall(word))
        if size + cost > most:
            pieces.append("")
            size = 0
        pieces[-1] += word
        size += cost
    return [piece for piece in pieces if piece.strip()] or [""]
