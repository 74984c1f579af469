"""An open storage on a real file."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

pytest.register_assert_rewrite("tests.storage.contract")

from storage import SqliteStorage, open_storage  # noqa: E402  after the rewrite is asked for


@pytest.fixture(name="blank", scope="session")
def _blank(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A database with all tables and no rows: making one takes longer than most tests."""
    path = tmp_path_factory.mktemp("blank") / "likeness.db"

    async def make() -> None:
        await (await open_storage(path)).close()

    asyncio.run(make())
    return path.read_bytes()


@pytest.fixture(name="path")
def _path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "likeness.db"


@pytest.fixture(name="storage")
async def _storage(path: Path, blank: bytes) -> AsyncIterator[SqliteStorage]:
    storage = await open_storage(_written(path, blank))
    yield storage
    await storage.close()


def _written(path: Path, content: bytes) -> Path:
    path.parent.mkdir(mode=0o700)
    path.write_bytes(content)
    return path
