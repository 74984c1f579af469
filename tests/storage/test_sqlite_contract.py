"""The SQLite storage keeps the whole contract, on a real file."""

from tests.storage.contract import StorageContract


class TestSqliteContract(StorageContract):
    """Uses the folder's fixture `storage`."""
