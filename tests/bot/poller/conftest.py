"""A poller between the real storage and simulated gateways, on one clock that tests move."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import structlog

from bot.crypto.ids import new_id
from bot.media.address import guarded_session
from bot.media.fetch import fetch_link
from bot.media.store import MediaStore
from bot.poller import Poller, Tools
from bot.poller.loop import StepSpec
from bot.poller.steps import STEPS
from providers.registry import PROVIDERS, build_providers
from sandbox.providers import FaultRule, GatewayOptions, draw_portrait, serve
from sandbox.providers.world import WORLD
from sandbox.providers.world import World as Gateways
from storage import open_storage
from storage.changes import Put, Update, change
from storage.face import Storage
from storage.facts import RequestFacts, VideoFacts
from storage.model import (
    Depiction,
    VideoStatus,
)
from tests.bot.poller import given
from tests.support import rows
from workflow import consents
from workflow.asset_requests import AssetForm, MediaSource
from workflow.jobs import Gaps, JobKind, schedule
from workflow.use_cases import AssetAsking, Desk

MAYA = rows.MAYA


@dataclass
class Clock:
    ms: int = rows.NOW

    def __call__(self) -> int:
        return self.ms


@dataclass
class World:
    """Everything that a test of the poller looks at."""

    clock: Clock
    storage: Storage
    gateways: Gateways
    desk: Desk
    tools: Tools
    poller: Poller
    url: str
    session: aiohttp.ClientSession
    pictures: dict[str, bytes] = field(default_factory=dict)
    brought: list[str] = field(default_factory=list)

    async def add(self, *steps: Any) -> None:
        assert await self.storage.apply(change(*steps)) is None

    async def schedule(self, kind: JobKind | str, subject: str, **more: Any) -> None:
        await self.add(schedule(self.desk.moment(), rows.TEAM, kind, subject, **more))

    async def sweep(self, *, ms: int = 0) -> int:
        """Move the clock and run what is due then."""
        self.clock.ms += ms
        return await self.poller.sweep()

    async def settle(self, *, within_ms: int = 120_000) -> None:
        """Run until nothing more is due within that time, moving the clock from due time to due time."""
        end = self.clock.ms + within_ms
        for _ in range(500):
            if await self.poller.sweep():
                await asyncio.sleep(0.01)
                continue
            at = await self.storage.next_job_at()
            if at is None or at > end:
                return
            assert at > self.clock.ms, "something is due that nobody may claim"
            self.clock.ms = at
        raise AssertionError("the poller never came to rest")

    def faults(self, *rules: FaultRule) -> None:
        self.gateways.faults.rules.extend(rules)

    def calls(self, method: str, path: str) -> list[Any]:
        """What a gateway was asked, oldest first."""
        entries = self.gateways.journal.entries
        return [e for e in entries if (e.method, e.path) == (method, path)]

    def without_public_url(self) -> None:
        """Nobody can reach us: no phone, and no gateway that would fetch a file."""
        self.desk = replace(self.desk, has_public_url=False)
        self.tools = replace(self.tools, desk=self.desk)
        self.poller = Poller(self.tools, STEPS)

    async def ask(
        self, *names: str, depiction: Depiction = Depiction.MEMBER, provider: str = "pomex"
    ) -> RequestFacts:
        """Submit an `/asset` form with that many pictures."""
        form = AssetForm(
            team_id=rows.TEAM,
            requester_id=MAYA,
            name=names[0],
            depiction=depiction,
            purpose="A film",
            provider=provider,
            channel=rows.CHANNEL,
            sources=tuple(MediaSource(kind="image", sealed=name) for name in names),
            sealed="{}",
            member_id=rows.RACHEL if depiction is Depiction.MEMBER else None,
        )
        actor = actor_of(MAYA)
        problem = await AssetAsking(self.desk).submit(form, actor, "Rachel", f"key-{names[0]}")
        assert problem is None
        asset = await self.storage.asset_named(rows.TEAM, names[0])
        return await self.request(asset.asset.request_id)

    async def request(self, request_id: str) -> RequestFacts:
        facts = await self.storage.request(request_id)
        assert facts is not None
        return facts

    async def video(self, video_id: str = "v_1") -> VideoFacts:
        facts = await self.storage.video(video_id)
        assert facts is not None
        return facts

    async def consent(self, facts: RequestFacts) -> None:
        """Rachel, verified at this gateway already, says yes."""
        facts = await self.request(facts.request.id)
        accepted = consents.accept(facts, via="dm", locale="en", actor=rows.RACHEL, moment=self.desk.moment())
        assert await self.storage.apply(accepted) is None

    async def verified(self) -> None:
        """Make Rachel's group known before anything is asked."""
        await self.add(*given.verified())

    async def waiting_request(self, *, count: int = 1) -> RequestFacts:
        """A request of which everything but the gateway's part is done."""
        await self.add(*given.verified(), *given.waiting_request(count))
        return await self.request("q_1")

    async def ready_video(self, *, status: VideoStatus = VideoStatus.STARTING) -> VideoFacts:
        """A video with the gateway's sample asset, allowed by everybody, whose start is due."""
        await self.waiting_request()
        await self.add(*given.ready_video(status))
        await self.schedule(JobKind.START_VIDEO, "v_1", provider="pomex", account="main")
        return await self.video()

    async def set(self, table: type, row_id: str, **values: Any) -> None:
        await self.add(Update(table=table, where={"id": row_id}, values=values))

    async def messages(self) -> list[str]:
        """Every kind of message that was ever wanted."""
        kinds = await self.storage._read(lambda c: c.execute("SELECT kind FROM messages").fetchall())
        return sorted(kind for (kind,) in kinds)

    def with_steps(self, steps: Mapping[Any, StepSpec]) -> Poller:
        """Another poller over the same storage, with these steps."""
        return Poller(self.tools, steps)


def actor_of(user: str) -> Any:
    from workflow.access import Actor

    return Actor(user_id=user)


@pytest.fixture(name="gateway_seconds")
def _gateway_seconds(request: pytest.FixtureRequest) -> float:
    """The bound of one gateway call, in real seconds."""
    return getattr(request, "param", 2.0)


@pytest.fixture(name="video_link_seconds")
def _video_link_seconds(request: pytest.FixtureRequest) -> float:
    """How long a gateway's link to a finished video works after the read that gave it."""
    return getattr(request, "param", 86_400.0)


@pytest.fixture(name="gateways_on")
def _gateways_on(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """The gateways whose keys are set."""
    return getattr(request, "param", ("pomex",))


@pytest.fixture(name="world")
async def _world(
    tmp_path: Path, gateway_seconds: float, gateways_on: tuple[str, ...], video_link_seconds: float
) -> AsyncIterator[World]:
    clock = Clock()
    options = GatewayOptions(
        now=lambda: clock.ms / 1000,
        review_seconds=3,
        video_seconds=4,
        rate_limits=False,
        video_link_seconds=video_link_seconds,
    )
    runner, url = await serve(0, options)
    storage = await open_storage(tmp_path / "likeness.db")
    store = MediaStore(tmp_path / "media")
    await store.start()
    profiles = [PROVIDERS[name].profile for name in gateways_on]
    providers = build_providers(
        {profile.key_variable: "sk-test" for profile in profiles},
        {profile.base_variable: url for profile in profiles},
        total_seconds=gateway_seconds,
    )
    desk = Desk(
        storage=storage,
        profiles={name: provider.profile for name, provider in providers.items()},
        clock=clock,
        new_id=lambda prefix: new_id(f"{prefix}_"),
        new_state=lambda: ("state", "hash"),
        seal=lambda text: text,
        unseal=lambda text: text,
    )
    await storage.apply(change(Put(row=rows.workspace())))
    spread = random.Random(1)
    async with guarded_session(allow_loopback=True) as guarded, aiohttp.ClientSession() as session:

        async def download(source: str, destination: Path) -> None:
            await fetch_link(guarded, source, destination, max_bytes=10**8, allow_loopback=True, seconds=5)

        async def bring_in(media: Any, destination: Path) -> None:
            world.brought.append(media.source_sealed)
            if media.source_sealed.startswith("http"):
                await download(media.source_sealed, destination)
            else:
                picture = world.pictures.get(media.source_sealed) or draw_portrait("Rachel", 1)
                await asyncio.to_thread(destination.write_bytes, picture)

        tools = Tools(
            desk=desk,
            providers=providers,
            store=store,
            gaps=Gaps(smallest=1_000, largest=8_000),
            jitter=spread.random,
            bring_in=bring_in,
            download=download,
            media_url=lambda media_id: f"https://media.example.com/{media_id}",
        )
        poller = Poller(tools, STEPS)
        gateways = runner.app[WORLD]
        world = World(clock, storage, gateways, desk, tools, poller, url, session)
        yield world
    for provider in providers.values():
        await provider.aclose()
    await storage.close()
    await runner.cleanup()


@pytest.fixture(autouse=True)
def _plain_logs() -> Iterator[None]:
    """Tracebacks in colour with every local cost half a second each."""
    render = structlog.processors.KeyValueRenderer()
    structlog.configure(processors=[structlog.processors.format_exc_info, render])
    yield
    structlog.reset_defaults()
