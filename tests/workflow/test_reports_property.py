"""Reports, decisions and deadlines in any order end in one recorded decision each."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from storage import open_storage
from storage.model import ReportStatus
from tests.workflow.reported import ADMIN, OWNER, VIDEO, WEI, lapse, posted, reporting
from tests.workflow.studio import RACHEL, TEAM, TOM, Studio
from workflow.access import Actor
from workflow.moment import HOUR


@asynccontextmanager
async def a_studio(blank: bytes) -> AsyncIterator[Studio]:
    """A studio of its own for each example."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
        path = Path(folder) / "likeness.db"
        path.write_bytes(blank)
        storage = await open_storage(path)
        yield Studio(storage, path)
        await storage.close()


MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("report"), st.sampled_from([RACHEL, WEI, TOM])),
        st.tuples(st.just("uphold"), st.sampled_from([RACHEL, WEI, TOM])),
        st.tuples(st.just("dismiss"), st.sampled_from([RACHEL, WEI, TOM])),
        st.tuples(st.just("both"), st.sampled_from([RACHEL, WEI, TOM])),
        st.tuples(st.just("deadline"), st.sampled_from([RACHEL, WEI, TOM])),
    ),
    max_size=10,
)


@given(moves=MOVES)
def test_whatever_the_order_each_report_has_at_most_one_recorded_decision(blank, moves):
    """Reports, decisions, two at once, and deadlines in any order."""

    async def story() -> None:
        async with a_studio(blank) as studio:
            await posted(studio)
            for move, user in moves:
                await one_move(studio, move, user)
            kept = await studio.storage.reports_of(VIDEO)
            lines = [e for e in await studio.ledger() if e.kind == "report_decided"]
            for report in kept:
                decided = [line for line in lines if line.subject == report.id]
                assert len(decided) == (report.status is not ReportStatus.OPEN)
                if decided:
                    assert decided[0].body["decision"] == report.status  # type: ignore[call-overload]
            down = any(report.status is ReportStatus.UPHELD for report in kept)
            assert ((await studio.video(VIDEO)).video.failure == "taken_down") is down
            assert not (down and any(report.status is ReportStatus.OPEN for report in kept))

    asyncio.run(story())


async def one_move(studio: Studio, move: str, user: str) -> None:
    desk = reporting(studio)
    if move == "report":
        await desk.report(VIDEO, Actor(user_id=user), TEAM, None, studio.new_id("k"))
        return
    mine = [r for r in await studio.storage.reports_of(VIDEO) if r.reporter_id == user]
    if not mine:
        return
    if move == "deadline":
        studio.now += 48 * HOUR
        await lapse(studio, mine[-1].id)
    elif move == "both":
        await asyncio.gather(
            desk.decide(mine[-1].id, ADMIN, ReportStatus.UPHELD, "a"),
            desk.decide(mine[-1].id, OWNER, ReportStatus.DISMISSED, "b"),
        )
    else:
        status = ReportStatus.UPHELD if move == "uphold" else ReportStatus.DISMISSED
        await desk.decide(mine[-1].id, ADMIN, status, "c")
