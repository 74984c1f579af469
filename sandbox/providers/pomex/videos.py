"""PomexAI's endpoints for videos."""

from collections.abc import Sequence

from aiohttp import web

from sandbox.providers.pomex import shapes
from sandbox.providers.pomex.asset_requests import read_page, refuse
from sandbox.providers.pomex.desk import Desk
from sandbox.providers.pomex.video_requests import Reference, VideoRequest, read_video
from sandbox.providers.records import Account, Asset, AssetState, Video
from sandbox.providers.studio import call_hook, produce
from sandbox.providers.wire import MADE, RefusalError, json_object

PATH = "/v1/video/generations"
_KINDS = {"image_url": "Image", "video_url": "Video", "audio_url": "Audio"}


class VideoEndpoints:
    """Start, read, list and delete videos."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._world = desk.world

    def routes(self) -> Sequence[web.RouteDef]:
        guarded = self._desk.guarded
        return (
            web.post(PATH, guarded(self._create)),
            web.get(PATH, guarded(self._list)),
            web.get(f"{PATH}/{{task_id}}", guarded(self._get)),
            web.delete(f"{PATH}/{{task_id}}", guarded(self._delete)),
        )

    async def _create(self, request: web.Request) -> web.Response:
        account, world = self._desk.account(request), self._world
        wanted = read_video(await json_object(request))
        assets = [self._referenced(account, reference) for reference in wanted.references]
        video = self._new_video(wanted, assets, world.origin(request))
        account.videos[video.id] = video
        request[MADE] = video.id
        world.spawn(produce(world, video))
        world.spawn(call_hook(world, video, lambda: self._body(video.origin, account, video)))
        return self._desk.answer(shapes.created_video(self._desk.shapes, video, world.now()))

    def _new_video(self, wanted: VideoRequest, assets: list[Asset], origin: str) -> Video:
        variant, now, video_id = self._world.variant, self._world.now(), self._desk.new_id("cgt")
        span = self._world.options.video_seconds
        queued = variant.fraction(f"queue/{video_id}", low=0.05, high=0.4, usual=0.2)
        ended = variant.fraction(f"film/{video_id}", low=0.5, high=0.95, usual=0.8)
        return Video(
            id=video_id,
            model=wanted.model,
            prompt=wanted.prompt,
            assets=assets,
            ratio=wanted.ratio,
            seconds=wanted.seconds,
            created_at=now,
            runs_at=now if self._desk.shapes.video_starts_running else now + queued * span,
            ends_at=now + ended * span,
            origin=origin,
            callback_url=wanted.callback_url,
        )

    def _referenced(self, account: Account, reference: Reference) -> Asset:
        """Return the asset that a part of a request stands for, a passing one for a plain URL."""
        now, kind = self._world.now(), _KINDS[reference.kind]
        if reference.asset_id is None:
            url, group = reference.url, account.virtual
            return Asset(
                id=url,
                kind=kind,
                url=url,
                name=None,
                group=group,
                created_at=now,
                decides_at=now,
                reviewed=True,
            )
        asset = account.assets.get(reference.asset_id)
        if asset is None:
            raise refuse(f"asset not found: {reference.asset_id}")
        if asset.state(now) is not AssetState.ACTIVE:
            raise refuse(f"asset is not active: {asset.id}")
        if asset.kind != kind:
            raise refuse(f"asset {asset.id} is of type {asset.kind}")
        return asset

    def _body(self, origin: str, account: Account, video: Video) -> shapes.Json:
        link = self._desk.video_link(origin, account, video)
        return shapes.video_body(self._desk.shapes, video, self._world.now(), link)

    def _find(self, account: Account, request: web.Request) -> Video:
        video = account.videos.get(request.match_info["task_id"])
        if video is None:
            raise RefusalError(404, "task not found")
        return video

    async def _get(self, request: web.Request) -> web.Response:
        account = self._desk.account(request)
        video = self._find(account, request)
        return self._desk.answer(self._body(self._world.origin(request), account, video))

    async def _list(self, request: web.Request) -> web.Response:
        account, origin = self._desk.account(request), self._world.origin(request)
        page, limit = read_page(request.query)
        videos = sorted(account.videos.values(), key=lambda video: video.created_at)
        if self._desk.shapes.newest_first:
            videos.reverse()
        start = (page - 1) * limit
        items = [self._body(origin, account, video) for video in videos[start : start + limit]]
        return self._desk.answer(shapes.page_body(items, len(videos), page, limit))

    async def _delete(self, request: web.Request) -> web.Response:
        """Cancel a video that has not ended; forget one that has."""
        account, now = self._desk.account(request), self._world.now()
        video = self._find(account, request)
        if video.state(now).ended:
            del account.videos[video.id]
        else:
            video.cancelled_at = now
        if self._desk.shapes.deleted == "nothing":
            return web.Response(status=204)
        if self._desk.shapes.deleted == "note":
            return self._desk.answer({"id": video.id, "object": "video.generation.task", "deleted": True})
        return self._desk.answer(self._body(self._world.origin(request), account, video))
