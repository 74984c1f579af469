"""The small vocabulary that describes Slack's payloads, and the walk that compares a payload with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

# A rule sees an object whose own fields are already known to be right, and its JSON pointer.
Rule = Callable[[Mapping[str, Any], str], Iterator[str]]


def problem(message: str, at: str) -> str:
    """Slack's wording: the message, then the JSON pointer of the offending part."""
    return f"{message} [json-pointer:{at}]"


class Node(Protocol):
    """A description of one value; `check` yields what is wrong with it at the JSON pointer `at`."""

    def check(self, value: Any, at: str) -> Iterator[str]: ...


@dataclass(frozen=True, kw_only=True)
class String:
    """A string of `least` to `most` characters that also passes `test`, when there is one."""

    least: int = 1
    most: int | None = None
    test: Callable[[str], bool] | None = None
    wanted: str = "must be a valid value"

    def check(self, value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield problem("must provide a string", at)
        elif len(value) < self.least:
            yield problem(f"must be more than {self.least - 1} characters", at)
        elif self.most is not None and len(value) > self.most:
            yield problem(f"must be less than {self.most + 1} characters", at)
        elif self.test is not None and not self.test(value):
            yield problem(self.wanted, at)


@dataclass(frozen=True, kw_only=True)
class Integer:
    """A whole number between `least` and `most`, both included."""

    least: int
    most: int | None = None

    def check(self, value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield problem("must provide an integer", at)
        elif value < self.least:
            yield problem(f"must be greater than or equal to {self.least}", at)
        elif self.most is not None and value > self.most:
            yield problem(f"must be less than or equal to {self.most}", at)


@dataclass(frozen=True)
class Boolean:
    """True or false."""

    def check(self, value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, bool):
            yield problem("must provide a boolean", at)


@dataclass(frozen=True)
class Choice:
    """One of a closed set of values."""

    values: tuple[str | int, ...]

    def check(self, value: Any, at: str) -> Iterator[str]:
        if not any(type(value) is type(known) and value == known for known in self.values):
            yield problem("must be a valid enum value", at)


@dataclass(frozen=True, kw_only=True)
class Array:
    """A list of `least` to `most` values that are each an `item`."""

    item: Node
    least: int = 0
    most: int | None = None

    def check(self, value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield problem("must provide an array", at)
            return
        if len(value) < self.least:
            yield problem(f"must provide at least {self.least} items", at)
        if self.most is not None and len(value) > self.most:
            yield problem(f"no more than {self.most} items allowed", at)
        for index, part in enumerate(value):
            yield from self.item.check(part, f"{at}/{index}")


@dataclass(frozen=True, kw_only=True)
class Object:
    """An object with these fields and no others; its rules run once every field is right by itself."""

    required: Mapping[str, Node] = field(default_factory=dict)
    optional: Mapping[str, Node] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()

    def check(self, value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield problem("must provide an object", at)
            return
        found = list(self._fields(value, at))
        yield from found
        if not found:
            for rule in self.rules:
                yield from rule(value, at)

    def _fields(self, value: Mapping[str, Any], at: str) -> Iterator[str]:
        for name in self.required:
            if name not in value:
                yield problem(f"missing required field: {name}", at)
        for name, part in value.items():
            node = self.required.get(name) or self.optional.get(name)
            if node is None:
                yield problem(f"invalid additional property: {name}", at)
            else:
                yield from node.check(part, f"{at}/{name}")


@dataclass(frozen=True)
class Tagged:
    """An object whose `type` says which description holds for its other fields."""

    shapes: Mapping[str, Object]

    def check(self, value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield problem("must provide an object", at)
            return
        if "type" not in value:
            yield problem("missing required field: type", at)
            return
        name = value["type"]
        shape = self.shapes.get(name) if isinstance(name, str) else None
        if shape is None:
            yield problem(f"unsupported type: {name}", f"{at}/type")
            return
        yield from shape.check({key: part for key, part in value.items() if key != "type"}, at)
