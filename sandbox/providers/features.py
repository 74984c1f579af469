"""The head of a made-up cartoon person: hair, face, eyes, smile."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFilter

Colour = tuple[int, int, int]
SKINS: tuple[Colour, ...] = ((244, 208, 178), (232, 185, 146), (208, 155, 112), (172, 118, 80), (134, 88, 58))
# Dark tones stay below the brightness at which the face check sees skin.
HAIRS: tuple[Colour, ...] = (
    (38, 28, 28),
    (62, 40, 30),
    (28, 30, 44),
    (72, 46, 36),
    (70, 30, 34),
    (54, 54, 66),
)
EYES: tuple[Colour, ...] = ((66, 42, 30), (48, 78, 72), (54, 70, 104), (88, 62, 36))


@dataclass(frozen=True, kw_only=True)
class Head:
    """Middle of the face and its half height in pixels; `traits` is drawn from in a fixed order."""

    x: float
    y: float
    size: float
    traits: random.Random
    collar: Colour


def _mix(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


class _Pen:
    """Draws in units of the head: (0, 0) is the middle of the face, 1 its half height."""

    def __init__(self, image: Image.Image, head: Head) -> None:
        self.draw = ImageDraw.Draw(image)
        self.head = head

    def box(self, x: float, y: float, rx: float, ry: float) -> tuple[float, float, float, float]:
        s, cx, cy = self.head.size, self.head.x, self.head.y
        return (cx + (x - rx) * s, cy + (y - ry) * s, cx + (x + rx) * s, cy + (y + ry) * s)

    def oval(self, x: float, y: float, rx: float, ry: float, fill: Colour) -> None:
        self.draw.ellipse(self.box(x, y, rx, ry), fill=fill)

    def slab(self, x: float, y: float, rx: float, ry: float, fill: Colour, *, round_by: float) -> None:
        self.draw.rounded_rectangle(self.box(x, y, rx, ry), round_by * self.head.size, fill=fill)

    def arc(
        self, x: float, y: float, rx: float, ry: float, turn: tuple[int, int], fill: Colour, width: float
    ) -> None:
        self.draw.arc(self.box(x, y, rx, ry), *turn, fill=fill, width=max(1, round(width * self.head.size)))

    def chord(self, x: float, y: float, rx: float, ry: float, turn: tuple[int, int], fill: Colour) -> None:
        self.draw.chord(self.box(x, y, rx, ry), *turn, fill=fill)


def draw_head(image: Image.Image, head: Head, *, body: Callable[[], None]) -> None:
    """Draw a head; `body` is called between the hair behind it and the neck in front of the clothes."""
    traits = head.traits
    skin, hair, eyes = traits.choice(SKINS), traits.choice(HAIRS), traits.choice(EYES)
    style = traits.choice(("short", "bob", "curls", "long", "short", "bun"))
    pen = _Pen(image, head)
    _hair_behind(pen, style, hair)
    body()
    _neck(pen, skin)
    _face(pen, skin)
    _cheeks(image, head, skin)
    _eyes(pen, eyes, hair)
    _nose_and_mouth(pen, skin)
    _hair_before(pen, style, hair)
    if traits.random() < 0.35:
        _glasses(pen)


def _hair_behind(pen: _Pen, style: str, hair: Colour) -> None:
    if style == "long":
        pen.slab(0, 0.42, 0.96, 1.45, hair, round_by=0.9)
    elif style == "bob":
        pen.slab(0, 0.0, 0.97, 1.08, hair, round_by=0.8)
    elif style == "curls":
        for x, y in (
            (-0.8, -0.5),
            (0.8, -0.5),
            (-0.92, 0.0),
            (0.92, 0.0),
            (-0.85, 0.5),
            (0.85, 0.5),
            (-0.4, -0.95),
            (0.4, -0.95),
            (0, -1.05),
        ):
            pen.oval(x, y, 0.42, 0.42, hair)
    elif style == "bun":
        pen.oval(0, -1.2, 0.42, 0.38, hair)
    pen.oval(0, -0.22, 0.87, 0.98, hair)


def _neck(pen: _Pen, skin: Colour) -> None:
    shade = _mix(skin, (90, 40, 40), 0.18)
    pen.slab(0, 1.12, 0.33, 0.45, shade, round_by=0.2)
    pen.chord(0, 1.36, 0.52, 0.38, (0, 180), shade)
    pen.arc(0, 1.34, 0.55, 0.42, (0, 180), pen.head.collar, 0.09)


def _face(pen: _Pen, skin: Colour) -> None:
    shade = _mix(skin, (90, 40, 40), 0.14)
    for side in (-1, 1):
        pen.oval(side * 0.76, 0.08, 0.13, 0.2, shade)
    pen.oval(0, -0.1, 0.76, 0.86, skin)
    pen.oval(0, 0.3, 0.64, 0.7, skin)


def _cheeks(image: Image.Image, head: Head, skin: Colour) -> None:
    side = round(head.size * 0.7)
    glow = Image.new("L", (side, side), 0)
    ImageDraw.Draw(glow).ellipse((side * 0.26, side * 0.31, side * 0.74, side * 0.69), fill=110)
    glow = glow.filter(ImageFilter.GaussianBlur(side * 0.1))
    blush = Image.new("RGB", glow.size, _mix(skin, (226, 92, 84), 0.6))
    for place in (-1, 1):
        x, y = head.x + place * 0.45 * head.size - side / 2, head.y + 0.36 * head.size - side / 2
        image.paste(blush, (round(x), round(y)), glow)


def _eyes(pen: _Pen, eyes: Colour, hair: Colour) -> None:
    for side in (-1, 1):
        x = side * 0.31
        pen.oval(x, 0.03, 0.155, 0.125, (253, 252, 250))
        pen.oval(x + 0.01, 0.035, 0.1, 0.112, eyes)
        pen.oval(x + 0.01, 0.035, 0.05, 0.056, (20, 16, 18))
        pen.oval(x + 0.05, -0.01, 0.028, 0.03, (255, 255, 255))
        pen.arc(x, 0.04, 0.17, 0.15, (195, 345), (38, 28, 28), 0.035)
        pen.arc(x, -0.12, 0.22, 0.17, (205, 335), hair, 0.05)


def _nose_and_mouth(pen: _Pen, skin: Colour) -> None:
    line = _mix(skin, (96, 40, 36), 0.42)
    pen.arc(0, 0.22, 0.1, 0.13, (20, 160), line, 0.03)
    pen.chord(0, 0.46, 0.29, 0.24, (8, 172), (150, 52, 56))
    pen.chord(0, 0.49, 0.24, 0.09, (0, 180), (255, 252, 248))
    pen.arc(0, 0.46, 0.31, 0.25, (6, 174), _mix(skin, (150, 40, 44), 0.62), 0.035)


def _hair_before(pen: _Pen, style: str, hair: Colour) -> None:
    if style == "curls":
        for x, y in ((-0.55, -0.72), (-0.2, -0.85), (0.2, -0.85), (0.55, -0.72)):
            pen.oval(x, y, 0.3, 0.25, hair)
        return
    pen.chord(0, -0.28, 0.83, 0.8, (198, 342), hair)
    if style in ("bob", "long"):
        pen.chord(-0.22, -0.34, 0.68, 0.5, (160, 330), hair)
        for side in (-1, 1):
            pen.slab(side * 0.8, 0.12, 0.13, 0.62, hair, round_by=0.13)
    else:
        pen.chord(0.2, -0.5, 0.6, 0.38, (170, 372), hair)
    shine = _mix(hair, (255, 255, 255), 0.16)
    pen.arc(0, -0.3, 0.66, 0.68, (225, 262), shine, 0.05)


def _glasses(pen: _Pen) -> None:
    frame = (46, 42, 52)
    for side in (-1, 1):
        pen.arc(side * 0.31, 0.05, 0.235, 0.2, (0, 360), frame, 0.032)
    pen.arc(0, 0.04, 0.09, 0.07, (190, 350), frame, 0.032)
