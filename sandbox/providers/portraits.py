"""Made-up cartoon portraits for demos and tests: nobody real is in them.

A person of the sandbox is known by the colour of the clothes: it hangs on the name alone, while the seed
changes pose, light and background a little. So two portraits of one name pass the simulated face check as one
person, and two names usually do not (there are nine colours; `clothes_hue` tells which one a name has).
"""

import colorsys
import hashlib
import io
import random
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFilter

from sandbox.providers.features import Head, draw_head

CLOTHES_HUES = (205, 300, 145, 265, 340, 175, 235, 115, 80)
Colour = tuple[int, int, int]


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where one person stands in a picture: middle of the face and its half height, in pixels."""

    x: float
    y: float
    size: float


def _digest(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.casefold().encode()).digest()[:8], "big")


def clothes_hue(name: str) -> int:
    """Return the hue, in degrees, by which the sandbox knows the person of this name."""
    return CLOTHES_HUES[_digest(name) % len(CLOTHES_HUES)]


def _rgb(hue: float, saturation: float, value: float) -> Colour:
    red, green, blue = colorsys.hsv_to_rgb((hue % 360) / 360, saturation, value)
    return round(red * 255), round(green * 255), round(blue * 255)


def _gradient(size: tuple[int, int], top: Colour, bottom: Colour) -> Image.Image:
    ramp = Image.linear_gradient("L").resize(size)
    return Image.composite(Image.new("RGB", size, bottom), Image.new("RGB", size, top), ramp)


def _background(size: tuple[int, int], rng: random.Random) -> Image.Image:
    """Draw soft out-of-focus lights on a pale gradient; pale, so that it is never taken for clothes."""
    hue = rng.uniform(180, 320)
    image = _gradient(size, _rgb(hue, 0.10, 0.97), _rgb(hue + 25, 0.24, 0.80))
    lights = Image.new("L", (size[0] // 8, size[1] // 8), 0)
    draw, width, height = ImageDraw.Draw(lights), lights.width, lights.height
    for _ in range(14):
        x, y, radius = rng.uniform(0, width), rng.uniform(0, height * 0.8), rng.uniform(0.03, 0.11) * width
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=rng.randint(30, 90))
    lights = lights.filter(ImageFilter.GaussianBlur(width * 0.012)).resize(size, Image.Resampling.BICUBIC)
    image.paste(Image.new("RGB", size, _rgb(hue - 30, 0.04, 1.0)), mask=lights)
    return image


def _shoulders(image: Image.Image, place: Place, hue: int) -> None:
    """Draw shoulders and clothes from below the chin to the lower edge."""
    scale, width = place.size, place.size * 1.75
    top, bottom = place.y + scale * 1.32, image.height + scale
    shape = Image.new("L", image.size, 0)
    draw = ImageDraw.Draw(shape)
    draw.rounded_rectangle((place.x - width, top, place.x + width, bottom), scale * 0.85, fill=255)
    draw.ellipse((place.x - width * 0.62, top - scale * 0.2, place.x + width * 0.62, top + scale), fill=255)
    cloth = _gradient(image.size, _rgb(hue, 0.62, 0.84), _rgb(hue, 0.74, 0.52))
    image.paste(cloth, mask=shape)
    draw = ImageDraw.Draw(image)
    for side in (-1, 1):
        x = place.x + side * width * 0.72
        draw.line(
            (x, top + scale * 1.0, x - side * scale * 0.12, bottom),
            fill=_rgb(hue, 0.78, 0.48),
            width=round(scale * 0.03),
        )


def _person(image: Image.Image, name: str, place: Place) -> None:
    hue = clothes_hue(name)
    head = Head(
        x=place.x,
        y=place.y,
        size=place.size,
        traits=random.Random(_digest(name)),
        collar=_rgb(hue, 0.70, 0.62),
    )
    draw_head(image, head, body=lambda: _shoulders(image, place, hue))


def _jpeg(image: Image.Image, size: tuple[int, int]) -> bytes:
    out = io.BytesIO()
    image.resize(size, Image.Resampling.LANCZOS).save(out, "JPEG", quality=90)
    return out.getvalue()


def draw_portrait(name: str, seed: int = 0, size: tuple[int, int] = (768, 1024)) -> bytes:
    """Draw one made-up person and return a JPEG; the name decides who, the seed how the picture was taken."""
    rng = random.Random(f"{name}/{seed}")
    canvas = (size[0] * 2, size[1] * 2)
    unit = min(canvas[0], canvas[1] * 0.75)
    image = _background(canvas, rng)
    x = canvas[0] / 2 + rng.uniform(-0.03, 0.03) * unit
    y = canvas[1] / 2 - unit * (0.14 + rng.uniform(-0.02, 0.02))
    _person(image, name, Place(x=x, y=y, size=unit * rng.uniform(0.255, 0.275)))
    return _jpeg(image, size)


def draw_pair(one: str, other: str, seed: int = 0, size: tuple[int, int] = (1024, 768)) -> bytes:
    """Draw two made-up people next to each other, which the face check refuses as several faces; a JPEG."""
    rng = random.Random(f"{one}/{other}/{seed}")
    canvas = (size[0] * 2, size[1] * 2)
    unit = min(canvas[0] / 2, canvas[1] * 0.62)
    image = _background(canvas, rng)
    for name, place in ((one, 0.27), (other, 0.73)):
        y = canvas[1] / 2 - unit * (0.16 + rng.uniform(-0.02, 0.02))
        _person(image, name, Place(x=canvas[0] * place, y=y, size=unit * 0.27))
    return _jpeg(image, size)


def draw_landscape(seed: int = 0, size: tuple[int, int] = (1024, 768)) -> bytes:
    """Draw hills under a wide empty sky, which the face check takes for no face; a JPEG."""
    rng = random.Random(f"landscape/{seed}")
    canvas = (size[0] * 2, size[1] * 2)
    hue = rng.uniform(195, 225)
    image = _gradient(canvas, _rgb(hue, 0.42, 0.93), _rgb(hue - 6, 0.28, 0.97))
    draw = ImageDraw.Draw(image)
    sun, radius = (canvas[0] * 0.84, canvas[1] * 0.15), canvas[1] * 0.07
    draw.ellipse((sun[0] - radius, sun[1] - radius, sun[0] + radius, sun[1] + radius), fill=(255, 236, 170))
    for step in range(3):
        base, swing = canvas[1] * (0.78 + step * 0.07), canvas[1] * 0.035
        points = [(canvas[0] * i / 8, base + rng.uniform(-swing, swing)) for i in range(9)]
        colour = _rgb(hue - 70 - step * 12, 0.34 + step * 0.08, 0.72 - step * 0.15)
        draw.polygon([(0, canvas[1]), *points, (canvas[0], canvas[1])], fill=colour)
    return _jpeg(image.filter(ImageFilter.GaussianBlur(2)), size)
