"""Takes in what callers hand over, in the same way at every gateway: files for review, orders for videos."""

from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.providers.fields import refuse
from sandbox.providers.records import Account, Asset, AssetState, Group, Video
from sandbox.providers.reviews import review
from sandbox.providers.studio import produce
from sandbox.providers.world import World

SCHEME = "asset://"


@dataclass(frozen=True, kw_only=True)
class Reference:
    """One picture, clip or sound of an order: kind is Image, Video or Audio, url https or `asset://`."""

    kind: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Order:
    """A video as it was asked for; ratio None takes the shape of the first picture."""

    model: str
    prompt: str
    ratio: str | None
    seconds: int
    references: tuple[Reference, ...]


def take_file(
    world: World, account: Account, asset_id: str, *, kind: str, url: str, name: str | None, group: Group
) -> Asset:
    """Register a file and begin its review; a text is not looked at."""
    now = world.now()
    share = world.variant.fraction(f"review/{asset_id}", low=0.2, high=0.95, usual=0.6)
    asset = Asset(
        id=asset_id,
        kind=kind,
        url=url,
        name=name,
        group=group,
        created_at=now,
        decides_at=now + share * world.options.review_seconds,
        reviewed=kind == "Text",
    )
    account.assets[asset.id] = asset
    if not asset.reviewed:
        world.spawn(review(world, asset))
    return asset


def referenced(account: Account, known: Mapping[str, Asset], reference: Reference, now: float) -> Asset:
    """Return the active file that a reference names; a passing one for a plain URL."""
    url, kind = reference.url, reference.kind
    if not url.startswith(SCHEME):
        return Asset(
            id=url,
            kind=kind,
            url=url,
            name=None,
            group=account.virtual,
            created_at=now,
            decides_at=now,
            reviewed=True,
        )
    asset = known.get(url.removeprefix(SCHEME))
    if asset is None:
        raise refuse(f"asset not found: {url}")
    if asset.state(now) is not AssetState.ACTIVE:
        raise refuse(f"asset is not active: {url}")
    if asset.kind != kind:
        raise refuse(f"asset is of type {asset.kind}, not {kind}: {url}")
    return asset


def take_video(
    world: World, account: Account, video_id: str, order: Order, assets: list[Asset], origin: str
) -> Video:
    """Register a video and begin to film it."""
    now, span = world.now(), world.options.video_seconds
    queued = world.variant.fraction(f"queue/{video_id}", low=0.05, high=0.4, usual=0.2)
    ended = world.variant.fraction(f"film/{video_id}", low=0.5, high=0.95, usual=0.8)
    video = Video(
        id=video_id,
        model=order.model,
        prompt=order.prompt,
        assets=assets,
        ratio=order.ratio,
        seconds=order.seconds,
        created_at=now,
        runs_at=now + queued * span,
        ends_at=now + ended * span,
        origin=origin,
    )
    account.videos[video.id] = video
    world.spawn(produce(world, video))
    return video
