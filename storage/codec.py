"""How one field of a row becomes a column and back, built from the dataclass's annotations."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from types import NoneType
from typing import Any, get_args, get_type_hints

from storage.model import Json

Scalar = str | int | float | None

_JSON_PARTS = frozenset(get_args(Json))
_compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column; `encode` and `decode` pass None through."""

    name: str
    encode: Callable[[Any], Scalar]
    decode: Callable[[Any], Any]


def columns_of(row: type[Any]) -> Mapping[str, Column]:
    """The columns of a dataclass in the order of its fields; a TypeError for a type without a codec."""
    hints = get_type_hints(row)
    return {field.name: _column(field.name, hints[field.name]) for field in fields(row)}


def _column(name: str, hint: Any) -> Column:
    encode, decode = _pair(name, frozenset(get_args(hint) or (hint,)) - {NoneType})
    return Column(
        name=name,
        encode=lambda value: None if value is None else encode(value),
        decode=lambda value: None if value is None else decode(value),
    )


def _pair(name: str, parts: frozenset[Any]) -> tuple[Callable[[Any], Scalar], Callable[[Any], Any]]:
    if parts == _JSON_PARTS:
        return _compact.encode, _decode_json
    if len(parts) == 1:
        (only,) = parts
        if only in (str, int, float):
            return _same, _same
        if only is bool:
            return int, bool
        if isinstance(only, type) and issubclass(only, StrEnum):
            return (lambda value: only(value).value), only
    raise TypeError(f"no codec for the type of {name!r}")


def _same(value: Any) -> Any:
    return value


def _decode_json(text: str) -> Json:
    """An object as a dict, an array as a tuple; arrays inside stay lists."""
    value = json.loads(text)
    return tuple(value) if isinstance(value, list) else value
