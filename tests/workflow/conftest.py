"""A studio on a real file; making an empty database takes longer than most tests, so one is copied."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage import open_storage
from tests.workflow.studio import Studio


@pytest.fixture(name="blank", scope="session")
def _blank(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A database with all tables and no rows."""
    path = tmp_path_factory.mktemp("blank") / "likeness.db"

    async def make() -> None:
        await (await open_storage(path)).close()

    asyncio.run(make())
    return path.read_bytes()


@pytest.fixture(name="studio")
async def _studio(tmp_path: Path, blank: bytes) -> AsyncIterator[Studio]:
    path = tmp_path / "likeness.db"
    path.write_bytes(blank)
    storage = await open_storage(path)
    yield Studio(storage, path)
    await storage.close()
