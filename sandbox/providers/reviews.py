"""The review of an uploaded file: fetch it, look at it, compare the person with the group's."""

import asyncio
import secrets
from collections.abc import Callable
from urllib.parse import urlsplit

import aiohttp

from sandbox.providers.addresses import is_loopback
from sandbox.providers.looks import Look, UnreadableFileError, look_at, same_person
from sandbox.providers.records import Asset, Failure
from sandbox.providers.world import World

MAX_BYTES = 60 * 1024 * 1024
UNREACHABLE = Failure(code="DownloadFailed", message="the file could not be downloaded from url")
TOO_LARGE = Failure(code="FileTooLarge", message="the file is too large")
WEB_PAGE = Failure(code="InvalidFormat", message="url is a web page, not a direct file link")
NO_FACE = Failure(code="NoFaceDetected", message="no face was found in the file")
SEVERAL_FACES = Failure(code="MultipleFaces", message="more than one face was found in the file")
OTHER_PERSON = Failure(code="FaceMismatch", message="the face does not match the verified person")


class ReviewError(Exception):
    """A file cannot be had; `failure` says why."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


def same_face(asset: Asset, look: Look) -> Failure | None:
    """Ask for one face, that of the group's person; a virtual group asks for nothing."""
    if not asset.group.real or asset.kind == "Audio":
        return None
    if look.faces != 1:
        return SEVERAL_FACES if look.faces else NO_FACE
    if not same_person(asset.group.colour, look.colour):
        return OTHER_PERSON
    if asset.group.colour is None:
        asset.group.colour = look.colour
    return None


async def review(
    world: World, asset: Asset, judge: Callable[[Asset, Look], Failure | None] = same_face
) -> None:
    """Decide about one file; the outcome shows when `decides_at` has come.

    Only loopback media are fetched. A file on any other host is taken, unseen, as good and of a single face.
    Files of one group are fetched side by side and compared with the person in the order of their upload.
    """
    before, done = asset.group.last_review, asyncio.Event()
    asset.group.last_review = done
    asset.failure = UNREACHABLE
    try:
        look = await _look(world, asset)
        if before is not None:
            await before.wait()
        asset.failure = look if isinstance(look, Failure) else judge(asset, look)
    finally:
        asset.reviewed = True
        done.set()


async def _look(world: World, asset: Asset) -> Look | Failure:
    """Fetch and look at a file; return what was seen, or why nothing could be seen."""
    if not is_loopback(urlsplit(asset.url).hostname):
        return Look(faces=1, colour=None)
    data = b""
    try:
        data = await fetch(world.media, asset.url, max(1.0, world.options.review_seconds * 0.9))
        look: Look = await world.in_thread(lambda: look_at(data, asset.kind))
    except ReviewError as error:
        return error.failure
    except UnreadableFileError as error:
        return WEB_PAGE if data.lstrip()[:1] == b"<" else Failure(code="InvalidFormat", message=str(error))
    await keep(world, asset, data)
    return look


async def keep(world: World, asset: Asset, data: bytes) -> None:
    """Store a fetched file."""
    path = world.folder / f"asset-{secrets.token_hex(8)}"
    await world.in_thread(lambda: path.write_bytes(data))
    asset.file = path


async def fetch(session: aiohttp.ClientSession, url: str, seconds: float) -> bytes:
    """Download a file of at most 60 MB; raise ReviewError otherwise.

    Redirects are not followed: a direct link has none.
    """
    timeout = aiohttp.ClientTimeout(total=seconds)
    try:
        async with session.get(url, timeout=timeout, allow_redirects=False) as answer:
            if answer.status != 200:
                raise ReviewError(UNREACHABLE)
            data = bytearray()
            async for part in answer.content.iter_chunked(1 << 16):
                data += part
                if len(data) > MAX_BYTES:
                    raise ReviewError(TOO_LARGE)
            return bytes(data)
    except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
        raise ReviewError(UNREACHABLE) from error
