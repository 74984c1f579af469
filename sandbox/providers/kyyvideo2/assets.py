"""KyyVideo2's endpoints for assets: upload by URL, detail, delete."""

from collections.abc import Sequence

from aiohttp import web

from sandbox.providers.addresses import split_web_url
from sandbox.providers.fields import choice, optional_text, required_text
from sandbox.providers.globalai import moderation
from sandbox.providers.globalai.desk import BASE, Desk
from sandbox.providers.globalai.measures import wrong_format
from sandbox.providers.globalai.shapes import (
    UNREACHABLE_URL,
    CodedRefusalError,
    Json,
    china_time,
    envelope,
    refused,
    worded_code,
)
from sandbox.providers.kyyvideo2.samples import NAME, sample_account
from sandbox.providers.kyyvideo2.shapes import Shapes, asset_body, failure_of
from sandbox.providers.records import Account, Asset
from sandbox.providers.wire import MADE, json_object

PATH = f"{BASE}/kyyVideo2/asset"
KINDS = ("Image", "Video", "Audio", "Document")
_ENDINGS = {"Image": "jpg", "Video": "mp4", "Audio": "mp3"}


class AssetEndpoints:
    """One library per API key."""

    def __init__(self, desk: Desk, shapes: Shapes) -> None:
        self._desk = desk
        self._world = desk.world
        self._shapes = shapes

    def routes(self) -> Sequence[web.RouteDef]:
        guarded = self._desk.guarded
        return (
            web.post(f"{PATH}/upload", guarded(self._upload, self._refusal)),
            web.get(f"{PATH}/{{asset_id}}", guarded(self._detail, self._refusal)),
            web.delete(f"{PATH}/{{asset_id}}", guarded(self._delete, self._delete_refusal)),
        )

    def _refusal(self, error: CodedRefusalError) -> web.Response:
        code = worded_code(error.code, self._shapes.code)
        return self._desk.answer(envelope(code, error.message, None))

    def _delete_refusal(self, error: CodedRefusalError) -> web.Response:
        code = worded_code(error.code, self._shapes.delete_code)
        return self._desk.answer(envelope(code, error.message, None))

    def _success(self, msg: str | None, data: Json) -> web.Response:
        return self._desk.answer(envelope(worded_code(0, self._shapes.code), msg, data))

    def _find(self, account: Account, request: web.Request) -> Asset:
        asset = account.assets.get(request.match_info["asset_id"])
        if asset is None:
            raise refused("asset not found")
        return asset

    async def _upload(self, request: web.Request) -> web.Response:
        """Fetch the file before answering; the review's outcome shows later."""
        account, body = self._desk.account(request, NAME, sample_account), await json_object(request)
        url, kind = required_text(body, "url"), choice(body, "assetType", KINDS, "")
        name = optional_text(body, "name")
        asset = moderation.new_asset(self._world, account, self._new_id(), kind, url, name)
        if split_web_url(url) is None:
            raise CodedRefusalError(UNREACHABLE_URL, "素材 URL 无法访问")
        await moderation.moderate(self._world, asset, wrong_format)
        if moderation.unreachable(asset) and self._shapes.unreachable == "at_once":
            raise CodedRefusalError(UNREACHABLE_URL, "素材 URL 无法访问")
        account.assets[asset.id] = asset
        request[MADE] = asset.id
        extra = {"requestId": self._desk.uuid()} if self._desk.shapes.unknown_fields else {}
        return self._success(self._shapes.ok, {"assetId": asset.id, **extra})

    def _new_id(self) -> str:
        if self._shapes.id_form == "uuid":
            return f"asset-{self._desk.uuid()}"
        stamp = china_time(self._world.now(), "%Y%m%d%H%M%S")
        return f"asset-{stamp}-{self._world.letters(5)}"

    async def _detail(self, request: web.Request) -> web.Response:
        account, now = self._desk.account(request, NAME, sample_account), self._world.now()
        asset = self._find(account, request)
        link = self._world.links.sign(
            self._world.origin(request),
            f"{NAME}/{account.id}",
            asset.id,
            f"asset.{_ENDINGS.get(asset.kind, 'bin')}",
            self._world.options.asset_link_seconds,
        )
        msg = failure_of(asset, now) if self._shapes.reason == "msg" else None
        return self._success(msg or self._shapes.ok, asset_body(self._shapes, asset, now, link))

    async def _delete(self, request: web.Request) -> web.Response:
        """Forget an asset for good; finished films stay."""
        account, now = self._desk.account(request, NAME, sample_account), self._world.now()
        asset = self._find(account, request)
        del account.assets[asset.id]
        for video in account.videos.values():
            unfinished = asset in video.assets and not video.state(now).ended
            if unfinished and self._shapes.deleted_in_use == "fails":
                video.cancelled_at = now
        code = worded_code(0, self._shapes.delete_code)
        return self._desk.answer(envelope(code, self._shapes.deleted, None))
