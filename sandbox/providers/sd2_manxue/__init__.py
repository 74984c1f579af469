"""SD2 Manxue, simulated: batches of assets, and models that name the resolution."""

from collections.abc import Sequence

from aiohttp import web

from sandbox.providers.globalai import shapes as common
from sandbox.providers.globalai.desk import BASE, Desk
from sandbox.providers.globalai.measures import too_long
from sandbox.providers.globalai.tasks import begin
from sandbox.providers.sd2_manxue.assets import AssetEndpoints
from sandbox.providers.sd2_manxue.samples import NAME, sample_account
from sandbox.providers.sd2_manxue.shapes import choose_shapes
from sandbox.providers.sd2_manxue.video_requests import read_video
from sandbox.providers.studio import REFUSED_WORD
from sandbox.providers.wire import MADE, json_object


class Sd2Manxue:
    """The endpoints of one family; the result call is shared with the other."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._shapes = choose_shapes(desk.world.variant)
        self._assets = AssetEndpoints(desk, self._shapes)

    def routes(self) -> Sequence[web.RouteDef]:
        create = self._desk.guarded(self._create, self._desk.refused_task)
        return (*self._assets.routes(), web.post(f"{BASE}/v1/sd2_manxue/videos", create))

    async def _create(self, request: web.Request) -> web.Response:
        account, world = self._desk.account(request, NAME, sample_account), self._desk.world
        video_models = self._shapes.video_models == "required"
        order = read_video(await json_object(request), video_models=video_models)
        origin = world.origin(request)
        video = await begin(self._desk, account, self._new_id(), order, origin, too_long)
        if REFUSED_WORD in video.prompt:  # refusals by content come at once
            video.ends_at = video.runs_at
        request[MADE] = video.id
        if self._shapes.created == "project":
            code = common.worded_code(0, self._shapes.code)
            return self._desk.answer(common.envelope(code, None, {"projectId": video.id}))
        return self._desk.answer(common.created_body(self._desk.shapes, video, world.now()))

    def _new_id(self) -> str:
        if self._shapes.created == "project":
            return f"proj_sd2manxue_{self._desk.world.variant.random.randrange(10**9, 10**10)}"
        return f"video_{self._desk.uuid()}"

    def task_body(self, request: web.Request, video_id: str) -> common.Json | None:
        """Return the state of one of the caller's videos, None when it is not there."""
        account = self._desk.account(request, NAME, sample_account)
        video = account.videos.get(video_id)
        if video is None:
            return None
        link, now = self._desk.video_link(request, account, video), self._desk.world.now()
        return common.task_body(self._desk.shapes, video, now, link, tokens=False)


__all__ = ["Sd2Manxue"]
