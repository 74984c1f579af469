"""A backup put in the place of the data folder's database, the journal replayed on it."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from bot.backup.archive import DATABASE, NOTE, unpack
from bot.backup.hold import Held, hold, sync
from bot.backup.replay import Replay
from bot.backup.traces import traces_of
from bot.crypto.ids import new_id
from bot.crypto.keys import Keys
from bot.crypto.signing import LedgerSigner
from storage import open_storage
from storage.journal_file import JOURNAL, read_journal
from workflow.moment import Moment

_LOGS = ("-wal", "-shm")


async def restore(backup: Path, data: Path, keys: Keys) -> tuple[str, ...]:
    """Restore into a folder that we hold; sentences about what differs.

    NotABackupError leaves it as it was.
    """
    lines, told = _journal(data)
    staging = Path(tempfile.mkdtemp(prefix=".restore-", dir=data))
    try:
        unpack(backup, staging)
        differs = (*told, *await _replayed(staging / DATABASE, lines, keys))
        hold(data, Held(is_whole=False))
        _swap(staging, data)
        hold(data, Held(is_whole=True, differs=differs))
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return differs


def _journal(data: Path) -> tuple[list[dict[str, Any]], list[str]]:
    try:
        lines, broken = read_journal(data / JOURNAL)
    except FileNotFoundError:
        missing = f"there is no {JOURNAL}: what was withdrawn, started or posted since is not known"
        return [], [missing]
    return lines, [f"{broken} lines of {JOURNAL} cannot be read"] if broken else []


async def _replayed(database: Path, lines: Sequence[dict[str, Any]], keys: Keys) -> tuple[str, ...]:
    storage = await open_storage(database, signer=LedgerSigner(keys))
    try:
        return await Replay(storage=storage, moment=_moment).run(traces_of(lines))
    finally:
        await storage.shred()  # all of it in the one file that is moved
        await storage.close()


def _moment() -> Moment:
    return Moment(time.time_ns() // 1_000_000, lambda prefix: new_id(f"{prefix}_"))


def _swap(staging: Path, data: Path) -> None:
    """The old database goes aside, whole with its log; the media are added to those that are here."""
    (staging / NOTE).unlink()
    for name in (DATABASE, *(DATABASE + log for log in _LOGS)):
        aside = data / f"before-restore-{name}"
        aside.unlink(missing_ok=True)
        with suppress(FileNotFoundError):
            (data / name).replace(aside)
    (staging / DATABASE).replace(data / DATABASE)
    for folder in sorted((staging / "media").glob("*")):
        _add_media(folder, data / "media" / folder.name)
    sync(data)


def _add_media(source: Path, target: Path) -> None:
    target.parent.mkdir(mode=0o700, exist_ok=True)
    target.mkdir(mode=0o700, exist_ok=True)
    for file in source.iterdir():
        file.replace(target / file.name)
    sync(target)
    sync(target.parent)
