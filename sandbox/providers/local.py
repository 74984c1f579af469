"""Pages under /_local/ that no gateway has: what happened here, and faults to order."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from html import escape

from aiohttp import web

from sandbox.providers.faults import parse_rules
from sandbox.providers.wire import RefusalError, json_object
from sandbox.providers.world import WORLD, World

PREFIX = "/_local/"
_STYLE = """
:root{color-scheme:light dark}
body{font:14px/1.5 system-ui,sans-serif;margin:0 auto;padding:20px;max-width:1100px}
h1{font-size:20px}h2{font-size:16px;margin:24px 0 6px}
div{overflow-x:auto}table{border-collapse:collapse;width:100%}
td,th{text-align:left;padding:4px 10px 4px 0;border-bottom:1px solid #8884;white-space:nowrap}
"""


def _time(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M:%S")


def _table(title: str, heads: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    lines = "".join(
        "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows
    )
    top = "".join(f"<th>{escape(head)}</th>" for head in heads)
    return f"<h2>{escape(title)}</h2><div><table><tr>{top}</tr>{lines}</table></div>"


def _sessions(world: World) -> str:
    now = world.now()
    rows = (
        (
            check.gateway,
            check.account,
            f"{check.token[:6]}…",
            check.lang,
            check.outcome or ("expired" if now >= check.expires_at else "pending"),
            _time(check.created_at),
        )
        for check in world.face_checks.values()
    )
    return _table("Face checks", ("gateway", "account", "link", "language", "outcome", "made"), rows)


def _assets(world: World) -> str:
    now = world.now()
    rows = (
        (
            account.gateway,
            account.id,
            asset.id,
            asset.group.id,
            asset.kind,
            asset.state(now),
            asset.failure.message if asset.failure and asset.state(now) == "failed" else "",
            _time(asset.created_at),
        )
        for account in world.accounts.values()
        for asset in account.assets.values()
    )
    return _table("Files", ("gateway", "account", "id", "group", "type", "status", "why", "made"), rows)


def _videos(world: World) -> str:
    now = world.now()
    rows = (
        (
            account.gateway,
            account.id,
            video.id,
            video.model,
            video.state(now),
            video.prompt[:80],
            _time(video.created_at),
        )
        for account in world.accounts.values()
        for video in account.videos.values()
    )
    return _table("Videos", ("gateway", "account", "id", "model", "status", "prompt", "made"), rows)


async def index(request: web.Request) -> web.Response:
    """Show face checks, files and videos."""
    world = request.app[WORLD]
    text = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>Simulated gateways</title><style>{_STYLE}</style></head><body><h1>Simulated gateways</h1>"
        f'<p>{len(world.journal.entries)} requests so far: <a href="{PREFIX}journal">journal</a>.</p>'
        f"{_sessions(world)}{_assets(world)}{_videos(world)}</body></html>"
    )
    return web.Response(text=text, content_type="text/html")


async def read_journal(request: web.Request) -> web.Response:
    """Answer `{"requests": [{n, at, method, path, query, key, status, made, fault}]}`."""
    return web.json_response(request.app[WORLD].journal.as_json())


def _faults(world: World) -> web.Response:
    return web.json_response({"rules": [asdict(rule) for rule in world.faults.rules]})


async def read_faults(request: web.Request) -> web.Response:
    return _faults(request.app[WORLD])


async def order_faults(request: web.Request) -> web.Response:
    """Add the rules of `{"rules": [{fault, path, method, times, skip, seconds}]}` to those to come."""
    try:
        rules = parse_rules(await json_object(request))
    except (ValueError, RefusalError) as error:
        return web.json_response({"error": str(error)}, status=400)
    request.app[WORLD].faults.rules.extend(rules)
    return _faults(request.app[WORLD])


async def drop_faults(request: web.Request) -> web.Response:
    request.app[WORLD].faults.rules.clear()
    return _faults(request.app[WORLD])


ROUTES = (
    web.get(PREFIX, index),
    web.get(f"{PREFIX}journal", read_journal),
    web.get(f"{PREFIX}faults", read_faults),
    web.post(f"{PREFIX}faults", order_faults),
    web.delete(f"{PREFIX}faults", drop_faults),
)
