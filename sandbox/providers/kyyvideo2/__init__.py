"""KyyVideo2, simulated: enveloped assets, flat video tasks."""

from collections.abc import Sequence

from aiohttp import web

from sandbox.providers.globalai import shapes as common
from sandbox.providers.globalai.desk import BASE, Desk
from sandbox.providers.globalai.measures import unfit_frame
from sandbox.providers.globalai.tasks import begin
from sandbox.providers.kyyvideo2.assets import AssetEndpoints
from sandbox.providers.kyyvideo2.samples import NAME, sample_account
from sandbox.providers.kyyvideo2.shapes import choose_shapes
from sandbox.providers.kyyvideo2.video_requests import read_video
from sandbox.providers.wire import MADE, json_object


class KyyVideo2:
    """The endpoints of one family; the result call is shared with the other."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._shapes = choose_shapes(desk.world.variant)
        self._assets = AssetEndpoints(desk, self._shapes)

    def routes(self) -> Sequence[web.RouteDef]:
        create = self._desk.guarded(self._create, self._desk.refused_task)
        return (*self._assets.routes(), web.post(f"{BASE}/v1/kyyvideo2/videos", create))

    async def _create(self, request: web.Request) -> web.Response:
        account, world = self._desk.account(request, NAME, sample_account), self._desk.world
        body = await json_object(request)
        order = read_video(body, old_models=self._shapes.old_models)
        unfit = unfit_frame if body.get("first_image") else None
        video_id = self._shapes.video_prefix + self._desk.uuid()
        video = await begin(self._desk, account, video_id, order, world.origin(request), unfit)
        request[MADE] = video.id
        created = common.created_body(self._desk.shapes, video, world.now())
        return self._desk.answer(created | self._echo())

    def _echo(self) -> common.Json:
        return {"model": self._shapes.echoed_model} if self._shapes.echoed_model else {}

    def task_body(self, request: web.Request, video_id: str) -> common.Json | None:
        """Return the state of one of the caller's videos, None when it is not there."""
        account = self._desk.account(request, NAME, sample_account)
        video = account.videos.get(video_id)
        if video is None:
            return None
        link, now = self._desk.video_link(request, account, video), self._desk.world.now()
        return common.task_body(self._desk.shapes, video, now, link, tokens=True)


__all__ = ["KyyVideo2"]
