"""JimmyAI's endpoints for balances and for turning a local file into a link."""

from collections.abc import Sequence
from pathlib import PurePath

from aiohttp import web

from sandbox.providers.deliveries import keep_delivery, read_file
from sandbox.providers.fields import refuse
from sandbox.providers.jimmyai.desk import NAME, PREFIX, Desk
from sandbox.providers.jimmyai.shapes import Json
from sandbox.providers.wire import MADE

MAX_BYTES = 100 << 20
LINK_SECONDS = 3 * 86400.0
BALANCE, QUOTA = 100.0, 0
_COST = 0.5
TYPES = {
    **dict.fromkeys(("jpg", "jpeg"), "image/jpeg"),
    **{name: f"image/{name}" for name in ("png", "gif", "webp", "bmp")},
    "svg": "image/svg+xml",
    **dict.fromkeys(("mp4", "m4v"), "video/mp4"),
    "mov": "video/quicktime",
    "avi": "video/x-msvideo",
    "webm": "video/webm",
    "mkv": "video/x-matroska",
    "flv": "video/x-flv",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    **{name: f"audio/{name}" for name in ("wav", "aac", "flac", "ogg")},
}


class ExtraEndpoints:
    """Tell balances, which no call is refused for, and take files of at most 100 MB."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> Sequence[web.RouteDef]:
        guarded = self._desk.guarded
        return (
            web.get(f"{PREFIX}/user/balance", guarded(self._balance)),
            web.get(f"{PREFIX}/key/balance", guarded(self._key_balance)),
            web.post(f"{PREFIX}/files/upload", guarded(self._upload)),
        )

    def _used(self, request: web.Request) -> float:
        return _COST * len(self._desk.account(request).videos)

    async def _balance(self, request: web.Request) -> web.Response:
        used = self._used(request)
        data = {"balance": BALANCE, "used_coin": used, "available": BALANCE - used}
        return self._desk.answer(self._desk.shapes.account_code, data)

    async def _key_balance(self, request: web.Request) -> web.Response:
        data: Json = {
            "total_quota": QUOTA,
            "used_quota": self._used(request),
            "available_quota": QUOTA,
            "unlimited": True,
        }
        if self._desk.shapes.key_name:
            data["name"] = "default"
        return self._desk.answer(self._desk.shapes.account_code, data)

    async def _upload(self, request: web.Request) -> web.Response:
        account, world = self._desk.account(request), self._desk.world
        name, data = await read_file(request, MAX_BYTES)
        suffix = PurePath(name).suffix.lower().removeprefix(".")
        if suffix not in TYPES:
            raise refuse(f"file type is not supported: {suffix or name}")
        delivery = await keep_delivery(world, account, self._desk.new_id("file"), data, TYPES[suffix])
        request[MADE] = delivery.id
        folder, shown = f"{NAME}/{account.id}", f"file.{suffix}"
        link = world.links.sign(world.origin(request), folder, delivery.id, shown, LINK_SECONDS)
        body = {"url": link, "filename": name, "size": len(data), "mime_type": delivery.content_type}
        return self._desk.answer(self._desk.shapes.upload_code, body)
