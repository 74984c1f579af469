"""PomexAI, simulated from its documentation alone.

Departures: http callbacks and media are taken for loopback hosts, and the phone page and signed links are
on this server. The documents' sample ids exist in every account; every other id that an account did not make
belongs to somebody else.
"""

from collections.abc import Sequence

from aiohttp import web

from sandbox.providers.pomex import shapes
from sandbox.providers.pomex.assets import AssetEndpoints
from sandbox.providers.pomex.desk import NAME, Desk
from sandbox.providers.pomex.videos import VideoEndpoints
from sandbox.providers.wire import json_answer
from sandbox.providers.world import World


class Pomex:
    """The endpoints of PomexAI over the shared world."""

    name = NAME
    prefixes = ("/v1/video/",)

    def __init__(self, world: World) -> None:
        self._desk = Desk(world)
        self._assets = AssetEndpoints(self._desk)
        self._videos = VideoEndpoints(self._desk)

    def routes(self) -> Sequence[web.RouteDef]:
        return (*self._assets.routes(), *self._videos.routes())

    def refusal(self, status: int, message: str) -> web.Response:
        body = shapes.error_body(self._desk.shapes, status, message)
        answer = json_answer(self._desk.world.variant, body, status)
        if status == 429 and self._desk.shapes.retry_after:
            answer.headers["Retry-After"] = "1"
        return answer


__all__ = ["Pomex"]
