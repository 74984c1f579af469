"""APIMart's endpoint that turns a local picture into a link."""

from collections.abc import Sequence
from datetime import UTC, datetime

from aiohttp import web

from sandbox.providers.apimart.desk import NAME, Desk
from sandbox.providers.deliveries import keep_delivery, read_file
from sandbox.providers.fields import refuse
from sandbox.providers.wire import MADE

PATH = "/v1/uploads/images"
MAX_BYTES = 20 << 20
LINK_SECONDS = 72 * 3600.0


class UploadEndpoints:
    """Take a picture of at most 20 MB."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> Sequence[web.RouteDef]:
        return (web.post(PATH, self._desk.guarded(self._upload)),)

    async def _upload(self, request: web.Request) -> web.Response:
        account, world = self._desk.account(request), self._desk.world
        name, data = await read_file(request, MAX_BYTES)
        kind = picture_type(data)
        if kind is None:
            raise refuse("file must be a JPEG, PNG, WebP or GIF image")
        delivery = await keep_delivery(world, account, self._desk.new_id("upload"), data, kind)
        request[MADE] = delivery.id
        origin, file_name = world.origin(request), f"image.{kind.removeprefix('image/')}"
        link = world.links.sign(origin, f"{NAME}/{account.id}", delivery.id, file_name, LINK_SECONDS)
        now = world.now()
        moment = datetime.fromtimestamp(now, UTC).isoformat(timespec="seconds")
        return self._desk.answer(
            {
                "url": link,
                "filename": name,
                "content_type": kind,
                "bytes": len(data),
                "created_at": int(now) if self._desk.shapes.uploaded_at == "whole" else moment,
            }
        )


def picture_type(data: bytes) -> str | None:
    """Return the content type that the first bytes show, None for no picture of the four kinds."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    heads = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png", b"GIF8": "image/gif"}
    return next((kind for head, kind in heads.items() if data.startswith(head)), None)
