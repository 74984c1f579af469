"""KyyVideo2's asset answers: the documented shape or, with a seed, one that the documents leave open."""

from dataclasses import dataclass
from typing import Any

from sandbox.providers.globalai.shapes import Json, china_time
from sandbox.providers.records import Asset, AssetState
from sandbox.providers.variant import Variant


@dataclass(frozen=True, kw_only=True)
class Shapes:
    """Which of the open forms this run uses; without a seed what the documents show."""

    code: str  # success code of upload and detail: number or text
    delete_code: str  # the same of delete: text or number
    ok: str | None  # msg of a success that is no deletion
    deleted: str  # msg of a deletion
    unreachable: str  # a URL that cannot be fetched: refused at once, or the review fails
    under_review: str
    reason: str  # why a review failed: absent, errorMessage or msg
    no_name: str  # name of an unnamed asset: null, "" or absent
    link: bool  # detail's url is a signed link in place of the one given
    id_form: str
    deleted_in_use: str  # an unfinished task whose asset is deleted: fails or goes on
    old_models: bool
    echoed_model: str | None
    video_prefix: str


def choose_shapes(variant: Variant) -> Shapes:
    """Make the choices that go with a seed."""

    def pick(name: str, *choices: Any) -> Any:
        return variant.pick(f"kyyvideo2/{name}", choices)

    return Shapes(
        code=pick("code", "number", "text"),
        delete_code=pick("delete_code", "text", "number"),
        ok=pick("ok", None, "success"),
        deleted=pick("deleted", "success", "删除成功"),
        unreachable=pick("unreachable", "at_once", "in_review"),
        under_review=pick("under_review", "Processing", "submitted"),
        reason=pick("reason", "absent", "errorMessage", "msg"),
        no_name=pick("no_name", "null", "empty", "absent"),
        link=pick("link", False, True),
        id_form=pick("id_form", "dated", "uuid"),
        deleted_in_use=pick("deleted_in_use", "fails", "goes_on"),
        old_models=pick("old_models", False, True),
        echoed_model=pick("echoed_model", None, "seedance_2_0_fast"),
        video_prefix=pick("video_prefix", "video_", "", "task-"),
    )


def asset_body(shapes: Shapes, asset: Asset, now: float, link: str) -> Json:
    """Return one asset as its detail shows it."""
    state = asset.state(now)
    words = {AssetState.PROCESSING: shapes.under_review, AssetState.ACTIVE: "Active"}
    body: Json = {"assetId": asset.id}
    if asset.name is not None or shapes.no_name != "absent":
        body["name"] = asset.name or ("" if shapes.no_name == "empty" else None)
    body |= {
        "assetType": asset.kind,
        "status": words.get(state, "Failed"),
        "url": link if shapes.link and state is AssetState.ACTIVE else asset.url,
        "createTime": china_time(asset.created_at),
    }
    if shapes.reason == "errorMessage" and (reason := failure_of(asset, now)):
        body["errorMessage"] = reason
    return body


def failure_of(asset: Asset, now: float) -> str | None:
    """Return why a review failed, once it shows."""
    return asset.failure.message if asset.failure and asset.state(now) is AssetState.FAILED else None
