"""The mark of a restored data folder: nothing is posted from it until somebody has read what differs."""

from __future__ import annotations

import asyncio
import json
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

MARK = "restored.json"


class RestoreCutOffError(Exception):
    """A restore did not come to its end; told in a sentence for whoever starts the bot."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"a restore into {folder} was cut off: run `likeness restore` again")


@dataclass(frozen=True, kw_only=True)
class Held:
    """`differs`: sentences about what the journal knew and the backup did not."""

    is_whole: bool
    differs: tuple[str, ...] = ()


def hold(folder: Path, held: Held) -> None:
    """Write the mark, durably and in one step."""
    part = folder / f"{MARK}.part"
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump({"is_whole": held.is_whole, "differs": held.differs}, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    part.replace(folder / MARK)
    sync(folder)


def held(folder: Path) -> Held | None:
    """What the mark says; None where nothing is held."""
    try:
        kept = json.loads((folder / MARK).read_text("utf-8"))
    except FileNotFoundError:
        return None
    return Held(is_whole=bool(kept["is_whole"]), differs=tuple(kept["differs"]))


def refuse_cut_off(folder: Path) -> None:
    """RestoreCutOffError when the database may be half another one."""
    mark = held(folder)
    if mark is not None and not mark.is_whole:
        raise RestoreCutOffError(folder)


async def until_confirmed(folder: Path, stop: asyncio.Event, *, every_seconds: float = 1.0) -> None:
    """Return once nothing is held back, or at `stop`."""
    while not stop.is_set() and await asyncio.to_thread(held, folder) is not None:
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), every_seconds)


def release(folder: Path) -> None:
    (folder / MARK).unlink(missing_ok=True)
    sync(folder)


def sync(folder: Path) -> None:
    """Make renames in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
