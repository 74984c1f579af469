"""Looks at an MP4 as a viewer would: `python -m tests.support.check_film FILE` says what it is, or what is wrong."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np

LEAST_SECONDS = 2.0
LEAST_FRAMES = 24
LEAST_CHANGE = 1.0
_MEBIBYTE = 1 << 20


class FilmError(Exception):
    """The file is no film that somebody could watch."""


@dataclass(frozen=True, kw_only=True)
class Film:
    """What was found; `change` is the mean difference of first and last frame in levels of 0 to 255."""

    codec: str
    pixel_format: str
    width: int
    height: int
    seconds: float
    frames: int
    change: float
    faststart: bool


def look_at(path: Path) -> Film:
    """Decode every frame; FilmError when it cannot be opened or holds no picture."""
    try:
        with av.open(str(path)) as container:
            stream = container.streams.video[0]
            frames = [frame.to_ndarray(format="gray") for frame in container.decode(stream)]
            seconds = float(container.duration or 0) / av.time_base
            codec = stream.codec_context
            name, pixels, width, height = codec.name, codec.pix_fmt, codec.width, codec.height
    except (av.FFmpegError, IndexError, OSError) as error:
        raise FilmError(f"{path}: {error}") from error
    if not frames:
        raise FilmError(f"{path}: no frames")
    change = float(np.abs(frames[0].astype(float) - frames[-1].astype(float)).mean())
    return Film(
        codec=name,
        pixel_format=str(pixels),
        width=width,
        height=height,
        seconds=seconds,
        frames=len(frames),
        change=change,
        faststart=_index_comes_first(path),
    )


def _index_comes_first(path: Path) -> bool:
    """Whether playing can begin before the whole file is there."""
    with path.open("rb") as file:
        head = file.read(_MEBIBYTE)
    index, pixels = head.find(b"moov"), head.find(b"mdat")
    return index != -1 and (pixels == -1 or index < pixels)


def check_film(path: Path) -> Film:
    """A film that plays everywhere, lasts and moves; FilmError names each thing that it lacks."""
    film = look_at(path)
    wrong = [
        sentence
        for holds, sentence in (
            (film.codec == "h264", f"the codec is {film.codec}, not h264"),
            (film.pixel_format == "yuv420p", f"the pixels are {film.pixel_format}, not yuv420p"),
            (film.faststart, "the index comes after the pixels"),
            (film.seconds >= LEAST_SECONDS, f"it lasts {film.seconds:.1f} s, not {LEAST_SECONDS:.0f}"),
            (film.frames >= LEAST_FRAMES, f"it has {film.frames} frames, not {LEAST_FRAMES}"),
            (film.change >= LEAST_CHANGE, "its first and last frame are the same"),
        )
        if not holds
    ]
    if wrong:
        raise FilmError(f"{path}: " + "; ".join(wrong))
    return film


if __name__ == "__main__":
    try:
        sys.stdout.write(f"{check_film(Path(sys.argv[1]))}\n")
    except FilmError as error:
        sys.exit(str(error))
