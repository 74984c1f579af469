"""`likeness backup` and `likeness restore`."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
import time
from pathlib import Path
from typing import NoReturn

import click

_CANNOT = 2
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=_FILE)
def backup(file: Path) -> None:
    """Write the database and its media into FILE, also while the bot runs; the secret key is not in it."""
    from bot.backup.archive import DATABASE, write_backup  # noqa: PLC0415  as in bot.cli

    data = _data_dir()
    if not (data / DATABASE).exists():
        _cannot(f"no database at {data / DATABASE}")
    try:
        count = write_backup(data, file, time.time_ns() // 1_000_000)
    except OSError as error:
        _cannot(f"cannot write {file}: {error.strerror}")
    except sqlite3.Error as error:
        _cannot(f"the database cannot be read: {error}")
    click.echo(f"saved the database and {count} media files to {file}")


@click.command()
@click.argument("file", type=_FILE, required=False)
@click.option("--confirm", is_flag=True, help="Read what differs, and let the bot post again.")
def restore(file: Path | None, confirm: bool) -> None:
    """Put the backup FILE in place of the database; nothing is posted until `likeness restore --confirm`."""
    if confirm == (file is not None):
        _cannot("name a backup to restore, or say --confirm after one was restored")
    if file is None:
        _confirm(_data_dir())
    else:
        _restore(file, _data_dir())


def _restore(file: Path, data: Path) -> None:
    from bot.backup.archive import NotABackupError  # noqa: PLC0415
    from bot.backup.restore import restore as restored  # noqa: PLC0415
    from bot.crypto.keys import KeyProblemError, known_keys  # noqa: PLC0415
    from bot.data_folder import DataFolderTakenError, held_data_folder  # noqa: PLC0415
    from storage import StorageError  # noqa: PLC0415

    try:
        keys = known_keys(data, os.environ.get("LIKENESS_SECRET_KEY"))
        if keys is None:
            _cannot(
                "the secret is not here: set LIKENESS_SECRET_KEY, or put the old secret.key into the folder"
            )
        with held_data_folder(data):
            differs = asyncio.run(restored(file, data, keys))
    except (KeyProblemError, DataFolderTakenError, NotABackupError, StorageError) as error:
        _cannot(str(error))
    except OSError as error:
        _cannot(f"cannot restore into {data}: {error.strerror}")
    _tell(differs)
    click.echo("Nothing is posted until you say: likeness restore --confirm")


def _confirm(data: Path) -> None:
    from bot.backup.hold import held, release  # noqa: PLC0415

    mark = held(data)
    if mark is None:
        _cannot(f"nothing is held back in {data}")
    if not mark.is_whole:
        _cannot("the restore was cut off: run it again")
    _tell(mark.differs)
    release(data)
    click.echo("Posting goes on.")


def _tell(differs: tuple[str, ...]) -> None:
    click.echo(
        "What differs from the backup:" if differs else "The journal knows nothing that the backup does not."
    )
    for line in differs:
        click.echo(f"  - {line}")


def _data_dir() -> Path:
    return Path(os.environ.get("LIKENESS_DATA_DIR") or "./data")


def _cannot(line: str) -> NoReturn:
    click.echo(line, err=True)
    sys.exit(_CANNOT)
