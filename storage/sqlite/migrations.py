"""The schema's history; an applied migration is never edited."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from importlib.resources import files

from sqlite_utils import Database, Migrations

from storage.errors import StorageError
from storage.sqlite.connection import transaction, translated

migrations = Migrations("likeness")


@migrations()
def m001_initial(db: Database) -> None:
    for statement in _statements("m001_initial.sql"):
        db.conn.execute(statement)


@migrations()
def m002_requests_of_a_person(db: Database) -> None:
    for statement in _statements("m002_requests_of_a_person.sql"):
        db.conn.execute(statement)


@migrations()
def m003_rights(db: Database) -> None:
    for statement in _statements("m003_rights.sql"):
        db.conn.execute(statement)


@migrations()
def m004_invitation_scope(db: Database) -> None:
    for statement in _statements("m004_invitation_scope.sql"):
        db.conn.execute(statement)


@migrations()
def m005_ledger(db: Database) -> None:
    for statement in _statements("m005_ledger.sql"):
        db.conn.execute(statement)


@migrations()
def m006_polling(db: Database) -> None:
    for statement in _statements("m006_polling.sql"):
        db.conn.execute(statement)


_NAMES = frozenset(
    step.__name__
    for step in (
        m001_initial,
        m002_requests_of_a_person,
        m003_rights,
        m004_invitation_scope,
        m005_ledger,
        m006_polling,
    )
)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the file up to date; StorageError when a newer version of the bot made it."""
    with translated():
        db = Database(connection)
        # The lock first: two processes that start together must not both find a migration pending.
        with transaction(connection, writes=True):
            if {applied.name for applied in migrations.applied(db)} - _NAMES:
                raise StorageError("a newer version of the bot made this database")
            migrations.apply(db)


def _statements(name: str) -> Iterator[str]:
    """The statements of a file one by one: `executescript` would commit the transaction around it."""
    statement = ""
    for line in files("storage.sqlite").joinpath(name).read_text("utf-8").splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
