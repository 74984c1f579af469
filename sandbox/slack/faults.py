"""Faults that a test asks for: calls that are lost, late, refused or done twice."""

import random
from dataclasses import dataclass, field
from typing import Any

from sandbox.slack.errors import PageError

_WORDS = frozenset({"lost", "late", "reset", "429", "500", "double"})


@dataclass(kw_only=True)
class Fault:
    """One rule; `method` may also be a delivery: `slash_commands`, `interactive`, `events_api`."""

    method: str
    fault: str
    times: int = 1
    retry_after: int = 1
    seconds: float = 5.0
    probability: float = 1.0
    dice: random.Random = field(default_factory=random.Random)


def _read(rule: Any) -> Fault:
    if not isinstance(rule, dict) or not isinstance(rule.get("method"), str):
        raise PageError("a fault rule needs a method")
    word = str(rule.get("fault", ""))
    if word not in _WORDS and not word.startswith("error:"):
        raise PageError(f"{word!r} is not a fault")
    return Fault(
        method=rule["method"],
        fault=word,
        times=int(rule.get("times", 1)),
        retry_after=int(rule.get("retry_after", 1)),
        seconds=float(rule.get("seconds", 5.0)),
        probability=float(rule.get("probability", 1.0)),
        dice=random.Random(rule.get("seed", 0)),
    )


class Faults:
    def __init__(self) -> None:
        self._rules: list[Fault] = []

    def set(self, rules: Any) -> None:
        """Replace all rules; `PageError` for one that says nothing."""
        if not isinstance(rules, list):
            raise PageError("rules must be a list")
        self._rules = [_read(rule) for rule in rules]

    def take(self, method: str) -> Fault | None:
        """The rule that strikes this call, counted down."""
        for rule in self._rules:
            if rule.method in (method, "*") and rule.times > 0 and rule.dice.random() < rule.probability:
                rule.times -= 1
                return rule
        return None
