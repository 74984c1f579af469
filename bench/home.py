"""What publishing a Home tab costs us with 10,000 assets: at most 100 ms, in at most 100 blocks.

`python -m bench.home [assets]`; one owner, a thousand people, every asset with a yes and a registration.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from pathlib import Path

import click

from handlers.catalogue import preload, texts
from handlers.home_composer import HomeComposer
from storage import open_storage
from storage.changes import Change, Insert
from storage.face import Storage
from storage.model import Message, MessageForm
from tests.support import rows

BOUND_MS = 100.0
BLOCKS = 100
_PEOPLE = 1_000
_ROUNDS = 21
_LOOKS: tuple[dict[str, object], ...] = (
    {},
    {"page": 500},
    {"shelf": "everybody", "text": "name-77"},
    {"shelf": "refused"},
    {"people_page": 60},
)


def main() -> None:
    assets = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        worst, blocks = asyncio.run(_measure(Path(folder) / "likeness.db", assets))
    click.echo(
        f"{assets} assets: a Home in {worst:.0f} ms (at most {BOUND_MS:.0f}), "
        f"{blocks} blocks (at most {BLOCKS})"
    )
    sys.exit(worst > BOUND_MS or blocks > BLOCKS)


async def _measure(path: Path, assets: int) -> tuple[float, int]:
    """The slowest look's median in milliseconds, and the most blocks of any."""
    preload()
    storage = await open_storage(path)
    try:
        await fill(storage, assets)
        composer = HomeComposer(storage, {}, lambda: rows.NOW)
        found = [await _look(composer, params) for params in _LOOKS]
    finally:
        await storage.close()
    return max(ms for ms, _ in found), max(blocks for _, blocks in found)


async def _look(composer: HomeComposer, params: dict[str, object]) -> tuple[float, int]:
    message, said, times, blocks = _home(params), texts("en"), [], 0
    for _ in range(_ROUNDS):
        began = time.perf_counter()
        await composer.attachments(message, said)
        composed = await composer.compose(message, {}, said)
        times.append((time.perf_counter() - began) * 1000)
        blocks = len(composed.blocks) if composed else 0
    return sorted(times)[_ROUNDS // 2], blocks


def _home(params: dict[str, object]) -> Message:
    return Message(
        id="n_home",
        team_id=rows.TEAM,
        form=MessageForm.CARD,
        kind="home",
        subject=rows.MAYA,
        channel=rows.MAYA,
        dedupe="home",
        params=params,
        files={},
        due_at=rows.NOW,
        created_at=rows.NOW,
    )


async def fill(storage: Storage, assets: int) -> None:
    """A workspace with so many usable assets of Maya's."""
    people = [
        Insert(row=rows.person(id=f"p_{n}", slack_user_id=None, display_name=f"Person {n}"))
        for n in range(_PEOPLE)
    ]
    await storage.apply(Change((*people, Insert(row=rows.asset_request(person_id="p_0")))))
    await storage.apply_all([_asset(n) for n in range(assets)])


def _asset(n: int) -> Change:
    person, asset = f"p_{n % _PEOPLE}", f"a_{n}"
    made = (
        rows.media(id=f"m_{n}"),
        rows.asset(id=asset, media_id=f"m_{n}", name=f"name-{n}", person_id=person, created_at=rows.NOW + n),
        rows.registration(id=f"g_{n}", asset_id=asset),
        rows.consent(id=f"c_{n}", asset_id=asset, person_id=person),
    )
    return Change(tuple(Insert(row=row) for row in made))


if __name__ == "__main__":
    main()
