"""JimmyAI's SP line, simulated from its documentation alone.

Departures: http media are taken for loopback hosts, and uploads and signed links are on this server; the
models of the other lines are unknown here. The documents' sample ids exist in every account; every other id
that an account did not make belongs to somebody else.
"""

from collections.abc import Sequence

from aiohttp import web

from sandbox.providers.jimmyai.assets import AssetEndpoints
from sandbox.providers.jimmyai.desk import NAME, PREFIX, Desk
from sandbox.providers.jimmyai.extras import ExtraEndpoints
from sandbox.providers.jimmyai.videos import VideoEndpoints
from sandbox.providers.world import World


class JimmyAI:
    """The endpoints of JimmyAI over the shared world."""

    name = NAME
    prefixes = (f"{PREFIX}/",)

    def __init__(self, world: World) -> None:
        self._desk = Desk(world)
        self._parts = (AssetEndpoints(self._desk), VideoEndpoints(self._desk), ExtraEndpoints(self._desk))

    def routes(self) -> Sequence[web.RouteDef]:
        return [route for part in self._parts for route in part.routes()]

    def refusal(self, status: int, message: str) -> web.Response:
        return self._desk.refusal(status, message)


__all__ = ["JimmyAI"]
