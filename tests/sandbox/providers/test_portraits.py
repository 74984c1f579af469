"""Made-up portraits, and what the simulated face check sees in pictures."""

import io

import pytest
from PIL import Image

from sandbox.providers import draw_landscape, draw_pair, draw_portrait
from sandbox.providers.captions import MAX_LINES, caption_strip, font_for, wrap
from sandbox.providers.looks import look_at, look_at_picture, same_person
from sandbox.providers.portraits import CLOTHES_HUES, clothes_hue

NAMES = ("Rachel", "Tom", "Mei", "Ana", "Sam", "Priya", "Wei", "Leo", "莉莉")


@pytest.mark.parametrize("name", NAMES)
def test_one_person(name):
    """Every portrait of a name shows one person, always the same one."""
    looks = [look_at(draw_portrait(name, seed, (480, 640)), "Image") for seed in range(3)]
    assert [look.faces for look in looks] == [1, 1, 1]
    assert all(abs(look.colour - clothes_hue(name)) < 8 for look in looks)


@pytest.mark.parametrize("size", [(768, 1024), (640, 640), (1280, 720)])
def test_shapes(size):
    """A portrait can have any shape, and is a JPEG of that size."""
    data = draw_portrait("Rachel", 1, size)
    image = Image.open(io.BytesIO(data))
    assert (image.format, image.size) == ("JPEG", size)
    assert look_at(data, "Image").faces == 1


def test_seeds_and_names_differ():
    """The seed changes the picture, and the same seed gives the same bytes."""
    assert draw_portrait("Tom", 1, (240, 320)) == draw_portrait("Tom", 1, (240, 320))
    assert draw_portrait("Tom", 1, (240, 320)) != draw_portrait("Tom", 2, (240, 320))


def test_colours_are_far_enough_apart():
    """No two colours of clothes are taken for one person."""
    pairs = [(one, other) for one in CLOTHES_HUES for other in CLOTHES_HUES if one != other]
    assert not [pair for pair in pairs if same_person(*pair)]
    assert same_person(358, 3)
    assert same_person(None, 200)


@pytest.mark.parametrize("seed", range(3))
def test_pairs_and_landscapes(seed):
    """Two people are several faces, a landscape is none."""
    pairs = [("Tom", "Rachel"), ("Mei", "Ana"), ("Priya", "Wei")]
    assert look_at(draw_pair(*pairs[seed], seed, (640, 480)), "Image").faces == 2
    assert look_at(draw_landscape(seed, (640, 480)), "Image").faces == 0


@pytest.mark.parametrize("colour", ["white", "black", "#c58c5a"])
def test_plain_pictures_have_no_face(colour):
    """A picture of one tone shows nobody."""
    assert look_at_picture(Image.new("RGB", (400, 300), colour)).faces == 0


def test_other_pictures_count_as_one_face():
    """Any other picture is taken as one person, known by no colour when it has none."""
    look = look_at_picture(Image.effect_noise((400, 300), 80).convert("RGB"))
    assert (look.faces, look.colour) == (1, None)


@pytest.mark.parametrize(
    "text",
    [
        "short",
        "one two three " * 40,
        "长" * 300,
        "x" * 300,
        "ไทย عربى 🎬👩‍👧",
        "line\nbreak\tand\x00more",
        "\u200b",
    ],
)
def test_captions(text):
    """Any prompt becomes a caption of at most three lines that fit."""
    font = font_for(text, 16)
    lines = wrap(text, font, 300)
    assert len(lines) <= MAX_LINES
    assert all(font.getlength(line) <= 300 for line in lines)
    strip = caption_strip(text, 480, 270)
    assert strip is None or strip.height < 140


def test_no_caption():
    """No text gives no strip."""
    assert caption_strip("  ", 480, 270) is None
