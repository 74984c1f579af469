"""SD2 Manxue's endpoints for assets: submit a batch, read a batch."""

import asyncio
from collections.abc import Sequence
from itertools import count

from aiohttp import web

from sandbox.providers.addresses import split_web_url
from sandbox.providers.fields import text_list
from sandbox.providers.globalai import moderation
from sandbox.providers.globalai.desk import BASE, Desk
from sandbox.providers.globalai.shapes import (
    CodedRefusalError,
    Json,
    china_time,
    envelope,
    refused,
    worded_code,
)
from sandbox.providers.records import Account, Asset, AssetState
from sandbox.providers.reviews import UNREACHABLE
from sandbox.providers.sd2_manxue import shapes
from sandbox.providers.sd2_manxue.samples import NAME, SAMPLE_CLIP, SAMPLES, sample_account
from sandbox.providers.wire import MADE, json_object

PATH = f"{BASE}/asset/sd2Manxue"
ARRAYS = {"imageUrls": ("Image", "img"), "videoUrls": ("Video", "video"), "audioUrls": ("Audio", "audio")}
_MOST = 1000  # no limit is documented
_Entry = tuple[str, str]


class AssetEndpoints:
    """One library per API key."""

    def __init__(self, desk: Desk, chosen: shapes.Shapes) -> None:
        self._desk = desk
        self._world = desk.world
        self._shapes = chosen
        self._numbers = {word: count(2) for _, word in ARRAYS.values()}
        self._left_out: set[tuple[str, str]] = set()
        self._looked_at: dict[tuple[str, str], float] = {}

    def routes(self) -> Sequence[web.RouteDef]:
        guarded = self._desk.guarded
        return (
            web.post(f"{PATH}/assetUpload", guarded(self._upload, self._refusal)),
            web.post(f"{PATH}/assetStatus", guarded(self._status, self._refusal)),
        )

    def _refusal(self, error: CodedRefusalError) -> web.Response:
        code = worded_code(error.code, self._shapes.code)
        return self._desk.answer(envelope(code, error.message, None))

    def _success(self, items: Sequence[Json], failed: Sequence[Json]) -> web.Response:
        data = shapes.lists(self._shapes, items, failed)
        return self._desk.answer(envelope(worded_code(0, self._shapes.code), None, data))

    async def _upload(self, request: web.Request) -> web.Response:
        """Take a batch: each entry is accepted, failed, or in neither list."""
        account, body = self._desk.account(request, NAME, sample_account), await json_object(request)
        entries = [(field, url) for field in ARRAYS for url in text_list(body, field, _MOST)]
        if not entries:
            raise refused("imageUrls, videoUrls and audioUrls cannot all be empty")
        kept = self._without_missing(account, entries)
        assets = [self._asset(account, *entry) for entry in kept]
        await asyncio.gather(*(self._look(asset) for asset in assets))
        failed = [asset for asset in assets if self._fails_at_once(asset)]
        accepted = [asset for asset in assets if not self._fails_at_once(asset)]
        account.assets.update({asset.id: asset for asset in accepted})
        request[MADE] = ",".join(asset.id for asset in accepted)
        return self._success(
            [shapes.submitted_item(self._shapes, asset) for asset in accepted],
            [shapes.failed_item(self._shapes, asset) for asset in failed],
        )

    def _without_missing(self, account: Account, entries: list[_Entry]) -> list[_Entry]:
        """Return the entries that this run answers for."""
        if self._shapes.missing == "sounds" and len({field for field, _ in entries}) == len(ARRAYS):
            return [entry for entry in entries if entry[0] != "audioUrls"]
        last = (account.id, entries[-1][1])
        if self._shapes.missing == "last" and len(entries) > 1 and last not in self._left_out:
            self._left_out.add(last)
            return entries[:-1]
        return entries

    def _asset(self, account: Account, field: str, url: str) -> Asset:
        """Return a new asset, or the sample that the documents submit by this URL."""
        kind, word = ARRAYS[field]
        sample = account.assets.get(SAMPLES.get((kind, url), ""))
        if sample and self._shapes.known_urls:
            return sample
        forms = {
            "dated": f"asset-{china_time(self._world.now(), '%Y%m%d%H%M%S')}-{self._world.letters(5)}",
            "uuid": self._desk.uuid(),
        }
        asset_id = forms.get(self._shapes.id_form) or f"asset_{word}_{next(self._numbers[word]):03}"
        return moderation.new_asset(self._world, account, asset_id, kind, url, None)

    async def _look(self, asset: Asset) -> None:
        if split_web_url(asset.url) is None:
            asset.failure, asset.reviewed = UNREACHABLE, True
        elif not asset.reviewed:
            await moderation.moderate(self._world, asset)

    def _fails_at_once(self, asset: Asset) -> bool:
        return moderation.unreachable(asset) and self._shapes.unreachable == "failed_item"

    async def _status(self, request: web.Request) -> web.Response:
        """Answer for each id: its state, or that the look-up failed."""
        account, body = self._desk.account(request, NAME, sample_account), await json_object(request)
        ids = text_list(body, "assetIds", _MOST)
        if not ids:
            raise refused("assetIds is required")
        items, failed = [], []
        for asset_id in dict.fromkeys(ids):
            asset, first = account.assets.get(asset_id), self._first_look(account, asset_id)
            if asset is None:
                failed.append({"assetId": asset_id, "errorMessage": "asset not found"})
            elif first and self._stumbles(asset_id):
                failed.append({"assetId": asset_id, "errorMessage": "query failed, please try again"})
            else:
                items.append(shapes.status_item(self._shapes, asset, self._state(account, asset)))
        return self._success(items, failed)

    def _first_look(self, account: Account, asset_id: str) -> bool:
        key = (account.id, asset_id)
        if key in self._looked_at:
            return False
        self._looked_at[key] = self._world.now()
        return True

    def _stumbles(self, asset_id: str) -> bool:
        flaky = self._shapes.lookups == "flaky"
        return flaky and self._world.variant.pick(f"lookup/{asset_id}", (False, True))

    def _state(self, account: Account, asset: Asset) -> AssetState:
        """Return a state; the sample clip is shown under review at first, as it is printed."""
        now = self._world.now()
        since = now - self._looked_at[account.id, asset.id]
        if asset.id == SAMPLE_CLIP and since < self._world.options.review_seconds:
            return AssetState.PROCESSING
        return asset.state(now)
