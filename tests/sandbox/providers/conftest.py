"""A running server of simulated gateways, a clock to move, a host of media and a client."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from sandbox.providers import GatewayOptions, serve

START = 1_790_000_000.0


@dataclass
class Clock:
    """Seconds since 1970 that pass only when they are told to."""

    time: float = START

    def __call__(self) -> float:
        return self.time

    def advance(self, seconds: float) -> None:
        self.time += seconds


@dataclass
class Api:
    """A client of one server, with a key."""

    url: str
    session: aiohttp.ClientSession
    key: str | None = "sk-test"
    headers: dict[str, str] = field(default_factory=dict)

    async def call(self, method: str, path: str, **kwargs: Any) -> tuple[int, Any]:
        """Return the status and the JSON body, None for an empty one."""
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        async with self.session.request(method, self.url + path, headers=headers, **kwargs) as answer:
            self.headers = dict(answer.headers)
            text = await answer.text()
            return answer.status, await answer.json() if text else None

    async def get(self, path: str, **kwargs: Any) -> tuple[int, Any]:
        return await self.call("GET", path, **kwargs)

    async def post(self, path: str, body: Any) -> tuple[int, Any]:
        return await self.call("POST", path, json=body)

    async def open_session(self, callback_url: str = "http://127.0.0.1:9/cb", **fields: Any) -> str:
        """Return the link of a new face check."""
        status, body = await self.post("/v1/video/assets/sessions", {"callback_url": callback_url, **fields})
        assert status == 200, body
        return body["h5_link"]

    async def end_session(self, link: str, outcome: str) -> aiohttp.ClientResponse:
        """Choose an ending on the phone page; the redirect is not followed."""
        return await self.session.post(link, data={"outcome": outcome}, allow_redirects=False)

    async def new_group(self) -> str:
        """Return the group of a person who has just passed a face check."""
        answer = await self.end_session(await self.open_session(), "pass")
        from yarl import URL

        return URL(answer.headers["Location"]).query["group_id"]

    async def upload(self, url: str, **fields: Any) -> str:
        """Upload a file and return its id."""
        status, body = await self.post("/v1/video/assets", {"url": url, "asset_type": "Image", **fields})
        assert status == 200, body
        return body["id"]

    async def status(self, asset_id: str) -> str:
        return (await self.get(f"/v1/video/assets/{asset_id}"))[1]["status"]

    async def reviewed(self, asset_id: str) -> str:
        """Wait until the review of a file is over and return its status; the clock must be past it."""
        return await self._settled(f"/v1/video/assets/{asset_id}", ("processing",))

    async def ended(self, video_id: str) -> str:
        """Wait until a video has ended and return its status; the clock must be past it."""
        return await self._settled(f"/v1/video/generations/{video_id}", ("queued", "running"))

    async def _settled(self, path: str, unsettled: tuple[str, ...]) -> str:
        for _ in range(400):
            _, body = await self.get(path)
            if body["status"] not in unsettled:
                return body["status"]
            await asyncio.sleep(0.02)
        raise AssertionError(f"{path} never settles")


@dataclass
class Media:
    """A host on loopback that serves what is put into `files`, and takes web hooks."""

    url: str
    files: dict[str, tuple[bytes, str]]
    hooks: asyncio.Queue[Any]

    def put(self, name: str, data: bytes, content_type: str = "image/jpeg") -> str:
        """Serve these bytes and return their URL."""
        self.files[name] = (data, content_type)
        return f"{self.url}/{name}"


@pytest.fixture(name="clock")
def _clock() -> Clock:
    return Clock()


@pytest.fixture(name="start")
async def _start(clock):
    """Start servers by options, with the test's clock; every one is stopped at the end."""
    runners, sessions = [], []

    async def start(**options: Any) -> Api:
        runner, url = await serve(0, GatewayOptions(**{"now": clock, **options}))
        runners.append(runner)
        sessions.append(aiohttp.ClientSession())
        return Api(url, sessions[-1])

    yield start
    for session in sessions:
        await session.close()
    for runner in runners:
        await runner.cleanup()


@pytest.fixture(name="api")
async def _api(start) -> Api:
    return await start()


@pytest.fixture(name="media")
async def _media():
    media = Media("", {}, asyncio.Queue())

    async def serve_file(request: web.Request) -> web.Response:
        if request.match_info["name"] not in media.files:
            raise web.HTTPNotFound
        data, content_type = media.files[request.match_info["name"]]
        return web.Response(body=data, content_type=content_type)

    async def take_hook(request: web.Request) -> web.Response:
        await media.hooks.put(await request.json())
        return web.Response()

    app = web.Application()
    app.add_routes([web.get("/{name}", serve_file), web.post("/hook", take_hook)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    media.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield media
    await runner.cleanup()
