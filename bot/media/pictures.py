"""Pictures opened, turned upright, rid of metadata and re-encoded; runs only in the child process."""

from __future__ import annotations

import io
import math
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms, ImageOps

from bot.media import problem
from bot.media.limits import MAX_PIXELS, check_bytes, check_pixels, check_sides, takes
from bot.media.problem import MediaProblem
from providers.profile import MediaLimits

THUMBNAIL_SIDE = 480
_QUALITIES = (92, 85, 75)
_ENDS = 65_557  # a zip's directory ends within these last bytes
_ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"%PDF-1.")
_PAGES = re.compile(rb"<(html|script|svg)[\s>]|<!doctype|<\?php", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture as kept; sides in pixels."""

    path: Path
    content_type: str
    thumbnail: Path
    width: int
    height: int


def normalise_picture(
    path: Path, name: str, limits: MediaLimits, directory: Path, *, mend: bool = False
) -> Picture:
    """The picture as JPEG, or PNG when it has alpha that the gateway takes; raises MediaProblem.

    A path of `directory` is made for it and for its thumbnail. To `mend` is to cut and shrink it to fit.
    """
    _refuse_second_meaning(path)
    upright = _open(path, name)
    if mend:
        upright = fitted(upright, limits)
    check_sides(upright.width, upright.height, limits)
    if _shows_alpha(upright) and takes(limits, "png"):
        kept, content_type = directory / "normalised.png", "image/png"
        upright.save(kept, "PNG", optimize=False)
        check_bytes(kept.stat().st_size, limits)
    else:
        kept, content_type = directory / "normalised.jpg", "image/jpeg"
        _save_jpeg(_flat(upright), kept, limits)
    return Picture(
        path=kept,
        content_type=content_type,
        thumbnail=save_thumbnail(upright, directory),
        width=upright.width,
        height=upright.height,
    )


def fitted(picture: Image.Image, limits: MediaLimits) -> Image.Image:
    """The middle of a picture in the nearest shape that is taken, shrunk where it is too large.

    It is never enlarged: what is too small stays so.
    """
    left, top, width, height = fitting_box(picture.width, picture.height, limits)
    part = picture.crop((left, top, left + width, top + height))
    most = limits.max_side or max(width, height)
    if max(width, height) <= most:
        return part
    scale = most / max(width, height)
    return part.resize((max(1, round(width * scale)), max(1, round(height * scale))), reducing_gap=3)


def fitting_box(width: int, height: int, limits: MediaLimits) -> tuple[int, int, int, int]:
    """Left, top, width and height of the largest middle part whose ratio is taken, in pixels."""
    kept_width, kept_height = width, height
    if limits.max_ratio is not None and width > height * limits.max_ratio:
        kept_width = max(1, math.floor(height * limits.max_ratio))
    elif limits.min_ratio is not None and width < height * limits.min_ratio:
        kept_height = max(1, math.floor(width / limits.min_ratio))
    return (width - kept_width) // 2, (height - kept_height) // 2, kept_width, kept_height


def save_thumbnail(picture: Image.Image, directory: Path) -> Path:
    """A JPEG of at most 480 pixels on its long side."""
    scale = min(1.0, THUMBNAIL_SIDE / max(picture.size))
    width, height = (max(1, round(side * scale)) for side in picture.size)
    path = directory / "thumbnail.jpg"
    _flat(picture.resize((width, height), reducing_gap=3)).save(path, "JPEG", quality=85)
    return path


def _refuse_second_meaning(path: Path) -> None:
    data = path.read_bytes()
    if _PAGES.search(data[:4096] + data[-4096:]) or any(mark in data for mark in _ARCHIVES) or _is_zip(data):
        raise MediaProblem(problem.BROKEN)


def _is_zip(data: bytes) -> bool:
    tail = data[-_ENDS:]
    at = tail.rfind(b"PK\x05\x06")
    return (
        at >= 0
        and len(tail) >= at + 22
        and at + 22 + int.from_bytes(tail[at + 20 : at + 22], "little") == len(tail)
    )


def _open(path: Path, name: str) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = 2 * MAX_PIXELS  # the cap itself is ours, with its own sentence
    formats = ("JPEG", "MPO") if name == "jpeg" else (name.upper(),)
    try:
        _verify(path, name, formats)
        return _load(path, formats)
    except (MediaProblem, MemoryError):
        raise
    except Image.DecompressionBombError:
        most = MAX_PIXELS // 1_000_000
        raise MediaProblem(problem.PIXELS, megapixels=2 * most, max_megapixels=most) from None
    except Exception:  # noqa: BLE001  decoders raise whatever they like at a bad file
        raise MediaProblem(problem.BROKEN) from None


def _verify(path: Path, name: str, formats: tuple[str, ...]) -> None:
    with Image.open(path, formats=formats) as picture:
        _check_head(picture, name)
        picture.verify()


def _load(path: Path, formats: tuple[str, ...]) -> Image.Image:
    # Every copy of 36 megapixels counts: what this returns holds no decoder any more.
    with Image.open(path, formats=formats) as picture:
        picture.load()
        ImageOps.exif_transpose(picture, in_place=True)
        return _plain(picture)


def _check_head(picture: Image.Image, name: str) -> None:
    check_pixels(*picture.size)
    # A phone's JPEG may carry further pictures (depth, gain map) without being animated.
    if name != "jpeg" and getattr(picture, "n_frames", 1) > 1:
        raise MediaProblem(problem.ANIMATED)


def _plain(picture: Image.Image) -> Image.Image:
    """RGB or RGBA in sRGB, with nothing in `info` that an encoder would write."""
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    profile = picture.info.get("icc_profile")
    if picture.mode.startswith("I"):
        plain = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L").convert(mode)
    else:
        plain = _in_srgb(picture, profile, mode) or picture.convert(mode)
    plain.info.clear()
    return plain


def _in_srgb(picture: Image.Image, profile: Any, mode: str) -> Image.Image | None:
    convertible = picture.mode == "RGBA" if mode == "RGBA" else picture.mode in {"RGB", "CMYK", "L"}
    if not isinstance(profile, bytes) or not convertible:
        return None
    with suppress(Exception):  # a broken profile only costs the exact colours
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode=mode)
    return None


def _shows_alpha(picture: Image.Image) -> bool:
    return picture.mode == "RGBA" and picture.getchannel("A").getextrema() != (255, 255)


def _flat(picture: Image.Image) -> Image.Image:
    if picture.mode == "RGB":
        return picture
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A"))
    return white


def _save_jpeg(picture: Image.Image, path: Path, limits: MediaLimits) -> None:
    for quality in _QUALITIES:
        picture.save(path, "JPEG", quality=quality)
        if limits.max_bytes is None or path.stat().st_size <= limits.max_bytes:
            return
    check_bytes(path.stat().st_size, limits)
