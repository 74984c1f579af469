"""`likeness media`: what is kept, and what is older than the settings want."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from storage import SqliteStorage
    from storage.keeping import KeptFile

_CANNOT = 2
_AT_ONCE = 500
_DAY_MS = 86_400_000
_KIB = 1 << 10
_MIB = 1 << 20
_USES = ("asset", "release", "video", "still")


@click.group()
def media() -> None:
    """The files that are kept: pictures and clips of assets, releases, finished videos."""


@media.command("list")
@click.option("--use", default=None, type=click.Choice(_USES), help="Only files kept for this.")
def media_list(use: str | None) -> None:
    """Every file that is kept: its id, what for, size, age in days."""

    async def show(storage: SqliteStorage, _data: Path) -> None:
        now = _now()
        found = [file for file in await storage.kept_files() if use in (None, file.use)]
        for file in found:
            click.echo(_line(file, now))
        click.echo(f"{len(found)} files, {_size(sum(file.bytes for file in found))}")

    _with_storage(show)


@media.command("prune")
@click.option("--dry-run", is_flag=True, help="Only say what would be erased.")
def media_prune(dry_run: bool) -> None:
    """Erase now what the daily job would: files older than the workspace's settings want."""

    async def prune(storage: SqliteStorage, data: Path) -> None:
        kept, erased = {file.media_id: file for file in await storage.kept_files()}, []
        for team_id in await storage.team_ids():
            for media_id in await _erase_old(storage, data, team_id, dry_run=dry_run):
                erased.append(media_id)
                if media_id in kept:
                    click.echo(_line(kept[media_id], _now()))
        size = _size(sum(kept[media_id].bytes for media_id in erased if media_id in kept))
        click.echo(f"{len(erased)} files, {size}, {'would be erased' if dry_run else 'erased'}")

    _with_storage(prune)


async def _erase_old(storage: SqliteStorage, data: Path, team_id: str, *, dry_run: bool) -> list[str]:
    from bot.crypto.ids import new_id  # noqa: PLC0415  as in bot.cli
    from bot.media.store import MediaStore  # noqa: PLC0415
    from workflow.keeping import erased_now, overdue  # noqa: PLC0415
    from workflow.moment import Moment  # noqa: PLC0415
    from workflow.settings import read_settings  # noqa: PLC0415

    settings, moment = (
        read_settings(await storage.settings(team_id)),
        Moment(_now(), lambda p: new_id(f"{p}_")),
    )
    limit = sys.maxsize if dry_run else _AT_ONCE
    store, erased = MediaStore(data / "media"), []
    while old := await overdue(storage, team_id, settings, moment.now, limit):
        erased += old
        if dry_run:
            break
        await storage.apply(erased_now(team_id, old, moment))
        for media_id in old:
            await store.erase(media_id)
    return erased


def _line(file: KeptFile, now: int) -> str:
    what = f"{file.use} @{file.name}" if file.name else f"{file.use} {file.subject}".strip() or "nothing"
    age = max(now - file.created_at, 0) // _DAY_MS
    return f"{file.media_id}  {_size(file.bytes):>9}  {age:>4} d  {file.kind:<5}  {what}"


def _size(count: int) -> str:
    return (
        f"{count} B"
        if count < _KIB
        else f"{count / _KIB:.1f} KiB"
        if count < _MIB
        else f"{count / _MIB:.1f} MiB"
    )


def _now() -> int:
    return time.time_ns() // 1_000_000


def _with_storage(use: Callable[[SqliteStorage, Path], Awaitable[None]]) -> None:
    from storage import StorageError, open_storage  # noqa: PLC0415

    data = Path(os.environ.get("LIKENESS_DATA_DIR") or "./data")
    path = data / "likeness.db"
    if not path.exists():
        _cannot(f"no database at {path}")

    async def run() -> None:
        storage = await open_storage(path)
        try:
            await use(storage, data)
        finally:
            await storage.close()

    try:
        asyncio.run(run())
    except StorageError as error:
        _cannot(str(error))


def _cannot(line: str) -> NoReturn:
    click.echo(line, err=True)
    sys.exit(_CANNOT)
