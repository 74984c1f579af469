"""APIMart, simulated from its documentation alone.

Departures: http callbacks and media are taken for loopback hosts; the phone page, uploads and signed links
are on this server; `last_frame_url` is not given, and tools, seed and sound change nothing. The documents'
sample ids exist in every account, their one task id standing for session and review; every other id that an
account did not make belongs to somebody else.
"""

from collections.abc import Sequence

from aiohttp import web

from sandbox.providers.apimart import shapes
from sandbox.providers.apimart.avatars import AvatarEndpoints
from sandbox.providers.apimart.desk import NAME, Desk
from sandbox.providers.apimart.tasks import TaskEndpoints
from sandbox.providers.apimart.uploads import UploadEndpoints
from sandbox.providers.apimart.videos import VideoEndpoints
from sandbox.providers.wire import json_answer
from sandbox.providers.world import World


class Apimart:
    """The endpoints of APIMart over the shared world."""

    name = NAME
    prefixes = ("/v1/seedance2/", "/v1/tasks", "/v1/videos/", "/v1/uploads/")

    def __init__(self, world: World) -> None:
        self._desk = Desk(world)
        self._parts = (
            AvatarEndpoints(self._desk),
            TaskEndpoints(self._desk),
            VideoEndpoints(self._desk),
            UploadEndpoints(self._desk),
        )

    def routes(self) -> Sequence[web.RouteDef]:
        return [route for part in self._parts for route in part.routes()]

    def refusal(self, status: int, message: str) -> web.Response:
        body = shapes.error_body(self._desk.shapes, status, message)
        answer = json_answer(self._desk.world.variant, body, status)
        if status == 429 and self._desk.shapes.retry_after:
            answer.headers["Retry-After"] = "1"
        return answer


__all__ = ["Apimart"]
