"""Files are recognised by their bytes, checked, cleaned and re-encoded in a child process."""

from __future__ import annotations

import hashlib

import av
import pytest
from PIL import Image

from bot.media.inspect import inspect, poster
from bot.media.problem import MediaProblem, stored
from handlers.catalogue import reason_text, texts
from providers.profile import MediaKind, MediaLimits

GOOD_PICTURES = {
    "good.jpg": "image/jpeg",
    "good.png": "image/jpeg",
    "good.webp": "image/jpeg",
    "still.gif": "image/jpeg",
    "good.bmp": "image/jpeg",
    "good.tiff": "image/jpeg",
    "grey.png": "image/jpeg",
    "deep.png": "image/jpeg",
    "cmyk.jpg": "image/jpeg",
    "two_pictures.jpg": "image/jpeg",
    "opaque.png": "image/jpeg",
    "line.tiff": "image/jpeg",
    "tinted.jpg": "image/jpeg",
    "odd_profile.jpg": "image/jpeg",
    "grey_alpha.png": "image/jpeg",
    "alpha.png": "image/png",
    "palette.png": "image/png",
}
REFUSED = {
    "animated.gif": "media_animated",
    "animated.webp": "media_animated",
    "animated.png": "media_animated",
    "pages.tiff": "media_animated",
    "truncated.jpg": "media_broken",
    "truncated.png": "media_broken",
    "unended.png": "media_broken",
    "noise.jpg": "media_broken",
    "empty.jpg": "media_unknown_type",
    "bomb.png": "media_pixels",
    "large.png": "media_pixels",
    "narrow.jpg": "media_ratio",
    "tiny.jpg": "media_sides",
    "long.jpg": "media_sides",
    "drawing.svg": "media_svg",
    "page.jpg": "media_is_page",
    "zipped.jpg": "media_broken",
    "script.jpg": "media_broken",
    "document.jpg": "media_broken",
    "text.txt": "media_unknown_type",
    "letter.bmp": "media_unknown_type",
    "page16.jpg": "media_is_page",
    "framed.html": "media_is_page",
    "archive.zip": "media_unknown_type",
    "stream.aac": "media_unknown_type",
    "song.m4a": "media_unknown_type",
    "film.avi": "media_unknown_type",
    "film.mkv": "media_unknown_type",
    "program.jpg": "media_unknown_type",
    "photo.heic": "media_unknown_type",
    "playlist.mp4": "media_unknown_type",
    "short.mp4": "media_length",
    "long.mp4": "media_length",
    "small.mp4": "media_sides",
    "broken.mp4": "media_broken",
    "truncated.mp4": "media_broken",
    "cut.mp4": "media_broken",
    "nearly.mp4": "media_broken",
    "noise.mp4": "media_broken",
    "cut.wav": "media_broken",
    "short.wav": "media_length",
    "long.mp3": "media_length",
    "noise.mp3": "media_broken",
}


SENTENCES = {
    "media_animated": "Moving pictures",
    "media_broken": "damaged",
    "media_unknown_type": "jpeg, png, webp, mp4, mov, mp3, wav",
    "media_pixels": "36",
    "media_ratio": "0.4 to 2.5",
    "media_sides": "300 to 6000",
    "media_svg": "PNG or JPEG",
    "media_is_page": "web page",
    "media_length": "2 to 15",
}


@pytest.mark.parametrize("name", GOOD_PICTURES)
async def test_a_good_picture_is_re_encoded(name, corpus, limits, tmp_path) -> None:
    """A still picture becomes a JPEG, or a PNG when something shows through, with a small JPEG beside it."""
    found = await inspect(corpus[name], limits, tmp_path)

    assert (found.kind, found.content_type, found.seconds) == (MediaKind.IMAGE, GOOD_PICTURES[name], None)
    data = found.path.read_bytes()
    assert (found.bytes, found.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    with Image.open(found.path) as kept, Image.open(found.thumbnail) as small:
        assert kept.size == (found.width, found.height)
        assert kept.get_format_mimetype() == found.content_type
        assert (small.format, max(small.size) <= 480) == ("JPEG", True)


@pytest.mark.parametrize("name", REFUSED)
async def test_a_bad_file_is_refused_with_its_reason(name, corpus, limits, tmp_path) -> None:
    """Every bad file has its own catalogue key, and its sentence shows the numbers that the key carries."""
    with pytest.raises(MediaProblem) as refusal:
        await inspect(corpus[name], limits, tmp_path)
    assert refusal.value.key == REFUSED[name]
    assert SENTENCES[refusal.value.key] in reason_text(texts("en"), stored(refusal.value))


def test_the_corpus_has_good_and_bad_files_of_every_kind_and_limit(corpus):
    """Sixty and more, each with its acceptance or its sentence; every sentence belongs to some file."""
    assert len(GOOD_PICTURES) + len(REFUSED) >= 60
    assert {*GOOD_PICTURES, *REFUSED} <= set(corpus)
    assert set(REFUSED.values()) == set(SENTENCES)


async def test_a_phone_picture_is_turned_upright_and_tells_nothing(corpus, limits, tmp_path) -> None:
    """The EXIF turn is applied; place, camera and comment are gone."""
    found = await inspect(corpus["phone.jpg"], limits, tmp_path)

    assert (found.width, found.height) == (480, 640)
    with Image.open(found.path) as kept:
        assert kept.getpixel((479 - 5, 5))[0] > 200
        assert not kept.getexif()
        assert set(kept.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"}
    assert b"Secret" not in found.path.read_bytes() + found.thumbnail.read_bytes()


async def test_texts_in_a_png_are_dropped(corpus, limits, tmp_path) -> None:
    """A PNG that stays one loses its text chunks."""
    found = await inspect(corpus["alpha.png"], limits, tmp_path)
    assert b"Secret" not in found.path.read_bytes()


async def test_alpha_is_laid_on_white_where_the_gateway_takes_no_png(corpus, tmp_path) -> None:
    """A gateway of JPEG alone gets a JPEG."""
    limits = {MediaKind.IMAGE: MediaLimits(formats=("jpg",))}
    found = await inspect(corpus["alpha.png"], limits, tmp_path)
    assert found.content_type == "image/jpeg"


@pytest.mark.parametrize(
    ("name", "content_type"),
    [("good.mp4", "video/mp4"), ("padded.mp4", "video/mp4"), ("good.mov", "video/mp4")],
)
async def test_a_good_video_keeps_its_frames_and_loses_its_metadata(
    name, content_type, corpus, limits, tmp_path
) -> None:
    """A video is written anew as MP4 with the same packets and a thumbnail."""
    found = await inspect(corpus[name], limits, tmp_path)

    assert (found.kind, found.content_type) == (MediaKind.VIDEO, content_type)
    assert (found.width, found.height, round(found.seconds, 1)) == (640, 360, 3.0)
    assert b"Secret" not in found.path.read_bytes()
    with av.open(str(found.path)) as kept:
        assert sum(1 for _ in kept.decode(video=0)) == 72
    with Image.open(found.thumbnail) as small:
        assert small.size == (480, 270)
        assert small.getpixel((5, 5))[0] > 200


async def test_a_turned_video_is_measured_as_it_is_shown(corpus, limits, tmp_path) -> None:
    """Sides and thumbnail follow the turn, and the kept file keeps it."""
    found = await inspect(corpus["turned.mp4"], limits, tmp_path)

    assert (found.width, found.height) == (360, 640)
    with Image.open(found.thumbnail) as small:
        assert small.getpixel((small.width - 5, 5))[0] > 200
    with av.open(str(found.path)) as kept:
        assert abs(next(kept.decode(video=0)).rotation) == 90


@pytest.mark.parametrize(("name", "content_type"), [("good.mp3", "audio/mpeg"), ("good.wav", "audio/wav")])
async def test_a_good_sound_is_kept(name, content_type, corpus, limits, tmp_path) -> None:
    """A sound keeps its format and has no sides and no thumbnail."""
    found = await inspect(corpus[name], limits, tmp_path)

    assert (found.kind, found.content_type, found.width, found.thumbnail) == (
        MediaKind.AUDIO,
        content_type,
        None,
        None,
    )
    assert found.seconds == pytest.approx(3, abs=0.1)
    assert b"Secret" not in found.path.read_bytes()


async def test_the_same_file_gives_the_same_bytes(corpus, limits, tmp_path) -> None:
    """A file that comes twice is recognised by its hash."""
    for name in ("good.jpg", "alpha.png", "good.mp4", "good.mp3"):
        hashes = set()
        for turn in ("first", "second"):
            folder = tmp_path / f"{name}-{turn}"
            folder.mkdir()
            hashes.add((await inspect(corpus[name], limits, folder)).sha256)
        assert len(hashes) == 1, name


async def test_a_kind_without_limits_is_not_taken(corpus, limits, tmp_path) -> None:
    """A gateway of pictures alone refuses a video and says what it takes."""
    with pytest.raises(MediaProblem) as refusal:
        await inspect(corpus["good.mp4"], {MediaKind.IMAGE: limits[MediaKind.IMAGE]}, tmp_path)
    assert (refusal.value.key, refusal.value.params) == ("media_unknown_type", {"taken": "jpeg, png, webp"})


async def test_the_kept_file_must_fit(corpus, tmp_path) -> None:
    """The cap on bytes is for what would be sent."""
    limits = {MediaKind.IMAGE: MediaLimits(formats=("jpeg",), max_bytes=2_000)}
    with pytest.raises(MediaProblem) as refusal:
        await inspect(corpus["good.png"], limits, tmp_path)
    assert refusal.value.key == "media_too_large"


async def test_a_slow_child_is_ended(corpus, limits, tmp_path) -> None:
    """After the time-out the child is gone and the file refused."""
    with pytest.raises(MediaProblem) as refusal:
        await inspect(corpus["good.jpg"], limits, tmp_path, seconds=0.01)
    assert refusal.value.key == "media_timeout"


async def test_a_poster_is_made_of_a_finished_video(corpus, tmp_path) -> None:
    """A poster has the video's sides; a broken video has none."""
    made = await poster(corpus["good.mp4"], tmp_path)

    assert made.video_content_type == "video/mp4"
    assert made.video_sha256 == hashlib.sha256(corpus["good.mp4"].read_bytes()).hexdigest()
    assert made.sha256 == hashlib.sha256(made.path.read_bytes()).hexdigest()
    assert (made.bytes, made.video_bytes) == (made.path.stat().st_size, corpus["good.mp4"].stat().st_size)
    with Image.open(made.thumbnail) as small:
        assert small.size == (480, 270)
    assert (made.width, made.height, round(made.seconds, 1)) == (640, 360, 3.0)
    with Image.open(made.path) as still:
        assert (still.format, still.size) == ("JPEG", (640, 360))
    with Image.open(made.last_frame) as last:
        assert (last.format, last.size) == ("JPEG", (640, 360))
    with pytest.raises(MediaProblem, match="media_broken"):
        await poster(corpus["noise.mp4"], tmp_path)
    with pytest.raises(MediaProblem, match="media_broken"):
        await poster(corpus["cut.mp4"], tmp_path)
    with pytest.raises(MediaProblem, match="media_broken"):
        await poster(corpus["good.jpg"], tmp_path)


async def test_new_files_are_the_owners_only(corpus, limits, tmp_path) -> None:
    """What the child writes, nobody else on the machine reads."""
    found = await inspect(corpus["good.jpg"], limits, tmp_path)
    assert found.path.stat().st_mode & 0o077 == 0
    assert found.thumbnail.stat().st_mode & 0o077 == 0


async def test_a_webm_is_kept_where_the_gateway_takes_it(make_video, tmp_path) -> None:
    """A WebM stays one for a gateway that names it."""
    path = make_video(tmp_path / "film.webm")
    limits = {MediaKind.VIDEO: MediaLimits(formats=("webm",))}
    found = await inspect(path, limits, tmp_path)

    assert (found.content_type, found.width) == ("video/webm", 640)
    assert b"Secret" not in found.path.read_bytes()
    with pytest.raises(MediaProblem, match="media_unknown_type"):
        await inspect(path, {MediaKind.VIDEO: MediaLimits(formats=("mp4",))}, tmp_path)
