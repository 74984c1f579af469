"""The web server on a real socket, with real storage, files on disk and the simulated gateways."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest
from aiohttp import web

from bot.crypto.ids import new_id, new_state
from bot.crypto.keys import Keys, derive_keys
from bot.crypto.links import Purpose, sign
from bot.crypto.sealing import seal, unseal
from bot.media.store import ORIGINAL, THUMBNAIL, MediaStore
from bot.web import WebParts, create_web
from providers.face import Provider
from providers.registry import build_providers
from sandbox.providers import FaultRule, GatewayOptions, draw_portrait, serve
from sandbox.providers.world import WORLD
from storage import SqliteStorage, open_storage
from storage.changes import Insert, change
from storage.facts import RequestFacts
from storage.model import AssetStatus, RegistrationStatus, Verification
from tests.support import rows
from workflow.consents import TEXT_VERSION
from workflow.use_cases import Desk

INVITATION = "i_aaaaaaaaaaaa"
MEDIA = "m_aaaaaaaaaaaa"
KEYS = derive_keys("the secret of these tests")
CHOSEN = {"text": TEXT_VERSION, "who": "channel", "how": "ask", "until": ""}
_SCREEN = re.compile(r'data-screen="(\w+)"')
_TROUBLE = re.compile(r'<p class="trouble"[^>]*>([^<]+)<')


@cache
def portrait() -> bytes:
    """A picture of nobody real, drawn once."""
    return draw_portrait("rachel", size=(360, 480))


@dataclass
class Clock:
    """Milliseconds UTC that pass only when they are told to."""

    ms: int = rows.NOW

    def __call__(self) -> int:
        return self.ms


@dataclass
class Answer:
    """One answer as a browser got it, redirects not followed."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def screen(self) -> str | None:
        found = _SCREEN.search(self.text)
        return found.group(1) if found else None

    @property
    def trouble(self) -> str | None:
        found = _TROUBLE.search(self.text)
        return found.group(1) if found else None

    @property
    def location(self) -> str:
        return self.headers["Location"]


@dataclass
class World:
    """Everything that a test of the pages looks at."""

    storage: SqliteStorage
    store: MediaStore
    desk: Desk
    providers: dict[str, Provider]
    clock: Clock
    url: str
    gateway: Any
    session: aiohttp.ClientSession
    keys: Keys = KEYS
    language: str = field(default="en")

    def path(self, invitation_id: str = INVITATION, *, until: int | None = None) -> str:
        """The consent page's path for an invitation."""
        end = rows.NOW + 7 * rows.DAY if until is None else until
        return f"/v/{sign(self.keys, Purpose.CONSENT, invitation_id, end)}"

    def media_path(self, media_id: str = MEDIA, *, until: int | None = None) -> str:
        end = rows.NOW + 3_600_000 if until is None else until
        return f"/media/{sign(self.keys, Purpose.MEDIA, media_id, end)}"

    async def call(self, method: str, address: str, **kwargs: Any) -> Answer:
        """One request; a path is the bot's own."""
        url = address if address.startswith("http") else self.url + address
        headers = {"Accept-Language": self.language, **kwargs.pop("headers", {})}
        async with self.session.request(
            method, url, headers=headers, allow_redirects=False, **kwargs
        ) as answer:
            return Answer(answer.status, dict(answer.headers), await answer.read(), str(answer.url))

    async def get(self, address: str, **kwargs: Any) -> Answer:
        return await self.call("GET", address, **kwargs)

    async def post(self, address: str, **kwargs: Any) -> Answer:
        return await self.call("POST", address, **kwargs)

    async def agree(self, path: str | None = None) -> str:
        """Press the yes as the page has it; the address of the face check."""
        answer = await self.press_yes(path)
        assert answer.status == 303, answer.text
        assert urlsplit(answer.location).path == "/kyc/", answer.location
        return answer.location

    async def press_yes(self, path: str | None = None, query: str = "", **chosen: str) -> Answer:
        """Press the yes with what the page offers first, but for what is `chosen`."""
        return await self.post(f"{path or self.path()}/agree{query}", data=CHOSEN | chosen)

    async def scan(self, link: str, outcome: str = "pass") -> str:
        """End a face check on the gateway's page; the callback that the phone is sent to."""
        answer = await self.post(link, data={"outcome": outcome})
        assert answer.status == 302, answer.text
        return answer.location

    async def passed_callback(self) -> str:
        """The yes and a passed face check; the callback, not opened yet."""
        return await self.scan(await self.agree())

    def faults(self, *rules: FaultRule) -> None:
        self.gateway.faults.rules = list(rules)

    def gateway_calls(self) -> list[tuple[str, str]]:
        """What the gateways were asked, leaving out the phone's own visits."""
        entries = self.gateway.journal.entries
        return [(e.method, e.path) for e in entries if not e.path.startswith(("/kyc", "/_local"))]

    async def facts(self, request_id: str = "r_1") -> RequestFacts:
        facts = await self.storage.request(request_id)
        assert facts is not None
        return facts

    async def verification(self) -> Verification:
        verification = (await self.facts()).verification
        assert verification is not None
        return verification

    async def ledger(self) -> list[str]:
        return [entry.kind async for entry in self.storage.ledger()]

    async def write(self, *written: Any) -> None:
        guard = await self.storage.apply(change(*(Insert(row=row) for row in written)))
        assert guard is None, guard

    async def place(self, media_id: str, content: bytes, variant: str = ORIGINAL) -> None:
        async with self.store.staging() as folder:
            file = folder / "file"
            await asyncio.to_thread(file.write_bytes, content)
            await self.store.place(media_id, file, variant)

    async def invite(self, **over: Any) -> None:
        """A request of one picture that its person was asked about and has not answered."""
        picture = portrait()
        await self.place(MEDIA, picture)
        await self.place(MEDIA, picture, THUMBNAIL)
        await self.write(
            rows.workspace(),
            rows.member(),
            rows.person(**over.get("person", {})),
            rows.asset_request(**over.get("request", {})),
            rows.media(id=MEDIA, bytes=len(picture), **over.get("media", {})),
            rows.asset(
                **{"media_id": MEDIA, "status": AssetStatus.AWAITING_CONSENT, **over.get("asset", {})}
            ),
            rows.registration(
                **{
                    "status": RegistrationStatus.WAITING,
                    "handle": None,
                    "reference": None,
                    **over.get("registration", {}),
                }
            ),
            rows.invitation(id=INVITATION, **over.get("invitation", {})),
        )


def browser() -> aiohttp.ClientSession:
    """A browser of its own: its cookies are kept, also those of an address without a name."""
    return aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))


@asynccontextmanager
async def open_world(folder: Path, *, make_app: Callable[[Desk], Any] | None = None) -> AsyncIterator[World]:
    """A world of its own; everything is closed in the reverse order."""
    async with AsyncExitStack() as stack:
        gateways, gateways_url = await serve(0, GatewayOptions(review_seconds=0.1, rate_limits=False))
        stack.push_async_callback(gateways.cleanup)
        providers = build_providers(
            {"POMEX_API_KEY": "sk-test-key"}, {"POMEX_BASE_URL": gateways_url}, total_seconds=2.0
        )
        for provider in providers.values():
            stack.push_async_callback(provider.aclose)
        storage = await open_storage(folder / "likeness.db")
        stack.push_async_callback(storage.close)
        store = MediaStore(folder / "media")
        await store.start()
        clock = Clock()
        desk = Desk(
            storage=storage,
            profiles={name: provider.profile for name, provider in providers.items()},
            clock=clock,
            new_id=lambda prefix: new_id(f"{prefix}_"),
            new_state=new_state,
            seal=partial(seal, KEYS),
            unseal=partial(unseal, KEYS),
            allow_loopback=True,
        )
        listening = socket.create_server(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        parts = WebParts(
            desk=desk,
            providers=providers,
            keys=KEYS,
            store=store,
            public_url=url,
            slack_app=make_app(desk) if make_app else None,
        )
        runner = web.AppRunner(create_web(parts), access_log=None, shutdown_timeout=1)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.SockSite(runner, listening).start()
        session = await stack.enter_async_context(browser())
        yield World(
            storage=storage,
            store=store,
            desk=desk,
            providers=providers,
            clock=clock,
            url=url,
            gateway=gateways.app[WORLD],
            session=session,
        )


@pytest.fixture(name="world")
async def _world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path) as world:
        yield world


@pytest.fixture(name="invited")
async def _invited(world: World) -> World:
    """Rachel was asked about one picture, and has not answered."""
    await world.invite()
    return world


def over_profile(world: World, **over: Any) -> None:
    """Let the gateway declare something else."""
    profiles: dict[str, Any] = world.desk.profiles  # type: ignore[assignment]
    profiles["pomex"] = replace(profiles["pomex"], **over)
