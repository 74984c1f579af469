"""Large files pass through on disk: the bot's own memory hardly grows, and the child stays within its cap."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import sys
from pathlib import Path

import aiohttp
import numpy as np
import pytest
from aiohttp import web
from PIL import Image

from bot.media.child import MEMORY_BYTES
from tests.bot.media.conftest import encoded, picture, video

ROOT = Path(__file__).resolve().parents[3]
GROWTH_KB = 16 * 1024
VIDEO_BYTES = 200_000_000


def large_jpeg() -> bytes:
    """About 30 MB of noise, which no encoder makes small."""
    pixels = np.random.default_rng(3).integers(0, 255, (5900, 5900, 3), dtype=np.uint8)
    for quality in (88, 85, 80, 75):
        data = encoded(Image.fromarray(pixels), "JPEG", quality=quality)
        if len(data) <= 30_000_000:
            return data
    raise AssertionError(f"{len(data)} bytes")


def large_mp4(small: bytes) -> bytes:
    """A clip that plays, filled up as a container may be."""
    gap = VIDEO_BYTES - len(small)
    return small + gap.to_bytes(4, "big") + b"free" + bytes(gap - 8)


def site(folder: Path, taken: list[tuple[int, str]]) -> web.Application:
    """Files for who asks, and the three calls of an upload to Slack."""

    async def file(request: web.Request) -> web.StreamResponse:
        return web.FileResponse(folder / request.match_info["name"])

    async def call(request: web.Request) -> web.Response:
        host = f"http://{request.host}"
        ticket = {"ok": True, "file_id": "F1", "upload_url": f"{host}/upload"}
        done = {"ok": True, "files": [{"id": "F1", "permalink": f"{host}/p"}]}
        return web.json_response(ticket if "getUploadURL" in request.path else done)

    async def upload(request: web.Request) -> web.Response:
        size, digest = 0, hashlib.sha256()
        async for piece in request.content.iter_chunked(1 << 16):
            size += len(piece)
            digest.update(piece)
        taken.append((size, digest.hexdigest()))
        return web.Response()

    app = web.Application()
    app.router.add_post("/api/{method}", call)
    app.router.add_post("/upload", upload)
    app.router.add_get("/{name}", file)
    return app


@pytest.mark.slow
async def test_a_large_picture_and_a_large_video_pass_through_on_disk(aiohttp_server, tmp_path):
    """30 MB from Slack to the gateway and 200 MB from the gateway to Slack: at most 16 MB more than idle."""
    folder = tmp_path / "site"
    folder.mkdir()
    small = video(folder / "small.mp4", seconds=3).read_bytes()
    (folder / "small.jpg").write_bytes(encoded(picture(), "JPEG"))
    (folder / "large.jpg").write_bytes(large_jpeg())
    (folder / "large.mp4").write_bytes(large_mp4(small))
    assert (folder / "large.jpg").stat().st_size > 25_000_000
    taken: list[tuple[int, str]] = []
    server = await aiohttp_server(site(folder, taken))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bot.media.passing"),
        *(f"http://127.0.0.1:{server.port}", str(tmp_path / "media")),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    async with asyncio.timeout(240), aiohttp.ClientSession() as session:
        async with session.get(json.loads(await process.stdout.readline())["serving"]) as answer:
            size = sum([len(piece) async for piece in answer.content.iter_chunked(1 << 16)])
        assert size > 20_000_000
        process.stdin.write(b"\n")
        weighed = json.loads(await process.stdout.readline())
        assert await process.wait() == 0
    logging.getLogger(__name__).warning("weighed %s", weighed)
    whole = hashlib.sha256((folder / "large.mp4").read_bytes()).hexdigest()
    assert taken[-1] == (VIDEO_BYTES, whole)
    assert weighed["peak_kb"] - weighed["idle_kb"] <= GROWTH_KB
    assert weighed["child_peak_kb"] * 1024 <= MEMORY_BYTES
