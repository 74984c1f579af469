"""How soon a decided review is written, beside the documents' loop and the floor that the limits allow."""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeGuard

from bench.gateways import LATENCY_S, Gateway, JimmyGateway, PomexGateway, Waiting
from bench.polling import start_poller
from bench.virtual_time import VirtualLoop, open_virtual, run_virtual
from bench.waiting_room import fill
from providers.account import Account
from providers.face import Provider
from providers.profile import CallKind, Profile
from providers.registry import PROVIDERS
from storage import SqliteStorage
from storage.changes import Change, Update
from storage.model import Registration, RegistrationStatus
from tests.support import rows
from workflow.jobs import Gaps

SIZES = (10, 100, 1_000, 10_000)
GAPS = Gaps()
_DECIDED = 300  # as many as are decided while a run lasts
_PAST_S = 20.0  # before that the sweeps find their rhythm


@dataclass(frozen=True, kw_only=True)
class Case:
    """`items_per_second` is what the limits allow of such look-ups."""

    name: str
    provider: str
    groups: Callable[[int], int]
    gateway: type[Gateway]
    limits: dict[str, float]
    items_per_second: Callable[[int], float]
    profile: Callable[[Profile], Profile] = lambda profile: profile


CASES = (
    Case(
        name="single reads, 100 a second",
        provider="pomex",
        groups=lambda n: n,
        gateway=PomexGateway,
        limits={"read": 100, "list": 10},
        items_per_second=lambda _: 100,
    ),
    Case(
        name="one list for a group, one group",
        provider="pomex",
        groups=lambda _: 1,
        gateway=PomexGateway,
        limits={"read": 100, "list": 10},
        items_per_second=lambda _: 10 * 100,
    ),
    Case(
        name="one list for a group, 1,000 groups",
        provider="pomex",
        groups=lambda n: min(n, 1_000),
        gateway=PomexGateway,
        limits={"read": 100, "list": 10},
        items_per_second=lambda n: max(100.0, 10 * min(100, n / 1_000)),
    ),
    Case(
        name="batches of 100 ids, 2 calls a second (assumed)",
        provider="jimmyai",
        groups=lambda n: n,
        gateway=JimmyGateway,
        limits={"read": 2},
        items_per_second=lambda _: 200,
        profile=lambda profile: replace(profile, rates={CallKind.READ: 2}),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Seconds from decided to written, and what that cost."""

    p50: float
    p95: float
    floor_p95: float
    calls: int
    seconds: float
    decided: int
    missed: int
    throttled: int

    @property
    def ratio(self) -> float:
        return self.p95 / self.floor_p95


def floor_p95(case: Case, count: int) -> float:
    """No plan can be faster: everything looked at once in T, and a decision comes at any moment of it."""
    turn = max(GAPS.smallest / 1000, count / case.items_per_second(count))
    return 0.95 * turn + LATENCY_S


def measure(case: Case, count: int) -> Figures:
    """One case on virtual time, the real poller and storage included."""
    loop = VirtualLoop()
    with tempfile.TemporaryDirectory() as folder:
        return run_virtual(_measure(case, count, loop, Path(folder)), loop)


async def _measure(case: Case, count: int, loop: VirtualLoop, folder: Path) -> Figures:
    turn = max(GAPS.smallest / 1000, count / case.items_per_second(count))
    begin = max(_PAST_S, 1.1 * turn)
    horizon = begin + max(30.0, turn)
    storage = open_virtual(loop, folder / "likeness.db")
    room = await fill(
        storage, count, provider=case.provider, groups=case.groups(count), spread_ms=int(turn * 1000)
    )
    start = loop.time()
    chance = random.Random(count)  # noqa: S311  chooses what is decided when
    chosen = chance.sample(sorted(room.handles), min(count, _DECIDED))
    waiting = Waiting(
        decided_at={room.handles[name]["id"]: start + chance.uniform(begin, horizon) for name in chosen},
        groups={handle["id"]: handle.get("group_id", "") for handle in room.handles.values()},
        now=loop.time,
    )
    gateway = case.gateway(waiting=waiting, limits=case.limits)
    written = _watch(storage, loop)
    before = await _poll(storage, _provider(case, gateway, loop), loop, folder, horizon + 1.3 * turn + 10)
    delays = sorted(
        written[name] - waiting.decided_at[room.handles[name]["id"]] for name in chosen if name in written
    )
    await storage.close()
    return Figures(
        p50=_share(delays, 0.5),
        p95=_share(delays, 0.95),
        floor_p95=floor_p95(case, count),
        calls=sum(gateway.calls.values()),
        seconds=before,
        decided=len(chosen),
        missed=len(chosen) - len(delays),
        throttled=gateway.throttled,
    )


def _decides(step: Any) -> TypeGuard[Update]:
    return (
        isinstance(step, Update)
        and step.table is Registration
        and step.values.get("status") is RegistrationStatus.ACTIVE
    )


def _provider(case: Case, gateway: Gateway, loop: asyncio.AbstractEventLoop) -> Provider:
    entry = PROVIDERS[case.provider]
    profile = case.profile(entry.profile)
    return entry.build(
        Account(profile=profile, keys={profile.key_variable: "key"}, transport=gateway, clock=loop.time)
    )


def _watch(storage: SqliteStorage, loop: asyncio.AbstractEventLoop) -> dict[str, float]:
    """When each registration's decision was written."""
    written: dict[str, float] = {}
    apply_all = storage.apply_all

    async def watched(changes: Sequence[Change]) -> list[str | None]:
        outcomes = await apply_all(changes)
        for change, outcome in zip(changes, outcomes, strict=True):
            for step in change.steps if outcome is None else ():
                if _decides(step):
                    written.setdefault(step.where["id"], loop.time())
        return outcomes

    storage.apply_all = watched  # type: ignore[method-assign]  a measuring point
    return written


async def _poll(
    storage: SqliteStorage, provider: Provider, loop: asyncio.AbstractEventLoop, folder: Path, seconds: float
) -> float:
    began = loop.time()

    def clock() -> int:
        return rows.NOW + int((loop.time() - began) * 1000)

    async with start_poller(storage, provider, folder, GAPS, clock):
        await asyncio.sleep(seconds)
    await provider.aclose()
    return seconds


def _share(ordered: Sequence[float], share: float) -> float:
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else float("nan")


def report(case: Case, count: int, figures: Figures) -> str:
    """One line."""
    per_second, loops = figures.calls / figures.seconds, count / 5
    return (
        f"{case.name:50} {count:6}  p50 {figures.p50:6.2f}  p95 {figures.p95:6.2f}"
        f"  floor {figures.floor_p95:6.2f}  ratio {figures.ratio:4.2f}  429s {figures.throttled}"
        f"  missed {figures.missed}  calls/s {per_second:5.1f} (loop {loops:6.1f})"
    )


def main() -> None:
    for case in CASES:
        for count in SIZES:
            sys.stdout.write(report(case, count, measure(case, count)) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
