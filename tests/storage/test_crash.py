"""A killed process loses nothing that it acknowledged."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from storage import open_storage

CHILD = """
import asyncio, sys
from pathlib import Path
from storage import open_storage
from storage.changes import Insert, Post, Record, Schedule, change
from tests.support import rows

async def write(storage, run, lane):
    n = 0
    while True:
        n += 1
        key = f"{run}-{lane}-{n}"
        steps = (
            Insert(row=rows.media(id=f"m_{key}")),
            Schedule(job=rows.job(id=f"j_{key}", subject=f"m_{key}")),
            Post(message=rows.card(id=f"n_{key}", subject=f"m_{key}")),
            Record(team_id="T", at=n, kind="k", actor="a", subject=f"m_{key}", body={"n": n}),
        )
        assert await storage.apply(change(*steps)) is None
        print(key, flush=True)

async def main():
    storage = await open_storage(Path(sys.argv[1]))
    await storage.reclaim()
    await asyncio.gather(*(write(storage, sys.argv[2], lane) for lane in range(4)))

asyncio.run(main())
"""
KILLS = 10
FILES = 2  # written and killed side by side


async def _write_until_killed(path: Path, run: int, seconds: float) -> set[str]:
    """The keys that the child acknowledged before it was killed."""
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        CHILD,
        str(path),
        str(run),
        cwd=Path(__file__).parents[2],
        stdout=asyncio.subprocess.PIPE,
    )
    assert child.stdout is not None
    first = await child.stdout.readline()
    await asyncio.sleep(seconds)
    child.kill()
    rest = await child.stdout.read()
    await child.wait()
    return set((first + rest).decode().split("\n")[:-1])  # the last line may be half a key


async def test_ten_kills_lose_no_acknowledged_row(tmp_path: Path) -> None:
    """Each change is there whole or not at all, the file is sound and the ledger's chain holds."""
    await asyncio.gather(*(_kill_often(tmp_path / f"{file}.db") for file in range(FILES)))


async def _kill_often(path: Path) -> None:
    randomness = random.Random(path.name)
    acknowledged: set[str] = set()
    for run in range(KILLS // FILES):
        acknowledged |= await _write_until_killed(path, run, randomness.uniform(0.0, 0.15))
    storage = await open_storage(path)
    assert await storage.verify_ledger() is None
    ledger = {entry.subject async for entry in storage.ledger()}
    await storage.close()
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        media = {row[0] for row in raw.execute("SELECT id FROM media")}
        jobs = {row[0] for row in raw.execute("SELECT subject FROM jobs")}
        cards = {row[0] for row in raw.execute("SELECT subject FROM messages")}
    assert len(acknowledged) > KILLS
    assert {f"m_{key}" for key in acknowledged} <= media
    assert media == jobs == cards == ledger
