"""JimmyAI's endpoints for portraits of real people and for other files of the SP line.

There is no face check and no group: every portrait is a person of its own, in whom one face must be seen.
"""

from collections.abc import Callable, Sequence

from aiohttp import web

from sandbox.providers.fields import choice, refuse, required_text, text_list, web_url
from sandbox.providers.intake import take_file
from sandbox.providers.jimmyai import shapes
from sandbox.providers.jimmyai.desk import PREFIX, Desk
from sandbox.providers.records import Account, Asset, Group
from sandbox.providers.wire import MADE, json_object

PERSON_PATH = f"{PREFIX}/seedance/sp/realperson"
FILE_PATH = f"{PREFIX}/seedance/sp/assets"
KINDS = {"image": "Image", "video": "Video", "audio": "Audio", "text": "Text"}
_MOST = 100
Body = Callable[[shapes.Shapes, Asset, float], shapes.Json]


class AssetEndpoints:
    """Submit portraits and files, read one or many; the two kinds do not know each other's ids."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._world = desk.world

    def routes(self) -> Sequence[web.RouteDef]:
        guarded = self._desk.guarded
        return (
            web.post(f"{PERSON_PATH}/submit", guarded(self._submit)),
            web.post(f"{PERSON_PATH}/status", guarded(self._person)),
            web.post(f"{PERSON_PATH}/batch-status", guarded(self._people)),
            web.post(f"{FILE_PATH}/upload", guarded(self._upload)),
            web.post(f"{FILE_PATH}/detail", guarded(self._file)),
            web.post(f"{FILE_PATH}/status", guarded(self._files)),
        )

    async def _submit(self, request: web.Request) -> web.Response:
        body = await json_object(request)
        name, url = required_text(body, "name"), web_url(body.get("url"), "url")
        group = Group(id=self._desk.new_id("person"), real=True)
        asset = self._take(request, kind="Image", name=name, url=url, group=group)
        return self._answer(shapes.submitted_portrait(self._desk.shapes, asset))

    async def _upload(self, request: web.Request) -> web.Response:
        body = await json_object(request)
        name, url = required_text(body, "name"), web_url(body.get("url"), "url")
        required_text(body, "type")
        kind = KINDS[choice(body, "type", tuple(KINDS), "image")]
        group = self._desk.account(request).virtual
        asset = self._take(request, kind=kind, name=name, url=url, group=group)
        return self._answer(shapes.submitted_file(self._desk.shapes, asset))

    def _take(self, request: web.Request, *, kind: str, name: str, url: str, group: Group) -> Asset:
        account, asset_id = self._desk.account(request), self._desk.new_id("asset")
        request[MADE] = asset_id
        return take_file(self._world, account, asset_id, kind=kind, url=url, name=name, group=group)

    async def _person(self, request: web.Request) -> web.Response:
        return await self._one(request, shapes.portrait, real=True)

    async def _file(self, request: web.Request) -> web.Response:
        return await self._one(request, shapes.plain_file, real=False)

    async def _people(self, request: web.Request) -> web.Response:
        return await self._many(request, shapes.portrait, real=True)

    async def _files(self, request: web.Request) -> web.Response:
        return await self._many(request, shapes.plain_file, real=False)

    async def _one(self, request: web.Request, body: Body, *, real: bool) -> web.Response:
        asset_id = required_text(await json_object(request), "asset_id")
        asset = _find(self._desk.account(request), asset_id, real=real)
        if asset is None:
            raise self._desk.missing("asset")
        return self._answer(body(self._desk.shapes, asset, self._world.now()))

    async def _many(self, request: web.Request, body: Body, *, real: bool) -> web.Response:
        """Answer with the files that are there; the others are left out or, in some runs, reported."""
        wanted, items = await json_object(request), []
        required = text_list(wanted, "asset_ids", _MOST)
        if not required:
            raise refuse("asset_ids is required")
        for asset_id in dict.fromkeys(required):
            asset = _find(self._desk.account(request), asset_id, real=real)
            if asset is not None:
                items.append(body(self._desk.shapes, asset, self._world.now()))
            elif self._desk.shapes.unknown_ids == "reported":
                items.append(shapes.unknown_item(asset_id))
        return self._answer({"items": items[::-1] if self._desk.shapes.reversed_items else items})

    def _answer(self, data: shapes.Json) -> web.Response:
        return self._desk.answer(self._desk.shapes.asset_code, data)


def _find(account: Account, asset_id: str, *, real: bool) -> Asset | None:
    asset = account.assets.get(asset_id)
    return asset if asset and asset.group.real is real else None
