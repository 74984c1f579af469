"""A backup as one tar file: the database as it was at one moment, and the media it knows."""

from __future__ import annotations

import json
import os
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

from bot.media.store import MediaStore

DATABASE = "likeness.db"
NOTE = "backup.json"
FORMAT = 1


class NotABackupError(Exception):
    """The file is no backup of ours, or not whole; the text says why."""


def write_backup(data: Path, target: Path, now: int) -> int:
    """Write `target` (0600), there only when it is whole; how many media files it holds. Blocks."""
    part, snapshot = target.with_name(f"{target.name}.part"), target.with_name(f"{target.name}.db")
    try:
        _copy(data / DATABASE, snapshot)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            with tarfile.open(fileobj=file, mode="w") as tar:
                count = _fill(tar, data, snapshot, now)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        snapshot.unlink(missing_ok=True)
        part.unlink(missing_ok=True)
    return count


def _copy(database: Path, snapshot: Path) -> None:
    """One moment of a database that is being written to; the bot goes on meanwhile."""
    os.close(os.open(snapshot, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    source = f"{database.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(source, uri=True)) as live, closing(sqlite3.connect(snapshot)) as copy:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")


def _fill(tar: tarfile.TarFile, data: Path, snapshot: Path, now: int) -> int:
    tar.add(snapshot, DATABASE)
    count = 0
    for media_id in _kept_media(snapshot):
        for path in sorted(MediaStore(data / "media").path(media_id).parent.glob("*")):
            try:
                tar.add(path, f"media/{media_id}/{path.name}")
            except FileNotFoundError:  # erased meanwhile: it is to stay so
                continue
            count += 1
    note = snapshot.with_name(f"{snapshot.name}.note")
    try:
        note.write_text(json.dumps({"format": FORMAT, "at": now, "files": count}), "utf-8")
        tar.add(note, NOTE)  # last: a backup with it is whole
    finally:
        note.unlink(missing_ok=True)
    return count


def _kept_media(snapshot: Path) -> list[str]:
    with closing(sqlite3.connect(snapshot)) as connection:
        return [
            row[0] for row in connection.execute("SELECT id FROM media WHERE status = 'ready' ORDER BY id")
        ]


def unpack(backup: Path, folder: Path) -> int:
    """Unpack into an empty folder; when the backup was made. Raises NotABackupError. Blocks."""
    try:
        with tarfile.open(backup) as tar:
            for member in tar:
                _unpack_one(tar, member, folder)
        note = json.loads((folder / NOTE).read_text("utf-8"))
        with closing(sqlite3.connect(folder / DATABASE)) as connection:
            (verdict,) = connection.execute("PRAGMA integrity_check").fetchone()
    except (tarfile.TarError, OSError, ValueError, EOFError, sqlite3.Error) as error:
        raise NotABackupError(f"{backup} is no whole backup: {error}") from error
    if note.get("format") != FORMAT or verdict != "ok":
        raise NotABackupError(f"{backup} cannot be read by this version of Likeness, or is damaged")
    return int(note["at"])


def _unpack_one(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    """Only plain files under the names that we give."""
    source = tar.extractfile(member) if member.isreg() else None
    if source is None:
        raise NotABackupError(f"{member.name} is no file of ours")
    target = _target(member.name, folder)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        while block := source.read(1024 * 1024):
            file.write(block)
        file.flush()
        os.fsync(file.fileno())


def _target(name: str, folder: Path) -> Path:
    if name in (DATABASE, NOTE):
        return folder / name
    match name.split("/"):
        case ["media", media_id, variant]:
            try:
                return MediaStore(folder / "media").path(media_id, variant)
            except ValueError:
                pass
    raise NotABackupError(f"{name} is no file of ours")
