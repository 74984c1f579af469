"""How long the proof of a million ledger lines takes: at most 10 seconds, whatever their number in memory.

`python -m bench.ledger [lines]`; every tenth line has a text that is still kept.
"""

from __future__ import annotations

import asyncio
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from bot.crypto.keys import derive_keys
from bot.crypto.signing import LedgerSigner
from storage import open_storage
from storage.chain import GENESIS, canonical, digest, line_hash

BOUND_SECONDS = 10.0
_SALT = "00" * 16
_TEXT = "the launch film"
_START = 1_800_000_000_000


def main() -> None:
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        seconds = asyncio.run(_measure(Path(folder) / "likeness.db", lines))
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    click.echo(f"{lines} lines proved in {seconds:.1f} s (at most {BOUND_SECONDS:.0f}), {megabytes} MB")
    sys.exit(seconds > BOUND_SECONDS)


async def _measure(path: Path, lines: int) -> float:
    signer = LedgerSigner(derive_keys("a secret for this measurement"))
    await (await open_storage(path)).close()
    await asyncio.to_thread(_fill, path, lines)
    storage = await open_storage(path, signer=signer)
    try:
        await storage.adopt_ledger(_START)
        began = time.perf_counter()
        fault = await storage.verify_ledger(signer.is_ours)
        seconds = time.perf_counter() - began
    finally:
        await storage.close()
    if fault is not None:
        raise SystemExit(f"the ledger does not hold: {fault}")
    return seconds


def _fill(path: Path, lines: int) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executemany("INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", _lines(lines))
        texts = ((seq, "purpose", _SALT, _TEXT) for seq in range(10, lines + 1, 10))
        connection.executemany("INSERT INTO ledger_texts VALUES (?, ?, ?, ?)", texts)
        connection.commit()


def _lines(count: int) -> Iterator[tuple[Any, ...]]:
    previous = GENESIS
    for seq in range(1, count + 1):
        body: dict[str, Any] = {"assets": [f"a_{seq:012}", f"a_{seq + 1:012}"], "provider": "pomex"}
        if seq % 10 == 0:
            body["purpose"] = digest(_SALT, _TEXT)
        line = (
            seq,
            "T0LOCAL",
            _START + seq,
            "video_started",
            "n_abcdefghijkl",
            f"v_{seq:012}",
            canonical(body),
        )
        own = line_hash(*line, previous)
        yield (*line, previous, own)
        previous = own


if __name__ == "__main__":
    main()
