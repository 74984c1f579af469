"""Serves files under signed links; ranges of bytes are possible, expired and changed links are refused."""

import asyncio
from pathlib import Path

from aiohttp import web

from sandbox.providers.links import PREFIX
from sandbox.providers.records import Asset, Video, VideoState
from sandbox.providers.studio import content_type, produce, write_stand_in
from sandbox.providers.world import WORLD, World


async def serve_file(request: web.Request) -> web.StreamResponse:
    """Answer 200 or 206 with the file, 403 for a bad link, 404 when the file is gone."""
    world, query = request.app[WORLD], request.query
    if not world.links.allows(request.path, query.get("X-Expires"), query.get("X-Signature")):
        return web.Response(text="AccessDenied: the link has expired or its signature is wrong", status=403)
    parts = {name: request.match_info[name] for name in ("gateway", "account", "id")}
    account = world.accounts.get((parts["gateway"], parts["account"]))
    delivery = account and account.deliveries.get(parts["id"])
    if delivery:
        return web.FileResponse(delivery.file, headers={"Content-Type": delivery.content_type})
    found = account and (account.assets.get(parts["id"]) or account.videos.get(parts["id"]))
    if not found:
        return web.Response(text="NoSuchKey: the file was deleted", status=404)
    path = await (_asset_file(world, found) if isinstance(found, Asset) else _video_file(world, found))
    if path is None:
        return web.Response(text="NoSuchKey: there is no file yet", status=404)
    kind = (
        "video/mp4" if isinstance(found, Video) else await asyncio.to_thread(content_type, path, found.kind)
    )
    return web.FileResponse(path, headers={"Content-Type": kind, "Cache-Control": "private"})


async def _asset_file(world: World, asset: Asset) -> Path | None:
    if asset.file is None and asset.reviewed and asset.failure is None:
        await world.in_thread(lambda: write_stand_in(world.folder, asset))
    return asset.file


async def _video_file(world: World, video: Video) -> Path | None:
    """Return the film; that of a documents' sample is made when it is first asked for."""
    if video.file is None and video.state(world.now()) is VideoState.SUCCEEDED:
        await produce(world, video)
    return video.file


ROUTES = (web.get(f"{PREFIX}/{{gateway}}/{{account}}/{{id}}/{{name}}", serve_file),)
