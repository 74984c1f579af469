"""SD2 Manxue's asset answers: the documented shape or, with a seed, one that the documents leave open."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.providers.globalai.shapes import Json
from sandbox.providers.records import Asset, AssetState
from sandbox.providers.variant import Variant


@dataclass(frozen=True, kw_only=True)
class Shapes:
    """Which of the open forms this run uses; without a seed what the documents show."""

    code: str  # success code: text or number
    submitted: str  # status in the upload answer
    under_review: str
    order: str  # items as sent, reversed or by id
    known_urls: bool  # the samples' URLs stand for the samples
    missing: str  # in neither list: sounds sent with both other kinds, nothing, or the last entry once
    unreachable: str  # a URL that cannot be fetched: a failed item, or the review fails
    failed_item: str  # with a reason, without one, or with an empty assetId too
    lookups: str  # steady, or the first look at some assets fails
    reason: str  # why a review failed: absent or errorMessage
    id_form: str
    video_models: str  # models for reference videos: required or optional, as an older page has it
    created: str  # answer to a create call: flat task, or an envelope with projectId
    unknown_fields: bool


def choose_shapes(variant: Variant) -> Shapes:
    """Make the choices that go with a seed."""

    def pick(name: str, *choices: Any) -> Any:
        return variant.pick(f"sd2_manxue/{name}", choices)

    return Shapes(
        code=pick("code", "text", "number"),
        submitted=pick("submitted", "submitted", "Processing"),
        under_review=pick("under_review", "Processing", "submitted"),
        order=pick("order", "sent", "reversed", "by_id"),
        known_urls=pick("known_urls", True, False),
        missing=pick("missing", "sounds", "nothing", "last"),
        unreachable=pick("unreachable", "failed_item", "in_review"),
        failed_item=pick("failed_item", "reason", "bare", "empty_id"),
        lookups=pick("lookups", "steady", "flaky"),
        reason=pick("reason", "absent", "errorMessage"),
        id_form=pick("id_form", "numbered", "dated", "uuid"),
        video_models=pick("video_models", "required", "optional"),
        created=pick("created", "flat", "project"),
        unknown_fields=pick("unknown_fields", False, True),
    )


def in_order(shapes: Shapes, items: Sequence[Json]) -> list[Json]:
    if shapes.order == "by_id":
        return sorted(items, key=lambda item: str(item["assetId"])[::-1])
    return list(items[::-1] if shapes.order == "reversed" else items)


def submitted_item(shapes: Shapes, asset: Asset) -> Json:
    return {
        "assetType": asset.kind,
        "originalUrl": asset.url,
        "assetId": asset.id,
        "status": shapes.submitted,
    }


def failed_item(shapes: Shapes, asset: Asset) -> Json:
    """Return an entry that was not taken, which has no id."""
    reason = asset.failure.message if asset.failure else None
    body: Json = {"originalUrl": asset.url}
    if shapes.failed_item != "bare":
        body["errorMessage"] = reason
    return body | ({"assetId": None} if shapes.failed_item == "empty_id" else {})


def status_item(shapes: Shapes, asset: Asset, state: AssetState) -> Json:
    words = {AssetState.PROCESSING: shapes.under_review, AssetState.ACTIVE: "Active"}
    body: Json = {"assetId": asset.id, "status": words.get(state, "Failed")}
    if state is AssetState.FAILED and asset.failure and shapes.reason == "errorMessage":
        body["errorMessage"] = asset.failure.message
    return body


def lists(shapes: Shapes, items: Sequence[Json], failed: Sequence[Json]) -> Json:
    body: Json = {"items": in_order(shapes, items), "failedItems": list(failed)}
    return body | ({"auditTaskId": "audit-1", "total": len(items)} if shapes.unknown_fields else {})
