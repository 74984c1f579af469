"""One gateway of two families: their endpoints, the result call that they share, and unknown routes."""

from collections.abc import Sequence

from aiohttp import web

from sandbox.providers.globalai import shapes
from sandbox.providers.globalai.desk import BASE, Desk
from sandbox.providers.kyyvideo2 import KyyVideo2
from sandbox.providers.sd2_manxue import Sd2Manxue
from sandbox.providers.wire import json_answer
from sandbox.providers.world import World


class GlobalAi:
    """Both families over the shared world, and what they share: the result call and unknown routes."""

    name = "globalai"
    prefixes = (f"{BASE}/",)

    def __init__(self, world: World) -> None:
        self._desk = Desk(world)
        self._kyyvideo2 = KyyVideo2(self._desk)
        self._sd2_manxue = Sd2Manxue(self._desk)

    def routes(self) -> Sequence[web.RouteDef]:
        result = self._desk.guarded(self._result, self._desk.unknown_task)
        return (
            *self._kyyvideo2.routes(),
            *self._sd2_manxue.routes(),
            web.get(f"{BASE}/v1/result/{{id}}", result),
            web.route("*", f"{BASE}/{{path:.*}}", self._nothing),
        )

    def refusal(self, status: int, message: str) -> web.Response:
        body = shapes.error_body(self._desk.shapes, status, message)
        return json_answer(self._desk.world.variant, body, status)

    async def _result(self, request: web.Request) -> web.Response:
        """Answer for a video of either family."""
        for family in (self._kyyvideo2, self._sd2_manxue):
            if body := family.task_body(request, request.match_info["id"]):
                return self._desk.answer(body)
        raise shapes.refused("task not found")

    async def _nothing(self, request: web.Request) -> web.Response:
        message = f"No handler found for {request.method} {request.path}"
        return json_answer(self._desk.world.variant, {"message": message}, 404)
