"""JimmyAI's endpoints for videos."""

from collections.abc import Mapping, Sequence

from aiohttp import web

from sandbox.providers.fields import refuse
from sandbox.providers.intake import referenced, take_video
from sandbox.providers.jimmyai import shapes
from sandbox.providers.jimmyai.desk import NAME, PREFIX, Desk
from sandbox.providers.jimmyai.video_requests import NOT_SUPPORTED, OFFICIAL, read_video
from sandbox.providers.records import Account, Asset, Video
from sandbox.providers.wire import MADE, json_object

CREATE_PATH = f"{PREFIX}/seedance/videos"
READ_PATH = f"{PREFIX}/videos/{{task_id}}"
# Links work for three days, thrice the common time.
_LINK_TIMES = 3


class VideoEndpoints:
    """Start and read videos."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._world = desk.world

    def routes(self) -> Sequence[web.RouteDef]:
        guarded = self._desk.guarded
        return (
            web.post(CREATE_PATH, guarded(self._create)),
            web.get(READ_PATH, guarded(self._read)),
        )

    async def _create(self, request: web.Request) -> web.Response:
        account, world = self._desk.account(request), self._world
        order = read_video(self._desk.shapes, await json_object(request))
        known, now = self._known(account), world.now()
        assets = [referenced(account, known, item, now) for item in order.references]
        real = any(asset.group.real for asset in assets)
        if real and order.model in OFFICIAL and not self._desk.shapes.official_people:
            raise refuse(f"{NOT_SUPPORTED}: {order.model} takes no real-person assets")
        video = take_video(world, account, self._desk.new_id("task"), order, assets, world.origin(request))
        request[MADE] = video.id
        return self._answer(shapes.started_video(self._desk.shapes, video))

    def _known(self, account: Account) -> Mapping[str, Asset]:
        """Return the account's files by every id that a reference may hold."""
        assets, forms = account.assets, self._desk.shapes
        references = {
            shapes.asset_ref(forms, asset).removeprefix("asset://"): asset for asset in assets.values()
        }
        return references | assets

    async def _read(self, request: web.Request) -> web.Response:
        account = self._desk.account(request)
        video = account.videos.get(request.match_info["task_id"])
        if video is None:
            raise self._desk.missing("task")
        link = self._link(
            "" if self._desk.shapes.relative_url else self._world.origin(request), account, video
        )
        return self._answer(shapes.video_body(self._desk.shapes, video, self._world.now(), link))

    def _link(self, origin: str, account: Account, video: Video) -> str:
        end = video.ends_at + _LINK_TIMES * self._world.options.video_link_seconds
        folder, seconds = f"{NAME}/{account.id}", end - self._world.now()
        return self._world.links.sign(origin, folder, video.id, "output.mp4", seconds)

    def _answer(self, data: shapes.Json) -> web.Response:
        return self._desk.answer(self._desk.shapes.video_code, data)
