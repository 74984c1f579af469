"""The server: every route on one port."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

from aiohttp import web

from sandbox.slack import uploads
from sandbox.slack.delivery.ack import Carrier
from sandbox.slack.delivery.deliver import VERIFICATION_TOKEN
from sandbox.slack.delivery.http import HttpDelivery
from sandbox.slack.delivery.socket_mode import SocketMode
from sandbox.slack.errors import PageError, SlackError
from sandbox.slack.interactions import responses
from sandbox.slack.methods import gate
from sandbox.slack.options import SlackOptions
from sandbox.slack.page import routes
from sandbox.slack.workspace import Workspace

WORKSPACE: web.AppKey[Workspace] = web.AppKey("workspace", Workspace)
MAX_FORM = 16 << 20
_Serve = Callable[[Workspace, web.Request], Awaitable[web.StreamResponse]]
_Next = Callable[[web.Request], Awaitable[web.StreamResponse]]


def _carrier(options: SlackOptions) -> Carrier:
    if options.events_url:
        return HttpDelivery(options.events_url, options.signing_secret, options.now, options.ack_seconds)
    return SocketMode(options.now, options.ack_seconds)


def _handler(serve: _Serve) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def handle(request: web.Request) -> web.StreamResponse:
        return await serve(request.app[WORKSPACE], request)

    return handle


def _foreign(request: web.Request) -> bool:
    """Whether a browser sends this from somebody else's page."""
    origin = request.headers.get("Origin")
    return origin is not None and origin.partition("://")[2] != request.host


@web.middleware
async def _around(request: web.Request, handler: _Next) -> web.StreamResponse:
    ws = request.app[WORKSPACE]
    if not ws.base_url:
        ws.base_url = str(request.url.origin())
    if not request.path.startswith("/_local"):
        return await handler(request)
    if _foreign(request):
        return web.json_response({"ok": False, "error": "this page is for its own origin"}, status=403)
    try:
        return await handler(request)
    except (PageError, SlackError) as problem:
        return routes.answer_problem(problem)


async def _link(ws: Workspace, request: web.Request) -> web.StreamResponse:
    if not isinstance(ws.carrier, SocketMode):
        return web.Response(status=404, text="this workspace delivers by HTTP")
    return await ws.carrier.serve(request)


async def _index(ws: Workspace, _request: web.Request) -> web.StreamResponse:
    return web.FileResponse(ws.options.static_dir / "index.html", headers={"Cache-Control": "no-cache"})


async def _static(ws: Workspace, request: web.Request) -> web.StreamResponse:
    root = ws.options.static_dir.resolve()
    path = (root / request.match_info["path"]).resolve()
    if not path.is_relative_to(root) or not path.is_file():
        return web.Response(status=404, text="not found")
    return web.FileResponse(path, headers={"Cache-Control": "no-cache"})


async def _to_page(_ws: Workspace, request: web.Request) -> web.StreamResponse:
    where = request.match_info
    if "file" in where:
        raise web.HTTPFound(f"/_local/file/{where['file']}")
    if "channel" in where:
        ts = f"{where['ts'][1:-6]}.{where['ts'][-6:]}"
        raise web.HTTPFound(f"/_local/?channel={where['channel']}&ts={ts}")
    raise web.HTTPFound("/_local/")


async def _verify_url(ws: Workspace, carrier: HttpDelivery) -> None:
    """Ask until the app answers the challenge: it may start after this server."""
    while True:
        if await carrier.verify(VERIFICATION_TOKEN):
            break
        await asyncio.sleep(1)
    ws.journal.add("delivery", "url_verification", {}, {"ok": True})


def create_workspace(options: SlackOptions) -> web.Application:
    """The whole local Slack as one application."""
    app = web.Application(client_max_size=MAX_FORM, middlewares=[_around])
    data_dir = options.data_dir or Path(tempfile.mkdtemp(prefix="slack-files-"))
    data_dir.mkdir(parents=True, exist_ok=True)
    ws = Workspace(options, data_dir, _carrier(options))
    app[WORKSPACE] = ws

    async def running(_app: web.Application) -> AsyncIterator[None]:
        if isinstance(ws.carrier, HttpDelivery):
            ws.spawn(_verify_url(ws, ws.carrier))
        yield
        if options.data_dir is None:
            await asyncio.to_thread(shutil.rmtree, data_dir, ignore_errors=True)

    async def hang_up(_app: web.Application) -> None:
        await ws.close()

    app.cleanup_ctx.append(running)
    app.on_shutdown.append(hang_up)
    app.add_routes(
        [
            web.get("/api/{method}", _handler(gate.serve)),
            web.post("/api/{method}", _handler(gate.serve)),
            web.get("/link/", _handler(_link)),
            web.post("/upload/v1/{file}", _handler(uploads.receive)),
            web.get("/files-pri/{path:.+}", _handler(uploads.private)),
            web.post("/hooks/{token}", _handler(responses.serve)),
            web.get("/archives/{channel}/{ts:p[0-9]{7,}}", _handler(_to_page)),
            web.get("/files/{user}/{file}/{name}", _handler(_to_page)),
            web.get("/", _handler(_to_page)),
            web.get("/_local/", _handler(_index)),
            web.get("/_local/{look:state|journal|live}", _handler(routes.look)),
            web.get("/_local/file/{file}", _handler(uploads.on_page)),
            web.post("/_local/{act}", _handler(routes.act)),
            web.get("/_local/static/{path:.+}", _handler(_static)),
        ]
    )
    return app


async def serve(port: int, options: SlackOptions) -> tuple[web.AppRunner, str]:
    """Listen on loopback (port 0 takes a free one); answers the runner to clean up and the base url."""
    app = create_workspace(options)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    url = options.base_url or f"http://127.0.0.1:{runner.addresses[0][1]}"
    app[WORKSPACE].base_url = url.rstrip("/")
    return runner, url
