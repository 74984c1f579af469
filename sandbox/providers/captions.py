"""Captions for the generated films: text wrapped and drawn once, then laid over each frame."""

import unicodedata
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

MAX_LINES = 3
_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/Library/Fonts",
    "/System/Library/Fonts",
    "C:/Windows/Fonts",
)
_LATIN = ("DejaVuSans.ttf", "LiberationSans-Regular.ttf", "Arial.ttf", "arial.ttf")
_CJK = (
    "NotoSansCJK-Regular.ttc",
    "NotoSerifCJK-Regular.ttc",
    "wqy-microhei.ttc",
    "wqy-zenhei.ttc",
    "PingFang.ttc",
    "msyh.ttc",
)
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@cache
def _font_files() -> dict[str, Path]:
    wanted = {*_LATIN, *_CJK}
    folders = [Path(folder) for folder in _FOLDERS if Path(folder).is_dir()]
    return {file.name: file for folder in folders for file in folder.rglob("*.tt?") if file.name in wanted}


def is_wide(letter: str) -> bool:
    """Say whether a letter is of a script that is written without spaces."""
    return unicodedata.east_asian_width(letter) in "WF"


def font_for(text: str, size: int) -> Font:
    """Return a font that has the letters of the text, as far as this machine has one."""
    files = _font_files()
    for name in _CJK + _LATIN if any(map(is_wide, text)) else _LATIN + _CJK:
        if name in files:
            return ImageFont.truetype(str(files[name]), size)
    return ImageFont.load_default(size)


def wrap(text: str, font: Font, width: float) -> list[str]:
    """Break a text into at most three lines of this many pixels; the last one ends in … when text is left."""
    lines: list[str] = []
    line = ""
    for word in _words(text):
        if line and font.getlength((line + word).rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += word if line else word.lstrip()
    lines.append(line.rstrip())
    lines = [part for part in lines if part]
    if len(lines) <= MAX_LINES:
        return lines
    last = lines[MAX_LINES - 1]
    while last and font.getlength(last + "…") > width:
        last = last[:-1]
    return [*lines[: MAX_LINES - 1], last.rstrip() + "…"]


def _words(text: str) -> list[str]:
    """Split where a line may break: after a space, around wide letters, and inside very long words."""
    words, word = [], ""
    for letter in "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in text):
        if is_wide(letter) or len(word) >= 24:
            words.append(word)
            word = ""
        word += letter
        if letter == " " or is_wide(letter):
            words.append(word)
            word = ""
    return [part for part in [*words, word] if part]


def caption_strip(text: str, width: int, height: int) -> Image.Image | None:
    """Draw the text on a dark strip for the lower edge of a frame; None when there is no text."""
    size = max(11, min(width, height) // 17)
    font = font_for(text, size)
    margin = size
    lines = wrap(text, font, width - 2 * margin)
    if not lines:
        return None
    step = round(size * 1.35)
    strip = Image.new("RGBA", (width, step * len(lines) + size), (12, 12, 18, 150))
    draw = ImageDraw.Draw(strip)
    for row, line in enumerate(lines):
        x = (width - font.getlength(line)) / 2
        draw.text((x, size * 0.5 + row * step), line, font=font, fill=(255, 255, 255, 255))
    return strip
