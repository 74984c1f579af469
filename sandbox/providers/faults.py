"""Faults that a test can order: lost and late answers, resets, error statuses, unreadable bodies."""

import re
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Any

# An answer is spoilt after the work was done, or the work is never begun.
AFTER_THE_WORK = ("lost", "late", "garbage", "empty", "unknown_status")
INSTEAD_OF_THE_WORK = ("reset", "html")
_TYPES = {"path": str, "method": str | None, "times": int, "skip": int, "seconds": int | float | None}
_STATUS = re.compile(r"[45]\d\d")


@dataclass(frozen=True, kw_only=True)
class FaultRule:
    """One ordered fault: which requests, how many of them, and what goes wrong.

    `path` may hold `*`; `method` None means any; `skip` lets that many matching requests through first;
    `seconds` is how long a `late` answer is held back, or what a 429 says in Retry-After.
    """

    fault: str
    path: str = "*"
    method: str | None = None
    times: int = 1
    skip: int = 0
    seconds: float | None = None

    def __post_init__(self) -> None:
        """Refuse a word that no fault goes by with ValueError."""
        known = self.fault in AFTER_THE_WORK or self.fault in INSTEAD_OF_THE_WORK
        if not known and not _STATUS.fullmatch(self.fault):
            raise ValueError(f"unknown fault {self.fault!r}")

    @property
    def status(self) -> int | None:
        """The HTTP status to answer with, when the fault is one."""
        return int(self.fault) if _STATUS.fullmatch(self.fault) else None

    def covers(self, method: str, path: str) -> bool:
        return self.method in (None, method) and fnmatchcase(path, self.path)


def parse_rules(body: Any) -> list[FaultRule]:
    """Read `{"rules": [{...}]}`; raise ValueError with a sentence when it is not that."""
    rules = body.get("rules") if isinstance(body, dict) else None
    if not isinstance(rules, list) or not all(isinstance(rule, dict) for rule in rules):
        raise ValueError("body must be an object with a list named rules")
    if not all(
        isinstance(value, _TYPES.get(field, object)) for rule in rules for field, value in rule.items()
    ):
        raise ValueError("path and method must be strings, times and skip whole numbers, seconds a number")
    try:
        return [FaultRule(**{**rule, "fault": str(rule.get("fault"))}) for rule in rules]
    except TypeError as error:
        raise ValueError(f"unknown field in a rule: {error}") from error


class Faults:
    """The faults that are still to happen, in the order in which they were ordered."""

    def __init__(self, rules: tuple[FaultRule, ...] = ()) -> None:
        self.rules = list(rules)

    def take(self, method: str, path: str) -> FaultRule | None:
        """Return the fault for this request, if any, and count it as used."""
        for place, rule in enumerate(self.rules):
            if not rule.covers(method, path):
                continue
            if rule.skip > 0:
                self.rules[place] = replace(rule, skip=rule.skip - 1)
                continue
            if rule.times <= 1:
                del self.rules[place]
            else:
                self.rules[place] = replace(rule, times=rule.times - 1)
            return rule
        return None


def with_unknown_status(payload: Any) -> Any:
    """Return JSON data in which every status is a word that no document lists."""
    if isinstance(payload, dict):
        return {
            key: "archived" if key == "status" else with_unknown_status(value)
            for key, value in payload.items()
        }
    if isinstance(payload, list):
        return [with_unknown_status(item) for item in payload]
    return payload
