"""Video tasks of both GlobalAI families: the fields that they share, and how a task begins."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sandbox.providers.fields import media_url, text_list
from sandbox.providers.globalai.desk import Desk
from sandbox.providers.globalai.shapes import refused
from sandbox.providers.intake import Order, Reference, referenced, take_video
from sandbox.providers.records import Account, Asset, Failure, Video
from sandbox.providers.wire import RefusalError

ARRAYS = {"referenceImages": ("Image", 9), "referenceVideos": ("Video", 3), "referenceAudios": ("Audio", 3)}
Unfit = Callable[[Sequence[Asset]], str | None]
SHORTEST, USUAL, LONGEST = 4, 5, 15  # seconds


def read_references(body: Mapping[str, Any], first: str | None, last: str | None) -> tuple[Reference, ...]:
    """Return the frames or the references of a task, which exclude each other."""
    references = [
        Reference(kind=kind, url=media_url(url, field))
        for field, (kind, most) in ARRAYS.items()
        for url in text_list(body, field, most)
    ]
    if last and not first:
        raise refused("last_image requires first_image")
    if not first:
        if references and all(item.kind == "Audio" for item in references):
            raise refused("referenceAudios needs an image or a video")
        return tuple(references)
    if references:
        raise refused("first_image/last_image cannot be used with reference images, videos or audios")
    frames = (("first_image", first), ("last_image", last))
    return tuple(Reference(kind="Image", url=media_url(url, field)) for field, url in frames if url)


async def begin(
    desk: Desk, account: Account, video_id: str, order: Order, origin: str, unfit: Unfit | None
) -> Video:
    """Register a task; one with an asset that is not there or not Active fails, or is refused.

    `unfit` looks at the files and says what is wrong with them; it may block.
    """
    world, now = desk.world, desk.world.now()
    try:
        assets = [referenced(account, account.assets, reference, now) for reference in order.references]
    except RefusalError as error:
        if desk.shapes.bad_asset == "refused":
            raise
        return _failing(desk, account, video_id, order, error.message)
    if unfit and (problem := await world.in_thread(lambda: unfit(assets))):
        raise refused(problem)
    video = take_video(world, account, video_id, order, assets, origin)
    if desk.shapes.starts_processing:
        video.runs_at = now
    return video


def _failing(desk: Desk, account: Account, video_id: str, order: Order, message: str) -> Video:
    now = desk.world.now()
    soon = now + 0.2 * desk.world.options.video_seconds
    video = Video(
        id=video_id,
        model=order.model,
        prompt=order.prompt,
        assets=[],
        ratio=order.ratio,
        seconds=order.seconds,
        created_at=now,
        runs_at=soon,
        ends_at=soon,
        origin="",
        filmed=True,
        failure=Failure(code="InvalidAsset", message=message),
    )
    account.videos[video.id] = video
    return video
