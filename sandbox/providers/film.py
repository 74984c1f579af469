"""Makes the generated video: a slow push-in on each picture in turn, with the prompt as a caption."""

import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import av
from PIL import Image, ImageEnhance, ImageFilter

from sandbox.providers.captions import caption_strip

FPS = 24
LONG_SIDE = 480
PUSH_IN = 0.16
_CROP_UP_TO = 1.4
RATIOS = {"16:9": 16 / 9, "4:3": 4 / 3, "1:1": 1.0, "3:4": 3 / 4, "9:16": 9 / 16, "21:9": 21 / 9}


def frame_size(ratio: str | None, picture: Image.Image) -> tuple[int, int]:
    """Return width and height in even pixels; a ratio that is not a listed one takes the picture's shape."""
    shape = RATIOS.get(ratio or "") or min(21 / 9, max(9 / 16, picture.width / picture.height))
    width, height = (LONG_SIDE, LONG_SIDE / shape) if shape >= 1 else (LONG_SIDE * shape, LONG_SIDE)
    return round(width / 2) * 2, round(height / 2) * 2


def scene(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Fit a picture into the frame's shape, with room to move closer.

    Cropped when little is lost, else whole on a blurred copy of itself.
    """
    width, height = (math.ceil(side * (1 + PUSH_IN)) for side in size)
    cover = max(width / picture.width, height / picture.height)
    fit = min(width / picture.width, height / picture.height)
    if cover / fit < _CROP_UP_TO:
        fit = cover
    backdrop = picture.resize((width // 8 or 1, height // 8 or 1)).filter(ImageFilter.GaussianBlur(5))
    canvas = ImageEnhance.Brightness(backdrop.resize((width, height), Image.Resampling.BICUBIC)).enhance(0.75)
    inner = picture.resize(
        (max(1, round(picture.width * fit)), max(1, round(picture.height * fit))), Image.Resampling.LANCZOS
    )
    left, top = (width - inner.width) // 2, round((height - inner.height) * 0.35)
    edge = min(width, height) // 24
    mask = Image.new("L", (width, height), 0)
    beyond = (left + edge if left > 0 else -width, top + edge if top > 0 else -height)
    mask.paste(255, (*beyond, width - beyond[0], height - beyond[1]))
    whole = canvas.copy()
    whole.paste(inner, (left, top))
    canvas.paste(whole, mask=mask.filter(ImageFilter.GaussianBlur(edge / 2)))
    return canvas


def push_in(canvas: Image.Image, size: tuple[int, int], progress: float) -> Image.Image:
    """Return one frame; progress runs from 0, the whole scene, to 1, as close as it gets."""
    share = 1 - progress * PUSH_IN / (1 + PUSH_IN)
    width, height = canvas.width * share, canvas.height * share
    left, top = (canvas.width - width) / 2, (canvas.height - height) * 0.42
    box = (left, top, left + width, top + height)
    return canvas.resize(size, Image.Resampling.BILINEAR, box=box)


def frames(
    pictures: list[Image.Image], caption: str, size: tuple[int, int], count: int
) -> Iterator[Image.Image]:
    """Yield the frames of the film, the pictures in turn for equal parts of it."""
    scenes = [scene(picture, size) for picture in pictures]
    strip = caption_strip(caption, *size)
    for number in range(count):
        position = number / count * len(scenes)
        frame = push_in(scenes[int(position)], size, position % 1)
        if strip is not None:
            frame.paste(strip, (0, size[1] - strip.height), strip)
        yield frame


def make_film(
    path: Path,
    pictures: list[Image.Image],
    *,
    caption: str,
    ratio: str | None,
    seconds: int,
    wanted: Callable[[], bool] = lambda: True,
) -> None:
    """Write an MP4 (H.264, yuv420p, 24 frames a second, index in front); blocking, a second or two.

    Ends early when it is no longer wanted. Raises av.FFmpegError or OSError when it cannot be written.
    """
    size = frame_size(ratio, pictures[0])
    options = {"movflags": "+faststart"}
    with av.open(str(path), "w", format="mp4", options=options) as container:
        stream: Any = container.add_stream("libx264", rate=FPS)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        stream.options = {"preset": "veryfast", "crf": "24", "threads": "1"}
        to_frame: Any = av.VideoFrame.from_image
        for image in frames(pictures, caption, size, FPS * seconds):
            if not wanted():
                break
            container.mux(stream.encode(to_frame(image)))
        container.mux(stream.encode())
