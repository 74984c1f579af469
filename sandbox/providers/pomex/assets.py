"""PomexAI's endpoints for face checks and files."""

from collections.abc import Sequence

from aiohttp import web

from sandbox.providers.face_checks import FaceCheck, Outcome
from sandbox.providers.pomex import shapes
from sandbox.providers.pomex.asset_requests import ListQuery, read_list, read_session, read_upload
from sandbox.providers.pomex.desk import NAME, Desk
from sandbox.providers.records import Account, Asset, Group
from sandbox.providers.reviews import review
from sandbox.providers.wire import MADE, RefusalError, json_object

PATH = "/v1/video/assets"


class AssetEndpoints:
    """Create a face check; upload, read and list files."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._world = desk.world

    def routes(self) -> Sequence[web.RouteDef]:
        guarded = self._desk.guarded
        return (
            web.post(f"{PATH}/sessions", guarded(self._create_session)),
            web.post(PATH, guarded(self._upload)),
            web.get(PATH, guarded(self._list)),
            web.get(f"{PATH}/{{asset_id}}", guarded(self._get)),
        )

    async def _create_session(self, request: web.Request) -> web.Response:
        account = self._desk.account(request, "session")
        url, lang = read_session(await json_object(request))
        now = self._world.now()
        check = FaceCheck(
            token=self._world.letters(32),
            gateway=NAME,
            account=account.id,
            callback_url=url,
            lang=lang,
            created_at=now,
            expires_at=now + self._world.options.session_seconds,
            finish=lambda outcome: self._finish(account, outcome),
        )
        request[MADE] = check.token
        link = self._world.open_face_check(self._world.origin(request), check)
        return self._desk.answer({"object": "video.asset_session", "status": "pending", "h5_link": link})

    def _finish(self, account: Account, outcome: Outcome) -> list[tuple[str, str]]:
        """Make the group of a person who passed, and return what the browser is sent back with."""
        group = Group(id=self._desk.new_id("group"), real=True)
        if outcome is Outcome.PASS:
            account.groups[group.id] = group
        return shapes.redirect_query(self._desk.shapes, outcome, group.id)

    async def _upload(self, request: web.Request) -> web.Response:
        account, world = self._desk.account(request), self._world
        upload = read_upload(await json_object(request))
        now, group = world.now(), self._desk.group(account, upload.group_id)
        asset_id = self._desk.new_id("asset")
        share = world.variant.fraction(f"review/{asset_id}", low=0.2, high=0.95, usual=0.6)
        asset = Asset(
            id=asset_id,
            kind=upload.kind,
            url=upload.url,
            name=upload.name,
            group=group,
            created_at=now,
            decides_at=now + share * world.options.review_seconds,
        )
        account.assets[asset.id] = asset
        request[MADE] = asset.id
        world.spawn(review(world, asset))
        return self._desk.answer(shapes.created_asset(self._desk.shapes, asset))

    async def _get(self, request: web.Request) -> web.Response:
        account = self._desk.account(request, "asset")
        asset = account.assets.get(request.match_info["asset_id"])
        if asset is None:
            raise RefusalError(404, "asset not found")
        link = self._desk.asset_link(self._world.origin(request), account, asset)
        return self._desk.answer(shapes.asset_body(self._desk.shapes, asset, self._world.now(), link))

    async def _list(self, request: web.Request) -> web.Response:
        account, now = self._desk.account(request, "list"), self._world.now()
        query, origin = read_list(request.query), self._world.origin(request)
        group = self._desk.group(account, query.group_id)
        found = self._sorted([asset for asset in account.assets.values() if asset.group is group], query)
        start = (query.page - 1) * query.limit
        items = [
            shapes.asset_item(self._desk.shapes, asset, now, self._desk.asset_link(origin, account, asset))
            for asset in found[start : start + query.limit]
        ]
        return self._desk.answer(shapes.page_body(items, len(found), query.page, query.limit))

    def _sorted(self, assets: list[Asset], query: ListQuery) -> list[Asset]:
        """Return the files that a list call asks for, in its order."""
        now = self._world.now()
        found = [
            asset
            for asset in assets
            if asset.state(now) in query.statuses and query.name in (asset.name or "").casefold()
        ]
        keys = {
            "create_time": lambda asset: asset.created_at,
            "update_time": lambda asset: asset.updated_at(now),
            "group_id": lambda asset: asset.group.id,
        }
        found.sort(key=keys[query.sort_by])
        descending = self._desk.shapes.newest_first if query.ascending is None else not query.ascending
        return found[::-1] if descending else found
