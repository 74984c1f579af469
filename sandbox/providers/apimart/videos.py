"""APIMart's endpoint that starts videos; they are read as tasks."""

from collections.abc import Sequence

from aiohttp import web

from sandbox.providers.apimart import shapes
from sandbox.providers.apimart.desk import Desk
from sandbox.providers.apimart.video_requests import read_video
from sandbox.providers.fields import refuse
from sandbox.providers.intake import referenced, take_video
from sandbox.providers.wire import MADE, json_object

PATH = "/v1/videos/generations"


class VideoEndpoints:
    """Start a video."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> Sequence[web.RouteDef]:
        return (web.post(PATH, self._desk.guarded(self._create)),)

    async def _create(self, request: web.Request) -> web.Response:
        account, world = self._desk.account(request), self._desk.world
        order = read_video(self._desk.shapes, await json_object(request))
        now = world.now()
        assets = [referenced(account, account.assets, item, now) for item in order.references]
        real = any(asset.group.real for asset in assets)
        if real and self._desk.shapes.real_only_face and not order.model.endswith("-face"):
            raise refuse(f"{order.model} takes no real-person assets, use a -face model")
        video = take_video(world, account, self._desk.new_task_id(), order, assets, world.origin(request))
        request[MADE] = video.id
        data = {"status": "submitted", "task_id": video.id}
        return self._desk.answer(shapes.created(self._desk.shapes.video_data, data))
