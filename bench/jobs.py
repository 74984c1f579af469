"""Jobs claimed and completed a second, durable, beside huey on SQLite and procrastinate on PostgreSQL."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage import open_storage
from storage.changes import Change, Finish, Schedule
from tests.support import rows

JOBS = 3_000
BATCH = 50


async def likeness(count: int = JOBS) -> float:
    """Ours: claimed and finished in batches of 50, every commit on disk (`synchronous=FULL`)."""
    with tempfile.TemporaryDirectory() as folder:
        storage = await open_storage(Path(folder) / "likeness.db")
        for start in range(0, count, 500):
            steps = [
                Schedule(job=rows.job(id=f"j_{n}", subject=f"q_{n}"))
                for n in range(start, min(start + 500, count))
            ]
            await storage.apply(Change(tuple(steps)))
        began, done = time.perf_counter(), 0
        while jobs := await storage.claim_jobs(rows.NOW, 30_000, BATCH):
            await storage.apply_all([Change((Finish(job=job),)) for job in jobs])
            done += len(jobs)
        spent = time.perf_counter() - began
        await storage.close()
        assert done == count
        return count / spent


def huey(count: int = JOBS) -> float:
    """Huey on SQLite with fsync; it forgets a job when it hands it out, so a crash loses it."""
    from huey import SqliteHuey  # noqa: PLC0415  only this benchmark needs it

    with tempfile.TemporaryDirectory() as folder:
        queue = SqliteHuey(filename=f"{folder}/huey.db", fsync=True, results=False)

        @queue.task()
        def nothing(number: int) -> None:
            del number

        for number in range(count):
            nothing(number)
        began = time.perf_counter()
        while (task := queue.dequeue()) is not None:
            queue.execute(task)
        return count / (time.perf_counter() - began)


async def procrastinate(count: int = JOBS) -> float | None:
    """Procrastinate with ten jobs at once; None where no PostgreSQL is found."""
    if shutil.which("postgres") is None or shutil.which("initdb") is None:
        return None
    import procrastinate as library  # noqa: PLC0415  only this benchmark needs it

    with _postgres() as address:
        app = library.App(connector=library.PsycopgConnector(conninfo=address))

        @app.task(name="nothing")
        async def nothing(number: int) -> None:
            del number

        async with app.open_async():
            await app.schema_manager.apply_schema_async()
            await app.tasks["nothing"].batch_defer_async(*({"number": n} for n in range(count)))
            began = time.perf_counter()
            await app.run_worker_async(
                wait=False, concurrency=10, install_signal_handlers=False, listen_notify=False
            )
            return count / (time.perf_counter() - began)


@contextmanager
def _postgres() -> Iterator[str]:
    """A server of its own on a socket in a new folder, durable as it comes."""
    folder = Path(tempfile.mkdtemp())
    as_user = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.getuid() == 0 else []
    if as_user:
        shutil.chown(folder, "nobody")
    data = folder / "data"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
    subprocess.run([*as_user, "initdb", "-D", data, "-U", "bench", "-A", "trust"], check=True, **quiet)
    command = [*as_user, "postgres", "-D", str(data), "-k", str(folder), "-c", "listen_addresses="]
    server = subprocess.Popen(command, **quiet)
    try:
        _wait_for(folder / ".s.PGSQL.5432")
        yield f"host={folder} user=bench dbname=postgres"
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(socket: Path) -> None:
    for _ in range(200):
        if socket.exists():
            time.sleep(0.2)
            return
        time.sleep(0.05)
    raise RuntimeError("PostgreSQL did not come up")


if __name__ == "__main__":
    print(asyncio.run(likeness()), huey(), asyncio.run(procrastinate()))  # noqa: T201  a report
