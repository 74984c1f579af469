"""Menus whose options depend on other answers, and the line that tells what is not offered and why."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

from handlers.blocks.form import select
from handlers.blocks.kit import Element
from handlers.catalogue import Texts
from handlers.catalogue.markup import Markup, escape, join

_SHOWN = 4


def offered_select(action_id: str, options: Sequence[Element], chosen: str | None) -> Element:
    """A menu under an action id of its own for these very options.

    Under one id Slack would keep a choice that is not offered any more. `ids.offered(action_id)` hears all of
    them.
    """
    values = json.dumps([option["value"] for option in options])
    mark = hashlib.sha256(values.encode()).hexdigest()[:8]
    return select(f"{action_id}.{mark}", options, chosen)


def left_out_line(reasons: Mapping[str, str], texts: Texts, *, none_fits: bool = False) -> str:
    """What is not offered, by reason; `reasons` are short, by title. Empty when nothing is left out.

    With `none_fits` everything is offered all the same, and the line says that nothing will do.
    """
    grouped: dict[str, list[Markup]] = {}
    for title, reason in reasons.items():
        grouped.setdefault(reason, []).append(escape(title))
    items = [
        texts.say("form.left_out.item", names=texts.listing(names), reason=reason)
        for reason, names in list(grouped.items())[:_SHOWN]
    ]
    more = len(grouped) - len(items)
    if more > 0:
        items.append(texts.count("form.left_out.more", more))
    if not items:
        return ""
    return texts.say("form.none_fits" if none_fits else "form.left_out", items=join(" · ", items))
