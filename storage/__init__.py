"""Tables, migrations and queries: the only place with SQL."""

from storage.errors import StorageError, StorageFull, StorageReadOnly, StorageRefused
from storage.sqlite import SqliteStorage, open_storage

__all__ = [
    "SqliteStorage",
    "StorageError",
    "StorageFull",
    "StorageReadOnly",
    "StorageRefused",
    "open_storage",
]
