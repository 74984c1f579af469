"""What the simulated face check sees in a file.

There are no real faces to compare here, and a picture arrives re-encoded, scaled and without metadata,
so the simulation goes by coarse pixels:

- *no face*: the middle of the picture is nearly of one tone (an empty sky, a plain wall);
- *several faces*: two large skin-coloured areas of like size, side by side;
- *one face*: everything else;
- *who it is*: the hue of the clothes, that is the strongest saturated colour which is not skin in the lower
  middle of the picture. A picture without such a colour could be anybody and matches every person.

In a video the first frame is looked at; a sound has no face.
"""

import io
import struct
import warnings
from dataclasses import dataclass
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

SAME_PERSON_DEGREES = 25.0
MAX_PIXELS = 60_000_000
_PLAIN_DEVIATION = 6.0
_GRID = 64
_CLOTHES_SHARE = 0.18
_FACE_SHARE = 0.03
# What Pillow and PyAV raise on broken files of one kind or another.
_DECODER_ERRORS = (OSError, ValueError, SyntaxError, LookupError, ArithmeticError, EOFError, struct.error)
Mask = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Look:
    """What was seen: number of faces (0, 1, 2 = several) and the hue of the clothes in degrees, if any."""

    faces: int
    colour: float | None


class UnreadableFileError(Exception):
    """The bytes are not of the kind they were said to be."""


def open_picture(data: bytes) -> Image.Image:
    """Decode a picture upright and in RGB; raise UnreadableFileError when it is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(data))
            if image.width * image.height > MAX_PIXELS:
                raise UnreadableFileError("image has too many pixels")
            return ImageOps.exif_transpose(image).convert("RGB")
    except (*_DECODER_ERRORS, Image.DecompressionBombError) as error:
        raise UnreadableFileError("file is not a readable image") from error


def open_first_frame(data: bytes) -> Image.Image:
    """Decode the first frame of a video; raise UnreadableFileError when there is none."""
    try:
        with av.open(io.BytesIO(data), "r") as container:
            # The decoder takes a still picture for a film of one frame.
            if container.format.name.endswith("_pipe"):
                raise UnreadableFileError("file is a still picture, not a video")
            frame: Any = next(container.decode(video=0))
            image: Image.Image = frame.to_image()
            return image
    except (*_DECODER_ERRORS, av.FFmpegError, StopIteration) as error:
        raise UnreadableFileError("file is not a readable video") from error


def check_sound(data: bytes) -> None:
    """Decode the beginning of a sound; raise UnreadableFileError when there is none."""
    try:
        with av.open(io.BytesIO(data), "r") as container:
            next(container.decode(audio=0))
    except (*_DECODER_ERRORS, av.FFmpegError, StopIteration) as error:
        raise UnreadableFileError("file is not a readable sound") from error


def look_at(data: bytes, kind: str) -> Look:
    """Look at a file said to be an Image, Video or Audio; blocking, a fraction of a second."""
    if kind == "Audio":
        check_sound(data)
        return Look(faces=0, colour=None)
    return look_at_picture(open_picture(data) if kind == "Image" else open_first_frame(data))


def look_at_picture(image: Image.Image) -> Look:
    """Apply this module's rule to one decoded picture."""
    small = image.resize((_GRID, _GRID), Image.Resampling.BOX)
    grey = np.asarray(small.convert("L"), dtype=np.float64)
    edge = _GRID * 3 // 10
    if float(grey[edge:-edge, edge:-edge].std()) < _PLAIN_DEVIATION:
        return Look(faces=0, colour=None)
    hue, saturation, value = (np.asarray(band, dtype=np.int32) for band in small.convert("HSV").split())
    skin: Mask = (hue >= 4) & (hue <= 35) & (saturation >= 40) & (saturation <= 190) & (value >= 80)
    vivid: Mask = (saturation >= 90) & (value >= 60) & ~((hue >= 2) & (hue <= 42))
    lower = (slice(_GRID * 5 // 8, _GRID), slice(_GRID // 4, _GRID * 3 // 4))
    colour = strongest_hue(hue[lower].astype(np.float64) * (360 / 256), vivid[lower])
    return Look(faces=2 if side_by_side(areas(skin)) else 1, colour=colour)


def strongest_hue(degrees: NDArray[np.float64], mask: Mask) -> float | None:
    """Return the mean of the most common hues under the mask; None when they cover too little."""
    chosen = degrees[mask]
    histogram = np.bincount((chosen // 10).astype(int) % 36, minlength=36)
    nearby = histogram + np.roll(histogram, 1) + np.roll(histogram, -1)
    peak = int(nearby.argmax())
    if nearby[peak] < _CLOTHES_SHARE * mask.size:
        return None
    centre = peak * 10 + 5
    offsets = (chosen - centre + 180) % 360 - 180
    return float((centre + offsets[np.abs(offsets) <= 15].mean()) % 360)


def same_person(one: float | None, other: float | None) -> bool:
    """Say whether two hues may be the clothes of one person."""
    if one is None or other is None:
        return True
    return abs((one - other + 180) % 360 - 180) <= SAME_PERSON_DEGREES


def areas(mask: Mask) -> list[NDArray[np.intp]]:
    """Return the connected areas of a mask as arrays of (row, column), largest first."""
    left, found = {(int(row), int(column)) for row, column in np.argwhere(mask)}, []
    while left:
        border, area = [left.pop()], []
        while border:
            row, column = border.pop()
            area.append((row, column))
            for near in ((row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)):
                if near in left:
                    left.remove(near)
                    border.append(near)
        found.append(np.array(area))
    return sorted(found, key=len, reverse=True)


def side_by_side(found: list[NDArray[np.intp]]) -> bool:
    """Say whether the two largest areas look like two heads next to each other."""
    if len(found) < 2:
        return False
    first, second = found[0], found[1]
    if len(second) < _FACE_SHARE * _GRID**2 or len(second) < 0.55 * len(first):
        return False
    (row_a, column_a), (row_b, column_b) = first.mean(axis=0), second.mean(axis=0)
    return bool(abs(row_a - row_b) < _GRID * 0.2 and abs(column_a - column_b) > _GRID * 0.2)
