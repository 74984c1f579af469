"""What can be mended is cut, shrunk or trimmed until the gateway takes it; nothing is made larger."""

from __future__ import annotations

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.media.inspect import inspect
from bot.media.pictures import fitted, fitting_box
from bot.media.problem import MediaProblem
from providers.fitting import wrong_sides
from providers.profile import MediaKind, MediaLimits
from tests.bot.media.conftest import encoded, picture, video

SIDES = MediaLimits(formats=("jpeg",), min_ratio=0.4, max_ratio=2.5, max_side=600)


@given(st.integers(1, 3000), st.integers(1, 3000))
def test_the_largest_middle_part_is_kept(width, height):
    """What is left lies within the picture, in its middle, and loses one side only."""
    left, top, kept_width, kept_height = fitting_box(width, height, SIDES)
    assert (kept_width, kept_height) == (width, height) or (kept_width == width) != (kept_height == height)
    assert abs(2 * left + kept_width - width) <= 1
    assert abs(2 * top + kept_height - height) <= 1


@pytest.mark.parametrize("size", [(1200, 200), (200, 1200), (3000, 2999), (601, 600), (599, 100), (500, 500)])
def test_a_mended_picture_has_sides_that_are_taken(size):
    """Shape and size fit, and no side grew."""
    made = fitted(Image.new("RGB", size), SIDES)
    assert wrong_sides(*made.size, SIDES) is None
    assert made.width <= size[0]
    assert made.height <= size[1]


def test_a_picture_that_fits_stays_as_it_is():
    """Mending what is good changes nothing."""
    good = picture(500, 400)
    assert fitted(good, SIDES).tobytes() == good.tobytes()


async def test_a_narrow_picture_is_cropped_to_fit(corpus, limits, tmp_path):
    """The copy that is offered passes the very checks that refused the file."""
    (tmp_path / "wide.jpg").write_bytes(encoded(picture(1500, 400), "JPEG"))
    with pytest.raises(MediaProblem, match="media_ratio"):
        await inspect(tmp_path / "wide.jpg", limits, tmp_path)
    found = await inspect(tmp_path / "wide.jpg", limits, tmp_path, mend=True)
    assert (found.width, found.height, found.content_type) == (1000, 400, "image/jpeg")


@pytest.mark.parametrize(
    "name", ["tiny.jpg", "short.mp4", "short.wav", "small.mp4", "animated.gif", "noise.jpg"]
)
async def test_what_cannot_be_mended_stays_refused(name, corpus, limits, tmp_path):
    """Nothing is enlarged, lengthened or guessed."""
    with pytest.raises(MediaProblem):
        await inspect(corpus[name], limits, tmp_path, mend=True)


@pytest.mark.parametrize("name", ["long.mp4", "long.mp3", "long.mov", "long.wav"])
async def test_a_long_clip_is_trimmed_to_the_longest_taken(name, corpus, limits, tmp_path):
    """Picture and sound end together, near the limit, and play to the end."""
    source = corpus.get(name) or tmp_path / name
    if name == "long.mov":
        video(source, seconds=17)
    if name == "long.wav":
        with av.open(str(corpus["long.mp3"])) as heard, av.open(str(source), "w") as target:
            said = target.add_stream("pcm_s16le", rate=44100, layout="mono")
            for frame in heard.decode(audio=0):
                target.mux(said.encode(frame))
            target.mux(said.encode())
    with pytest.raises(MediaProblem, match="media_length"):
        await inspect(source, limits, tmp_path)
    found = await inspect(source, limits, tmp_path, mend=True)
    assert 14.5 < found.seconds <= 15
    with av.open(str(found.path)) as kept:
        assert sum(1 for _ in kept.decode(kept.streams[0])) > 100
    assert (found.thumbnail is not None) == (found.kind is MediaKind.VIDEO)
