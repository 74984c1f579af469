"""Bytes in and out: the upload step, private urls, and files for the local page."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import BodyPartReader, web
from PIL import Image

from sandbox.slack.errors import PageError
from sandbox.slack.model.clock import new_id
from sandbox.slack.model.files import MAX_UPLOAD, File, sniff
from sandbox.slack.model.people import BOT_USER
from sandbox.slack.render import page_file

if TYPE_CHECKING:
    from sandbox.slack.workspace import Workspace

_CHUNK = 1 << 18
LOGIN_PAGE = """<!DOCTYPE html><html lang="en-US"><head><title>Sign in | Slack</title></head>
<body><h1>Sign in to Likeness Studio</h1><form method="post"><input type="email" name="email">
<button>Sign In With Email</button></form></body></html>"""


class TooLargeError(Exception):
    """More bytes than announced or allowed."""


def _size_of_picture(path: Path) -> tuple[int, int]:
    try:
        with Image.open(path) as picture:
            return picture.size
    except (OSError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return 0, 0


async def store(file: File, chunks: AsyncIterator[bytes], most: int) -> None:
    """Stream bytes to disk and note size and type; `TooLargeError` beyond `most`."""
    size, head = 0, b""
    target = await asyncio.to_thread(file.path.open, "wb")
    try:
        async for chunk in chunks:
            size += len(chunk)
            if size > most:
                raise TooLargeError
            head = head or chunk[:64]
            await asyncio.to_thread(target.write, chunk)
    finally:
        await asyncio.to_thread(target.close)
    file.size, file.mimetype, file.uploaded = size, sniff(head, file.name), True
    if file.mimetype.startswith("image/"):
        file.width, file.height = await asyncio.to_thread(_size_of_picture, file.path)


async def _parts(part: BodyPartReader) -> AsyncIterator[bytes]:
    while chunk := await part.read_chunk(_CHUNK):
        yield chunk


async def receive(ws: "Workspace", request: web.Request) -> web.Response:
    """`POST /upload/v1/{file}`: the raw bytes, or a form with one file, of exactly the announced length."""
    file = next((f for f in ws.files if f.id == request.match_info["file"] and not f.completed), None)
    if file is None:
        return web.Response(status=404, text="not found")
    try:
        if request.content_type == "multipart/form-data":
            part = await (await request.multipart()).next()
            if not isinstance(part, BodyPartReader):
                return web.Response(status=400, text="no file")
            await store(file, _parts(part), file.expected)
        else:
            await store(file, request.content.iter_chunked(_CHUNK), file.expected)
    except TooLargeError:
        file.size = -1
    if file.size != file.expected:
        file.uploaded = False
        return web.Response(status=400, text="the length differs from the announced one")
    return web.Response(text=f"OK - {file.size}")


def _login() -> web.Response:
    return web.Response(text=LOGIN_PAGE, content_type="text/html")


async def private(ws: "Workspace", request: web.Request) -> web.StreamResponse:
    """`GET /files-pri/…`: bytes for the bot's token, Slack's login page (status 200) for everybody else."""
    file = ws.files.by_private_path(request.raw_path.replace("/download/", "/", 1).partition("?")[0])
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    allowed = token == ws.options.bot_token and "files:read" in ws.manifest.scopes
    if file is None or not allowed or not ws.bot_sees(file):
        return _login()
    return web.FileResponse(file.path, headers={"Content-Type": file.mimetype})


async def on_page(ws: "Workspace", request: web.Request) -> web.StreamResponse:
    """`GET /_local/file/{file}`: bytes with ranges; only media are shown, the rest is downloaded as it is."""
    file = next((f for f in ws.files if f.id == request.match_info["file"] and f.completed), None)
    if file is None:
        return web.json_response({"ok": False, "error": "there is no such file"}, status=404)
    safe = file.mimetype.startswith(("image/", "video/", "audio/")) and "svg" not in file.mimetype
    headers = {
        "Content-Type": file.mimetype if safe else "application/octet-stream",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, max-age=3600",
    }
    return web.FileResponse(file.path, headers=headers)


async def from_page(ws: "Workspace", request: web.Request) -> web.Response:
    """`POST /_local/upload`: a person's file; the field `user` comes before the field `file`."""
    if request.content_type != "multipart/form-data":
        raise PageError("an upload is a multipart form")
    user, file = "", None
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        if part.name == "user":
            user = await part.text()
        elif part.name == "file":
            file = await _person_file(ws, user or request.query.get("user", ""), part)
    if file is None:
        raise PageError("the form has no file")
    return web.json_response({"ok": True, "file": page_file(ws, file)})


async def _person_file(ws: "Workspace", user: str, part: BodyPartReader) -> File:
    person = ws.people.human(user)
    if person.id == BOT_USER:
        raise PageError("the bot uploads by its own methods")
    file_id = new_id("F")
    name = (part.filename or "file").replace("/", "_")
    file = File(
        id=file_id,
        name=name,
        title=name,
        owner=user,
        path=ws.data_dir / file_id,
        created=ws.options.now(),
        expected=0,
    )
    try:
        await store(file, _parts(part), MAX_UPLOAD)
    except TooLargeError:
        await asyncio.to_thread(file.path.unlink, missing_ok=True)
        raise PageError("a file has at most 1 GB") from None
    file.completed = True
    return ws.files.add(file)
