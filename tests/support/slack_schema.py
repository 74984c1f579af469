"""Assertions that a message, a view or a manifest is one that Slack takes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator, ValidationError, validators

from sandbox.slack.blockkit import check_message, check_view

SCHEMAS = Path(__file__).resolve().parents[2].parent / "shared" / "schemas"
_BLOCK_KIT = "slack-block-kit.schema.json"
_MANIFEST = "slack-manifest-2.0.0.schema.json"
_SHOWN = 8


def assert_message(blocks: list[Any], text: str | None = None) -> None:
    """The blocks fit Slack's schema, and with the top-level text its published limits."""
    _assert_nothing(check_message(blocks, text))
    _assert_conforms(_block_kit("blocks"), blocks)


def assert_view(view: dict[str, Any]) -> None:
    """The modal or Home view fits Slack's schema and its published limits."""
    _assert_nothing(check_view(view))
    _assert_conforms(_block_kit("view"), view)


def assert_manifest(manifest: dict[str, Any]) -> None:
    """The app manifest, already parsed, fits Slack's manifest schema."""
    _assert_conforms(_manifest(), manifest)


def _assert_nothing(complaints: list[str]) -> None:
    if complaints:
        raise AssertionError("Slack would refuse this:\n  " + "\n  ".join(complaints[:_SHOWN]))


def _assert_conforms(validator: Any, instance: Any) -> None:
    errors = islice(validator.iter_errors(instance), _SHOWN)
    _assert_nothing([f"{error.message:.300} [{error.json_path}]" for error in errors])


@cache
def _load(name: str) -> dict[str, Any]:
    path = SCHEMAS / name
    if not path.exists():
        pytest.skip(f"Slack's schema {name} is not beside this checkout")
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema


@cache
def _manifest() -> Any:
    return Draft7Validator(_load(_MANIFEST))


@cache
def _block_kit(part: str) -> Any:
    """A validator for `blocks` or `view` alone: the schema's root asks for both."""
    schema = _load(_BLOCK_KIT)
    definitions = schema["definitions"]
    branches = _Branches(definitions)
    by_type = validators.extend(Draft7Validator, {"anyOf": branches.any_of})  # type: ignore[no-untyped-call]  # untyped upstream
    return by_type({**definitions["Payload"]["properties"][part], "definitions": definitions})


class _Branches:
    """`anyOf`, tried only where a branch's constant `type` is the instance's: the same verdict, far sooner.

    Walking all twenty blocks for each one takes most of a second on a full view, and its errors name them all.
    """

    def __init__(self, definitions: dict[str, Any]) -> None:
        self._definitions = definitions

    def any_of(self, validator: Any, branches: Any, instance: Any, _schema: Any) -> Iterator[ValidationError]:
        possible = [branch for each in branches for branch in self._flat(each) if _may_be(branch, instance)]
        if len(possible) == 1:
            yield from validator.descend(instance, possible[0])
        elif not any(validator.evolve(schema=branch).is_valid(instance) for branch in possible):
            yield ValidationError(f"{instance!r:.200} is none of the allowed types")

    def _flat(self, branch: dict[str, Any]) -> Iterator[dict[str, Any]]:
        if "$ref" in branch:
            branch = self._definitions[branch["$ref"].removeprefix("#/definitions/")]
        if "anyOf" in branch:
            for inner in branch["anyOf"]:
                yield from self._flat(inner)
        else:
            yield branch


def _may_be(branch: dict[str, Any], instance: Any) -> bool:
    constant = branch.get("properties", {}).get("type", {}).get("const")
    return constant is None or not isinstance(instance, dict) or instance.get("type") == constant
