"""The storage in one SQLite file: one writer thread, a few readers, write-ahead log, full durability."""

from storage.sqlite.storage import SqliteStorage, open_storage

__all__ = ["SqliteStorage", "open_storage"]
