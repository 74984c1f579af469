"""The running bot: Slack's side, the poller, the notifier and the web pages, until told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from typing import Any

import structlog
from aiohttp import web
from slack_bolt.async_app import AsyncApp

from bot.admin import admin_port
from bot.backup.hold import held, until_confirmed
from bot.housekeeping import keep_house
from bot.media.leftovers import erase_leftovers
from bot.metrics import measured_steps
from bot.notifier import Notifier
from bot.outages import OutageWatch
from bot.parts import Parts, build_parts, jitter
from bot.poller import Poller, Tools
from bot.poller.plan import Plan
from bot.poller.posts import slack_posts
from bot.poller.steps import STEPS
from bot.settings import Settings
from bot.socket_mode import SocketMode
from bot.web import WebParts, create_web
from handlers.app import create_app
from handlers.slack.pacing import Pacing
from storage.changes import Put, change
from storage.model import Workspace
from workflow.jobs import Gaps

log = structlog.get_logger(__name__)

Connected = Callable[[], Awaitable[bool]]


async def run(settings: Settings, stop: asyncio.Event) -> None:
    """Run until `stop`; in-flight work gets a few seconds, what is left is taken up at the next start."""
    async with build_parts(settings) as parts:
        await parts.storage.reclaim()
        await erase_leftovers(parts.store, parts.storage)
        watch = OutageWatch(parts.desk, await _remember_workspace(parts), parts.availabilities)
        await watch.resume()
        plan = Plan()
        plan.remember(await parts.storage.decision_times())
        poller, notifier, wake = _poller(parts, plan), *_notifier(parts)
        parts.storage.on_commit(lambda jobs, messages: _woken(poller, wake, jobs=jobs, messages=messages))
        app = _app(parts)
        # Connected first: whoever finds our port open finds a bot that Slack reaches.
        async with (
            _socket_mode(parts, app, stop) as connected,
            _web(parts, app, connected),
            admin_port(parts),
        ):
            log.info("ready", providers=sorted(parts.providers), socket_mode=parts.environment.socket_mode)
            async with asyncio.TaskGroup() as group:
                group.create_task(poller.run(stop), name="poller")
                group.create_task(_post(parts, notifier, stop), name="notifier")
                group.create_task(watch.run(stop), name="outages")
                group.create_task(keep_house(parts.storage, parts.desk.clock, stop), name="housekeeping")


async def _post(parts: Parts, notifier: Notifier, stop: asyncio.Event) -> None:
    """After a restore nothing is posted until somebody has read what differs."""
    if await asyncio.to_thread(held, parts.environment.data_dir) is not None:
        log.warning("posting is held", until="likeness restore --confirm")
    await until_confirmed(parts.environment.data_dir, stop)
    await notifier.run(stop)


def _woken(poller: Poller, wake: asyncio.Event, *, jobs: bool, messages: bool) -> None:
    if jobs:
        poller.wake()
    if messages:
        wake.set()


async def _remember_workspace(parts: Parts) -> str:
    """Ask Slack which workspace this is; its team id."""
    known = await parts.slack.auth_test()
    workspace = Workspace(
        team_id=str(known["team_id"]),
        name=str(known.get("team") or ""),
        bot_user_id=str(known["user_id"]),
        created_at=parts.desk.clock(),
    )
    await parts.storage.apply(change(Put(row=workspace)))
    return workspace.team_id


def _poller(parts: Parts, plan: Plan) -> Poller:
    environment = parts.environment
    tools = Tools(
        desk=parts.desk,
        providers=parts.providers,
        store=parts.store,
        gaps=Gaps(
            smallest=int(environment.poll_min_seconds * 1000),
            largest=int(environment.poll_max_seconds * 1000),
        ),
        jitter=jitter,
        bring_in=parts.edges.bring_in,
        download=parts.edges.download,
        media_url=parts.edges.media_link,
        plan=plan,
        posts=slack_posts(parts.slack),
        availabilities=parts.availabilities,
    )
    return Poller(tools, measured_steps(STEPS, parts.metrics))


def _notifier(parts: Parts) -> tuple[Notifier, asyncio.Event]:
    wake = asyncio.Event()
    notifier = Notifier(
        storage=parts.storage,
        slack=parts.slack,
        composer=parts.composer,
        open_attachment=parts.edges.open_attachment,
        clock=parts.desk.clock,
        pacing=Pacing(posts_per_minute=parts.environment.posts_per_minute),
        wake=wake,
        door=parts.surface.door,
    )
    return notifier, wake


def _app(parts: Parts) -> AsyncApp:
    environment = parts.environment
    token, secret = environment.slack_bot_token, environment.slack_signing_secret
    return create_app(
        parts.surface,
        token=token.get_secret_value() if token else "",
        signing_secret=secret.get_secret_value() if secret and not environment.socket_mode else None,
        base_url=environment.slack_api_url,
        session=parts.edges.slack_session,
    )


@contextlib.asynccontextmanager
async def _web(parts: Parts, app: AsyncApp, connected: Connected) -> AsyncIterator[None]:
    environment = parts.environment
    web_parts = WebParts(
        desk=parts.desk,
        providers=parts.providers,
        keys=parts.keys,
        store=parts.store,
        public_url=environment.public_url,
        slack_app=None if environment.socket_mode else app,
        connected=connected,
    )
    runner = web.AppRunner(create_web(web_parts), access_log=None, shutdown_timeout=3)
    await runner.setup()
    try:
        await web.TCPSite(runner, environment.host, environment.port).start()
        log.info("listening", host=environment.host, port=runner.addresses[0][1])
        yield
    finally:
        await runner.cleanup()


@contextlib.asynccontextmanager
async def _socket_mode(parts: Parts, app: AsyncApp, stop: asyncio.Event) -> AsyncIterator[Connected]:
    token = parts.environment.slack_app_token
    if token is None:
        yield _by_http
        return
    connections = SocketMode(app, token.get_secret_value())
    try:
        await _unless(stop, connections.connect())
        yield connections.is_connected
    finally:
        await connections.close()


async def _by_http() -> bool:
    """Slack calls us, whenever it has something to say."""
    return True


async def _unless(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> None:
    """Do the work; whoever stops the bot meanwhile need not wait for it."""
    working, stopped = asyncio.create_task(work), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({working, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            await working
    finally:
        stopped.cancel()
        working.cancel()
        await asyncio.wait({working, stopped})


def stop_on_signals(stop: asyncio.Event) -> None:
    """SIGTERM and SIGINT ask for an orderly end."""
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
