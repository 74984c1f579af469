"""What can go wrong in storage; a failed guard is an answer, not an error.

StorageError                  retry  the database is locked, damaged or closed
├── StorageFull               yes    no room left on the disk
├── StorageReadOnly           no     the file or its folder cannot be written or opened
└── StorageRefused            no     a change breaks a rule of the tables: a mistake of ours

The first three are for whoever runs the bot to mend. No error holds a value of a row.
"""

# ruff: noqa: N818  the names of the tree say what happened

from __future__ import annotations

from typing import ClassVar


class StorageError(Exception):
    """The database did not do what was asked."""

    retry: ClassVar[bool] = True


class StorageFull(StorageError):
    """There is no room left on the disk of the database."""


class StorageReadOnly(StorageError):
    """The database cannot be opened or written."""

    retry = False


class StorageRefused(StorageError):
    """A change breaks a rule of a table; `table` is its name."""

    retry = False

    def __init__(self, table: str, problem: str) -> None:
        self.table = table
        super().__init__(f"{table}: {problem}")
