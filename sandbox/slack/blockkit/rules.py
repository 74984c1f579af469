"""Rules between the fields of one object; each sees fields that are already right by themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any

from sandbox.slack.blockkit.nodes import Rule, problem


def exactly_one_of(first: str, second: str) -> Rule:
    """One of two fields must be there, and not both."""

    def rule(value: Mapping[str, Any], at: str) -> Iterator[str]:
        if first not in value and second not in value:
            yield problem(f"must define either `{first}` or `{second}`", at)
        if first in value and second in value:
            yield problem(f"cannot define both `{first}` and `{second}`", at)

    return rule


def at_least_one_of(*names: str) -> Rule:
    """One of these fields must be there."""

    def rule(value: Mapping[str, Any], at: str) -> Iterator[str]:
        if not any(name in value for name in names):
            yield problem("must define either " + " or ".join(f"`{name}`" for name in names), at)

    return rule


def _all_options(value: Mapping[str, Any]) -> list[Any]:
    groups = [group["options"] for group in value.get("option_groups", [])]
    return [option for options in [value.get("options", []), *groups] for option in options]


def unique_option_values(value: Mapping[str, Any], at: str) -> Iterator[str]:
    """No two options of one menu share a value, for a choice could not be told from the other."""
    counts = Counter(option["value"] for option in _all_options(value))
    for name, count in counts.items():
        if count > 1:
            yield problem(f'option value "{name}" already exists', f"{at}/options")


def initial_options_are_offered(value: Mapping[str, Any], at: str) -> Iterator[str]:
    """What is chosen at first must be offered, in exactly the same words."""
    chosen = [("initial_option", value["initial_option"])] if "initial_option" in value else []
    chosen += [
        (f"initial_options/{index}", option) for index, option in enumerate(value.get("initial_options", []))
    ]
    offered = _all_options(value)
    for name, option in chosen:
        if option not in offered:
            yield problem("initial option must exactly match one of the options", f"{at}/{name}")


def initial_items_fit(name: str) -> Rule:
    """The list first chosen has no repeats and no more entries than may be selected."""

    def rule(value: Mapping[str, Any], at: str) -> Iterator[str]:
        items = value.get(name, [])
        most = value.get("max_selected_items")
        if most is not None and len(items) > most:
            yield problem(f"no more than {most} items allowed", f"{at}/{name}")
        if any(item in items[:index] for index, item in enumerate(items)):
            yield problem("must provide unique items", f"{at}/{name}")

    return rule


def lengths_are_coherent(value: Mapping[str, Any], at: str) -> Iterator[str]:
    """A text input's bounds do not cross and its first value lies within them; an empty one is no value."""
    least, most = value.get("min_length", 0), value.get("max_length")
    initial = value.get("initial_value", "")
    if most is not None and least > most:
        yield problem("`min_length` must be less than or equal to `max_length`", f"{at}/min_length")
    if most is not None and len(initial) > most:
        yield problem(f"must be less than {most + 1} characters", f"{at}/initial_value")
    if initial and len(initial) < least:
        yield problem(f"must be more than {least - 1} characters", f"{at}/initial_value")


def numbers_are_coherent(value: Mapping[str, Any], at: str) -> Iterator[str]:
    """A number input's bounds and first value are in order, and whole where decimals are off."""
    names = [name for name in ("min_value", "initial_value", "max_value") if value.get(name)]
    for name in names:
        if not value["is_decimal_allowed"] and "." in value[name]:
            yield problem("decimals are not allowed", f"{at}/{name}")
    for smaller, larger in pairwise(names):
        if Decimal(value[smaller]) > Decimal(value[larger]):
            yield problem(f"`{smaller}` must be less than or equal to `{larger}`", f"{at}/{smaller}")


def lines_are_coherent(value: Mapping[str, Any], at: str) -> Iterator[str]:
    """A rich text input does not begin taller than it may grow."""
    if value.get("min_lines", 1) > value.get("max_lines", value.get("min_lines", 1)):
        yield problem("`min_lines` must be less than or equal to `max_lines`", f"{at}/min_lines")


def unique_action_ids(value: Mapping[str, Any], at: str) -> Iterator[str]:
    """Within one block every `action_id` names one element."""
    seen: set[str] = set()
    for index, element in enumerate(value["elements"]):
        action_id = element.get("action_id")
        if action_id in seen:
            yield problem(f'`action_id` "{action_id}" already exists', f"{at}/elements/{index}/action_id")
        elif action_id is not None:
            seen.add(action_id)


def unique_block_ids(value: Mapping[str, Any], at: str) -> Iterator[str]:
    """Within one message or view every `block_id` names one block."""
    seen: set[str] = set()
    for index, block in enumerate(value["blocks"]):
        block_id = block.get("block_id")
        if block_id in seen:
            yield problem(f'`block_id` "{block_id}" already exists', f"{at}/blocks/{index}/block_id")
        elif block_id is not None:
            seen.add(block_id)


def submit_for_inputs(value: Mapping[str, Any], at: str) -> Iterator[str]:
    """A modal that asks something must have a submit button."""
    if "submit" in value:
        return
    for index, block in enumerate(value["blocks"]):
        if block["type"] == "input":
            yield problem(
                "must define `submit` to use an `input` block in modals", f"{at}/blocks/{index}/input"
            )


def one_focus(value: Mapping[str, Any], at: str) -> Iterator[str]:
    """At most one element of a view takes the focus when it opens."""
    focused = [part for block in value["blocks"] for part in _elements(block) if part.get("focus_on_load")]
    if len(focused) > 1:
        yield problem("only one element can have `focus_on_load` set to true", f"{at}/blocks")


def _elements(block: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    single = [block[name] for name in ("element", "accessory") if name in block]
    return single + (list(block["elements"]) if block["type"] == "actions" else [])
