"""Documented limits of stored files: formats, sizes, lengths; all functions block."""

from collections.abc import Iterable, Sequence

import av
from PIL import Image

from sandbox.providers.records import Asset

PICTURES = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF", "MPO")  # MPO: a JPEG with more than one picture
SOUNDS = ("wav", "mp3")
LONGEST_TOTAL = 15.0  # seconds
_FRAME_ROUNDING = 0.5  # encoders end a clip or sound a little late


def wrong_format(asset: Asset) -> str | None:
    """Say why an uploaded file is not of a documented format; a file that was never fetched is."""
    if asset.file is None:
        return None
    if asset.kind == "Image":
        with Image.open(asset.file) as image:
            return None if image.format in PICTURES else f"image format {image.format} is not supported"
    with av.open(str(asset.file), "r") as container:
        if asset.kind == "Audio":
            names = container.format.name.split(",")
            return None if set(names) & set(SOUNDS) else "audio must be wav or mp3"
        size = container.streams.video[0]
        return "video must be 480p or 720p" if min(size.width, size.height) > 720 else None


def unfit_frame(assets: Iterable[Asset]) -> str | None:
    """Say why a picture cannot be a first or last frame: its sides, or their ratio."""
    for asset in assets:
        if asset.file is None:
            continue
        with Image.open(asset.file) as image:
            width, height = image.size
        if not (min(width, height) >= 300 and max(width, height) <= 6000):
            return "image width and height must be from 300 to 6000 px"
        if not 0.4 <= width / height <= 2.5:
            return "image ratio must be from 0.4 to 2.5"
    return None


def too_long(assets: Sequence[Asset]) -> str | None:
    """Say that the clips or the sounds of a task last longer than allowed in sum."""
    for kind in ("Video", "Audio"):
        total = sum(_seconds(asset) for asset in assets if asset.kind == kind)
        if total > LONGEST_TOTAL + _FRAME_ROUNDING:
            return f"the total length of reference {kind.lower()}s must not exceed {LONGEST_TOTAL:g} seconds"
    return None


def _seconds(asset: Asset) -> float:
    if asset.file is None:
        return 0.0
    with av.open(str(asset.file), "r") as container:
        return float((container.duration or 0) / av.time_base)
