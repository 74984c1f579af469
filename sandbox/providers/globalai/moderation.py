"""GlobalAI's review: an asset must be what it is said to be, and show one clear person or nobody."""

from collections.abc import Callable
from urllib.parse import urlsplit

from sandbox.providers.addresses import is_loopback
from sandbox.providers.looks import Look
from sandbox.providers.records import Account, Asset, Failure
from sandbox.providers.reviews import SEVERAL_FACES, UNREACHABLE, ReviewError, fetch, keep, review
from sandbox.providers.world import World


def new_asset(world: World, account: Account, asset_id: str, kind: str, url: str, name: str | None) -> Asset:
    """Return an asset that is not yet in the library."""
    now = world.now()
    share = world.variant.fraction(f"review/{asset_id}", low=0.2, high=0.95, usual=0.6)
    return Asset(
        id=asset_id,
        kind=kind,
        url=url,
        name=name,
        group=account.virtual,
        created_at=now,
        decides_at=now + share * world.options.review_seconds,
    )


async def moderate(
    world: World, asset: Asset, wrong_format: Callable[[Asset], str | None] | None = None
) -> None:
    """Fetch and judge a file; the outcome shows when `decides_at` has come. A document is not looked at."""
    if asset.kind != "Document":
        await review(world, asset, _clear)
        if (
            wrong_format
            and not asset.failure
            and (reason := await world.in_thread(lambda: wrong_format(asset)))
        ):
            asset.failure = Failure(code="InvalidFormat", message=reason)
        return
    try:
        if is_loopback(urlsplit(asset.url).hostname):
            await keep(world, asset, await fetch(world.media, asset.url, 5))
    except ReviewError as error:
        asset.failure = error.failure
    asset.reviewed = True


def unreachable(asset: Asset) -> bool:
    """Say whether the file could not be fetched at all."""
    return asset.failure == UNREACHABLE


def _clear(asset: Asset, look: Look) -> Failure | None:
    return SEVERAL_FACES if asset.kind != "Audio" and look.faces > 1 else None
