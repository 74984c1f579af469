"""The statements that look alike for every table; names come from dataclass fields, values are bound."""

# ruff: noqa: S608  no statement is built from anything but the names of tables and columns

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from storage.changes import Where
from storage.codec import Scalar
from storage.model import Row
from storage.tables import Table, table_of

R = TypeVar("R", bound=Row)

AMONG = "IN (SELECT value FROM json_each(?))"
"""Among the ids of one parameter, made by `ids`: one statement for any number of them."""


def ids(values: Iterable[str]) -> str:
    return json.dumps(list(values))


def fetch(connection: sqlite3.Connection, row: type[R], rest: str, *values: Scalar) -> list[R]:
    """Rows of a table, `rest` being what follows FROM with the table's own name."""
    table = table_of(row)
    return [table.decode(found) for found in connection.execute(f"{_select(table)} {rest}", values)]


def fetch_one(connection: sqlite3.Connection, row: type[R], rest: str, *values: Scalar) -> R | None:
    return next(iter(fetch(connection, row, rest, *values)), None)


def by_id(connection: sqlite3.Connection, row: type[R], values: Iterable[str]) -> dict[str, R]:
    """Rows by their id; ids that are not there are left out."""
    table = table_of(row)
    found = connection.execute(f"{_select(table)} WHERE id {AMONG}", (ids(values),))
    at = list(table.columns).index("id")
    return {values[at]: table.decode(values) for values in found}


@cache
def _select(table: Table[Any]) -> str:
    return f"SELECT {', '.join(table.columns)} FROM {table.name}"


@cache
def insert_sql(table: Table[Any]) -> str:
    marks = ", ".join("?" for _ in table.columns)
    return f"INSERT INTO {table.name} ({', '.join(table.columns)}) VALUES ({marks})"


@cache
def put_sql(table: Table[Any]) -> str:
    others = ", ".join(f"{name} = excluded.{name}" for name in table.columns if name not in table.key)
    return f"{insert_sql(table)} ON CONFLICT ({', '.join(table.key)}) DO UPDATE SET {others}"


def update_sql(table: Table[Any], where: Where, values: Mapping[str, Any]) -> tuple[str, list[Scalar]]:
    encoded = table.encode_some(values)
    condition, bound = _condition(table, where)
    sets = ", ".join(f"{name} = ?" for name in encoded)
    return f"UPDATE {table.name} SET {sets} WHERE {condition}", [*encoded.values(), *bound]


def erase_sql(table: Table[Any], where: Where) -> tuple[str, list[Scalar]]:
    condition, bound = _condition(table, where)
    return f"DELETE FROM {table.name} WHERE {condition}", bound


def exists_sql(table: Table[Any], where: Where) -> tuple[str, list[Scalar]]:
    condition, bound = _condition(table, where)
    return f"SELECT EXISTS (SELECT 1 FROM {table.name} WHERE {condition})", bound


def _condition(table: Table[Any], where: Where) -> tuple[str, list[Scalar]]:
    parts, bound = ["1"], list[Scalar]()
    for name, wanted in where.items():
        values = wanted if isinstance(wanted, tuple) else (wanted,)
        part, more = _one_of(name, [table.encode_one(name, value) for value in values])
        parts.append(part)
        bound += more
    return " AND ".join(parts), bound


def _one_of(name: str, values: Sequence[Scalar]) -> tuple[str, list[Scalar]]:
    given: list[Scalar] = [value for value in values if value is not None]
    marks = f"{name} IN ({', '.join('?' for _ in given)})"
    return (f"({name} IS NULL OR {marks})" if None in values else marks), given
