"""Whether a container's own sizes fit into its file: a cut file plays, but not to its end."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

_UNKNOWN_SIZES = {0, 0xFFFFFFFF}  # written by programs that stream


def is_cut(path: Path, name: str) -> bool:
    """Whether an MP4, MOV or WAV says that it is longer than its file is; False for other formats."""
    size = path.stat().st_size
    with path.open("rb") as file:
        if name == "wav":
            told = int.from_bytes(file.read(8)[4:], "little")
            # Some writers count the padding byte without writing it.
            return told not in _UNKNOWN_SIZES and told + 8 > size + 1
        return name in {"mp4", "mov"} and _atoms_end(file, size) > size


def _atoms_end(file: BinaryIO, size: int) -> int:
    """Where the last top-level atom says it ends, in bytes from the start."""
    at = 0
    while at + 8 <= size:
        file.seek(at)
        head = file.read(16)
        told = int.from_bytes(head[:4], "big")
        if told == 0:  # to the end of the file
            return size
        length = int.from_bytes(head[8:16], "big") if told == 1 else told
        if length < 8:
            return at
        at += length
    return at
