"""Holds the data folder, so that no second process writes to it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCK = "likeness.lock"


class DataFolderTakenError(Exception):
    """Another process holds this data folder; told in a sentence for whoever starts this one."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"another Likeness works on {folder} already; stop it first, or set another LIKENESS_DATA_DIR"
        )


@contextmanager
def held_data_folder(folder: Path) -> Iterator[None]:
    """Hold the folder, made (0700) where it is missing; DataFolderTakenError or OSError when it cannot be.

    The system lets go when the process ends, however it ends: a lock never outlives a crash.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DataFolderTakenError(folder) from None
        yield
    finally:
        os.close(descriptor)
