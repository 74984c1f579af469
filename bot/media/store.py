"""The folder of kept media: one sub-folder per medium, placed whole or not at all."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import BinaryIO

from bot.crypto.links import Purpose

ORIGINAL = "original"
THUMBNAIL = "thumbnail"
LAST_FRAME = "last_frame"
VARIANTS = (ORIGINAL, THUMBNAIL, LAST_FRAME)
_MEDIA_ID = re.compile(rf"{Purpose.MEDIA.prefix}[a-z2-7]{{12}}", re.ASCII)
_STAGING = ".staging"


class MediaStore:
    """Media by id and variant below one private folder.

    `original`; `thumbnail`, a small JPEG; `last_frame`, a finished video's, a JPEG of its size.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._staging = directory / _STAGING

    async def start(self) -> None:
        """Make the folders and remove what an ended process left in staging."""
        await asyncio.to_thread(self._sweep)

    @asynccontextmanager
    async def staging(self) -> AsyncIterator[Path]:
        """A fresh folder on the same disk for work on one medium; it is removed at the end."""
        directory = Path(await asyncio.to_thread(tempfile.mkdtemp, dir=self._staging))
        try:
            yield directory
        finally:
            await asyncio.shield(asyncio.to_thread(shutil.rmtree, directory, ignore_errors=True))

    def path(self, media_id: str, variant: str = ORIGINAL) -> Path:
        """Where a variant lies or would lie; raises ValueError for what is no media id or variant."""
        if not _MEDIA_ID.fullmatch(media_id) or variant not in VARIANTS:
            raise ValueError("no media id or no variant")
        return self._directory / media_id / variant

    async def place(self, media_id: str, source: Path, variant: str = ORIGINAL) -> Path:
        """Move a staged file to its place, durably and in one step; what lay there is replaced."""
        return await asyncio.to_thread(self._place, source, self.path(media_id, variant))

    async def has(self, media_id: str, variant: str = ORIGINAL) -> bool:
        """Whether the file is here."""
        return await asyncio.to_thread(self.path(media_id, variant).is_file)

    async def open(self, media_id: str, variant: str = ORIGINAL) -> BinaryIO:
        """The file for reading; raises FileNotFoundError. Reading blocks: do it in a thread."""
        return await asyncio.to_thread(self.path(media_id, variant).open, "rb")

    async def erase(self, media_id: str) -> bool:
        """Remove all variants; whether there were any."""
        return await asyncio.to_thread(self._erase, self.path(media_id).parent)

    async def kept(self) -> list[str]:
        """Ids of everything that lies here."""
        return await asyncio.to_thread(self._kept)

    def _kept(self) -> list[str]:
        return [entry.name for entry in self._directory.iterdir() if _MEDIA_ID.fullmatch(entry.name)]

    def _sweep(self) -> None:
        self._directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.rmtree(self._staging, ignore_errors=True)
        self._staging.mkdir(mode=0o700, exist_ok=True)

    def _place(self, source: Path, target: Path) -> Path:
        target.parent.mkdir(mode=0o700, exist_ok=True)
        with source.open("rb") as file:
            os.fsync(file.fileno())
        source.chmod(0o600)
        source.replace(target)
        _sync_folder(target.parent)
        _sync_folder(self._directory)
        return target

    def _erase(self, directory: Path) -> bool:
        try:
            shutil.rmtree(directory)
        except FileNotFoundError:
            return False
        _sync_folder(self._directory)
        return True


def _sync_folder(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
