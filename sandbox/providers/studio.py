"""Makes the films of videos in the background and tells the caller's web hook when one has ended."""

import asyncio
import secrets
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import av
from PIL import Image

from sandbox.providers.addresses import is_loopback
from sandbox.providers.film import make_film
from sandbox.providers.looks import UnreadableFileError, open_first_frame, open_picture
from sandbox.providers.portraits import draw_landscape, draw_portrait
from sandbox.providers.records import Asset, Failure, Video
from sandbox.providers.reviews import ReviewError, fetch, keep
from sandbox.providers.world import World

# A prompt with this word in it is refused, so that the failure can be seen.
REFUSED_WORD = "sandbox:fail"
REFUSED = Failure(code="OutputVideoSensitiveContentDetected", message="the request failed the content review")
BROKEN = Failure(code="InternalServiceError", message="the video could not be generated")
_HOOK_TRIES = 3


async def produce(world: World, video: Video) -> None:
    """Make the film of one video; its outcome shows when `ends_at` has come."""
    video.failure = BROKEN
    try:
        video.failure = REFUSED if REFUSED_WORD in video.prompt else await _produce(world, video)
    finally:
        video.filmed = True


async def _produce(world: World, video: Video) -> Failure | None:
    path = world.folder / f"video-{secrets.token_hex(8)}.mp4"
    try:
        await _fetch_plain_urls(world, video)
        await world.in_thread(lambda: _film(world, path, video))
    except ReviewError as error:
        return error.failure
    except (av.FFmpegError, OSError, ValueError, UnreadableFileError):
        return BROKEN
    video.file = path
    return None


async def _fetch_plain_urls(world: World, video: Video) -> None:
    """Get the loopback media that a request names by plain URL; raise ReviewError when that fails."""
    for asset in video.assets:
        if asset.id == asset.url and asset.file is None and is_loopback(urlsplit(asset.url).hostname):
            await keep(world, asset, await fetch(world.media, asset.url, 5))


def _film(world: World, path: Path, video: Video) -> None:
    pictures = [picture_of(asset) for asset in video.assets if asset.kind != "Audio"]
    shown = pictures or [open_picture(draw_landscape())]
    make_film(
        path,
        shown,
        caption=video.prompt,
        ratio=video.ratio,
        seconds=video.seconds,
        wanted=lambda: video.cancelled_at is None and not world.stopping,
    )


def picture_of(asset: Asset) -> Image.Image:
    """Return what an asset shows; a file that was never fetched is stood in for by a made-up portrait."""
    if asset.file is None:
        return open_picture(draw_portrait(asset.name or asset.id))
    data = asset.file.read_bytes()
    return open_picture(data) if asset.kind == "Image" else open_first_frame(data)


def write_stand_in(folder: Path, asset: Asset) -> None:
    """Give an asset that was never fetched a file to serve: portrait, film or silence; blocking."""
    path = folder / f"asset-{secrets.token_hex(8)}"
    if asset.kind == "Image":
        path.write_bytes(draw_portrait(asset.name or asset.id))
    elif asset.kind == "Video":
        make_film(path, [picture_of(asset)], caption="", ratio=None, seconds=4)
    else:
        with wave.open(str(path), "wb") as sound:
            sound.setparams((1, 2, 8000, 0, "NONE", "not compressed"))
            sound.writeframes(bytes(2 * 8000 * 2))
    asset.file = path


def content_type(path: Path, kind: str) -> str:
    """Return the content type of a stored file; blocking."""
    if kind == "Image":
        with Image.open(path) as image:
            return Image.MIME.get(image.format or "", "application/octet-stream")
    if kind == "Video":
        return "video/mp4"
    with path.open("rb") as file:
        return "audio/wav" if file.read(4) == b"RIFF" else "audio/mpeg"


async def call_hook(world: World, video: Video, body: Callable[[], Any]) -> None:
    """POST `body()` to a video's callback_url when it has ended; up to three times, loopback hosts only."""
    url = video.callback_url
    if url is None or not is_loopback(urlsplit(url).hostname):
        return
    while not video.state(world.now()).ended:  # noqa: ASYNC110  the clock is a parameter and sets no event
        await asyncio.sleep(0.05)
    for attempt in range(_HOOK_TRIES):
        try:
            timeout = aiohttp.ClientTimeout(total=5)
            async with world.media.post(url, json=body(), timeout=timeout, allow_redirects=False) as answer:
                if answer.status < 300:
                    return
        except (TimeoutError, aiohttp.ClientError, OSError):
            pass
        await asyncio.sleep(0.3 * 2**attempt)
