"""A studio on a real file; making an empty database takes longer than most tests, so one is copied."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from storage import open_storage
from tests.support.ledger_words import not_ours
from tests.workflow.studio import Studio


@pytest.fixture(name="blank", scope="session")
def _blank(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A database with all tables and no rows."""
    path = tmp_path_factory.mktemp("blank") / "likeness.db"

    async def make() -> None:
        await (await open_storage(path)).close()

    asyncio.run(make())
    return path.read_bytes()


@pytest.fixture(name="folder")
def _folder() -> Iterator[Path]:
    """In memory where there is such a place: these tests commit some thousand times, and a disk's promise
    that each is kept is not what they are about.
    """
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
        yield Path(folder)


@pytest.fixture(name="studio")
async def _studio(folder: Path, blank: bytes) -> AsyncIterator[Studio]:
    path = folder / "likeness.db"
    path.write_bytes(blank)
    storage = await open_storage(path)
    studio = Studio(storage, path)
    yield studio
    assert not_ours(await studio.ledger()) == []
    assert await storage.verify_ledger() is None
    await storage.close()
