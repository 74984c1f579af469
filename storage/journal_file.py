"""The journal as a file beside the database: one JSON object a line, on disk before it has any effect."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from storage.errors import StorageError, StorageFull, StorageReadOnly
from storage.journal import Line, What

JOURNAL = "journal.jsonl"
"""Its name in the data folder."""
_MOST_KNOWN = 100_000
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


class JournalFile:
    """Appends to the file, made (0600) when it is missing; `clock` answers milliseconds UTC."""

    def __init__(self, path: Path, clock: Callable[[], int]) -> None:
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StorageReadOnly(f"cannot write {path}: {error.strerror}") from error
        self._clock = clock
        self._begun: set[str] = set()
        self._torn = _ends_within_a_line(self._file)

    def note(self, lines: Sequence[Line]) -> None:
        """Append lines; a message that waits for its turn is told of once."""
        fresh = [line for line in lines if line["what"] != What.POSTING or line["id"] not in self._begun]
        if not fresh:
            return
        now = self._clock()
        text = "".join(json.dumps({"at": now, **line}, separators=(",", ":")) + "\n" for line in fresh)
        self._append((("\n" if self._torn else "") + text).encode())
        self._remember(fresh)

    def _append(self, data: bytes) -> None:
        self._torn = True
        try:
            while data:
                data = data[os.write(self._file, data) :]
            os.fsync(self._file)
        except OSError as error:
            kind = StorageFull if error.errno in _NO_ROOM else StorageError
            raise kind("the journal cannot be written") from error
        self._torn = False

    def _remember(self, lines: Sequence[Line]) -> None:
        if len(self._begun) > _MOST_KNOWN:
            self._begun.clear()
        for line in lines:
            if line["what"] == What.POSTING:
                self._begun.add(line["id"])
            elif line["what"] == What.POSTED:
                self._begun.discard(line["id"])

    def close(self) -> None:
        os.close(self._file)


def _ends_within_a_line(file: int) -> bool:
    size = os.fstat(file).st_size
    return size > 0 and os.pread(file, 1, size - 1) != b"\n"


def read_journal(path: Path) -> tuple[list[dict[str, Any]], int]:
    """The lines of a journal, and how many could not be read; a process that was killed may leave one."""
    lines, broken = list[dict[str, Any]](), 0
    for text in path.read_text("utf-8", "replace").splitlines():
        if not text:
            continue
        try:
            line = json.loads(text)
            lines.append({**line, "what": What(line["what"]), "id": str(line["id"])})
        except (ValueError, KeyError, TypeError):
            broken += 1
    return lines, broken
