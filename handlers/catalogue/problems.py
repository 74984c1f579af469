"""Why something did not happen and what to do about it, as one sentence or two."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from handlers.catalogue.lookup import Texts
from handlers.catalogue.markup import clamp, mention
from workflow.use_cases.desk import Problem

_FOREIGN_WORDS = 200


def problem_text(texts: Texts, problem: Problem) -> str:
    """The sentence of a problem; for a field's own error pass `texts.plain`."""
    return reason_text(texts, problem.key, problem.params)


def reason_text(
    texts: Texts, reason: str, params: Mapping[str, Any] | None = None, *, about: str = ""
) -> str:
    """The sentence of a stored reason: a key, or a key and a JSON object of parameters.

    `about` (`video`, `check`) prefers a sentence of its own for what to do. Without the parameters that a
    sentence shows its short form stands in; a reason that is no key of ours (a gateway's own word) is quoted.
    """
    key, found = _parts(reason)
    given = {name: value for name, value in {**found, **(params or {})}.items() if value not in (None, "")}
    own = f"problem.{key}.{about}"
    named = own if about and texts.has(own) else f"problem.{key}"
    if not texts.has(named):
        return texts.say("problem.other", reason=clamp(key, _FOREIGN_WORDS))
    if texts.wants(named) <= set(given):
        return texts.say(named, **_shown(texts, given))
    short = f"{named}.short"
    return texts.say(short if texts.has(short) else "problem.unexplained")


def _parts(reason: str) -> tuple[str, dict[str, Any]]:
    key, brace, rest = reason.partition("{")
    if not brace:
        return reason, {}
    try:
        params = json.loads(brace + rest)
    except ValueError:
        return reason, {}
    return key.strip(), params if isinstance(params, dict) else {}


def _shown(texts: Texts, params: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters as people read them: states and kinds by their words, times as dates."""
    shown = dict(params)
    if "kind" in shown and texts.has(f"kind.{shown['kind']}"):
        shown["kind"] = texts.say(f"kind.{shown['kind']}")
    if "status" in shown and texts.has(f"approval.answer.{shown['status']}"):
        shown["status"] = texts.say(f"approval.answer.{shown['status']}")
    if isinstance(shown.get("at"), int):
        shown["at"] = texts.date(shown["at"])
    if isinstance(shown.get("by"), str):
        shown["by"] = mention(shown["by"])
    return {name: f"{value:g}" if isinstance(value, float) else value for name, value in shown.items()}
