"""Connections, transactions, and the driver's errors in our words."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

from storage.errors import StorageError, StorageFull, StorageReadOnly

_BUSY_SECONDS = 5.0
_BUSY_PAUSE_SECONDS = 0.02
_CHECKPOINT_MS = 250  # every write waits behind it
_FULL = frozenset({sqlite3.SQLITE_FULL})
_UNWRITABLE = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM})
_FAILED_WRITES = frozenset(
    {sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_TRUNCATE}
)
"""What a file system answers that the system made read-only under an open file."""
_TAKEN = frozenset({sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY})


def create_file(path: Path) -> None:
    """Make the file (0600) and its folder (0700) where they are missing; the log files inherit the mode."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        path.chmod(0o600)
    except OSError as error:
        raise StorageReadOnly(f"cannot write {path}: {error.strerror}") from error


def connect(path: Path, *, writes: bool) -> sqlite3.Connection:
    """A connection in autocommit mode, so that every transaction is opened in the open."""
    with translated():
        connection = sqlite3.connect(
            path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=256
        )
        try:
            _prepare(connection, writes=writes)
        except BaseException:
            connection.close()
            raise
    return connection


def _prepare(connection: sqlite3.Connection, *, writes: bool) -> None:
    if writes:
        _keep_a_log(connection)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")


def _keep_a_log(connection: sqlite3.Connection) -> None:
    """Turn the write-ahead log on; the driver does not wait by itself for others who do the same."""
    patience = monotonic() + _BUSY_SECONDS
    while True:
        try:
            (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or monotonic() > patience:
                raise
            sleep(_BUSY_PAUSE_SECONDS)
            continue
        if mode != "wal":
            raise StorageError("this folder's file system cannot keep a write-ahead log")
        return


@contextmanager
def translated() -> Iterator[None]:
    """Let no driver error out."""
    try:
        yield
    except sqlite3.Error as error:
        raise _in_our_words(error) from error
    except (UnicodeError, OverflowError) as error:
        raise StorageError("a value cannot be kept as text or as a 64-bit number") from error


@contextmanager
def transaction(connection: sqlite3.Connection, *, writes: bool) -> Iterator[None]:
    """All or nothing; a writer takes the lock at once, a reader sees one snapshot."""
    connection.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # A full disk ends the transaction by itself.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def emptied_log(connection: sqlite3.Connection) -> bool:
    """Move the whole write-ahead log into the file and cut it to nothing; False while a reader needs it.

    The log keeps pages as they were before something was erased from them.
    """
    with translated():
        connection.execute(f"PRAGMA busy_timeout = {_CHECKPOINT_MS}")
        try:
            busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            connection.execute(f"PRAGMA busy_timeout = {int(_BUSY_SECONDS * 1000)}")
    return not busy


def is_taken(error: sqlite3.IntegrityError) -> bool:
    """Whether a unique key was the reason."""
    return error.sqlite_errorcode in _TAKEN


def _in_our_words(error: sqlite3.Error) -> StorageError:
    code = getattr(error, "sqlite_errorcode", 0)
    primary = code & 0xFF
    if primary in _FULL:
        return StorageFull("no room left for the database")
    if primary in _UNWRITABLE or code in _FAILED_WRITES:
        return StorageReadOnly("the database cannot be opened or written")
    return StorageError(f"the database failed: {error}")
