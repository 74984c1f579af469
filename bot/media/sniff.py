"""What kind of file some bytes are, by the bytes alone."""

from __future__ import annotations

import re

from providers.profile import MediaKind

HEAD_BYTES = 4096

KIND_OF_FORMAT = {
    "jpeg": MediaKind.IMAGE,
    "png": MediaKind.IMAGE,
    "webp": MediaKind.IMAGE,
    "gif": MediaKind.IMAGE,
    "bmp": MediaKind.IMAGE,
    "tiff": MediaKind.IMAGE,
    "mp4": MediaKind.VIDEO,
    "mov": MediaKind.VIDEO,
    "webm": MediaKind.VIDEO,
    "mp3": MediaKind.AUDIO,
    "wav": MediaKind.AUDIO,
}
SVG = "svg"
PAGE = "page"

_STARTS = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"ID3", "mp3"),
)
_RIFF_FORMS = {b"WEBP": "webp", b"WAVE": "wav"}
_OLD_MOV_ATOMS = {b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}
_NOT_MP4_BRANDS = (b"hei", b"hev", b"mif1", b"msf1", b"avif", b"avis", b"M4A", b"M4B", b"crx")
_SVG = re.compile(rb"<svg[\s>]", re.IGNORECASE)
_PAGE = re.compile(rb"<(!doctype html|html|head|body|script|title)[\s>]", re.IGNORECASE)


def sniff(head: bytes) -> str | None:
    """A name of KIND_OF_FORMAT, `svg` or `page` for a file's first bytes (4,096 do); None: unknown."""
    start = next((name for start, name in _STARTS if head.startswith(start)), None)
    return start or _container(head) or _markup(head[:HEAD_BYTES])


def _container(head: bytes) -> str | None:
    """The name of a format that more than its first bytes tell."""
    if head.startswith(b"RIFF"):
        return _RIFF_FORMS.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _brand(head[8:12])
    signs = {
        "bmp": head.startswith(b"BM") and head[6:10] == bytes(4),
        "webm": head.startswith(b"\x1aE\xdf\xa3") and b"webm" in head[:64],
        "mov": head[4:8] in _OLD_MOV_ATOMS,
        "mp3": _is_mpeg_audio(head),
    }
    return next((name for name, found in signs.items() if found), None)


def _brand(brand: bytes) -> str | None:
    if brand.startswith(_NOT_MP4_BRANDS):
        return None
    return "mov" if brand.startswith(b"qt") else "mp4"


def _is_mpeg_audio(head: bytes) -> bool:
    # Other layer bits than 01 are AAC in ADTS or a byte order mark; a rate of 1111 or 11 is none.
    return (
        len(head) > 3
        and head[0] == 0xFF
        and head[1] & 0xE0 == 0xE0
        and head[1] & 0x06 == 0x02
        and head[2] & 0xF0 != 0xF0
        and head[2] & 0x0C != 0x0C
    )


def _markup(head: bytes) -> str | None:
    plain = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if not plain.startswith(b"<"):
        return None
    page, svg = _PAGE.search(plain), _SVG.search(plain)
    if svg and (page is None or svg.start() < page.start()):
        return SVG
    return PAGE if page else None
