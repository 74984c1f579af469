"""Files made by script: no real faces, every kind and fault."""

from __future__ import annotations

import io
import struct
import wave
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image, ImageCms, PngImagePlugin

from providers.profile import MediaKind, MediaLimits

LIMITS = {
    MediaKind.IMAGE: MediaLimits(
        formats=("jpeg", "png", "webp"),
        max_bytes=30_000_000,
        min_side=300,
        max_side=6000,
        min_ratio=0.4,
        max_ratio=2.5,
    ),
    MediaKind.VIDEO: MediaLimits(
        formats=("mp4", "mov"),
        max_bytes=50_000_000,
        min_side=300,
        max_side=6000,
        min_ratio=0.4,
        max_ratio=2.5,
        min_seconds=2,
        max_seconds=15,
    ),
    MediaKind.AUDIO: MediaLimits(formats=("mp3", "wav"), max_bytes=15_000_000, min_seconds=2, max_seconds=15),
}
Corpus = dict[str, Path]


@pytest.fixture(name="limits", scope="session")
def _limits() -> dict[MediaKind, MediaLimits]:
    return LIMITS


def picture(width: int = 640, height: int = 480, mode: str = "RGB") -> Image.Image:
    """A gradient with a red upper left corner."""
    ramp = np.linspace(0, 255, width, dtype=np.uint8)[None, :].repeat(height, 0)
    made = Image.fromarray(np.stack([ramp, ramp[:, ::-1], np.full_like(ramp, 90)], axis=2))
    made.paste((255, 0, 0), (0, 0, width // 4, height // 4))
    return made.convert(mode)


def encoded(made: Image.Image, kind: str, **options: object) -> bytes:
    """The bytes of a picture."""
    target = io.BytesIO()
    made.save(target, kind, **options)
    return target.getvalue()


def phone_jpeg() -> bytes:
    """A JPEG lying on its side as phones write it, with a place, a camera, a comment and a second picture."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 0.0), 3: "E", 4: (13.0, 24.0, 0.0)})
    return encoded(picture(), "JPEG", exif=exif.tobytes(), comment=b"SecretComment", quality=95)


def bomb_png(width: int, height: int) -> bytes:
    """A PNG whose header tells of many pixels and whose body is short."""
    small = bytearray(encoded(picture(8, 8), "PNG"))
    small[16:24] = struct.pack(">II", width, height)
    import zlib

    small[29:33] = struct.pack(">I", zlib.crc32(bytes(small[12:29])))
    return bytes(small)


def tagged_png() -> bytes:
    """A PNG with alpha and texts."""
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", "SecretAuthor")
    made = picture(mode="RGBA")
    made.putalpha(Image.linear_gradient("L").resize(made.size))
    return encoded(made, "PNG", pnginfo=texts)


def video(path: Path, *, seconds: float = 3, size: tuple[int, int] = (640, 360), sound: bool = True) -> Path:
    """An H.264 clip at 24 frames per second with metadata and a tone."""
    width, height = size
    codec, voice = ("libvpx", "libopus") if path.suffix == ".webm" else ("libx264", "aac")
    with av.open(str(path), "w") as target:
        target.metadata["title"] = "SecretTitle"
        target.metadata["location"] = "+52.5+013.4/"
        stream = target.add_stream(codec, rate=24, options={"g": "24"})
        if codec == "libx264":
            stream.options = {"g": "24", "preset": "ultrafast"}
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        tone = target.add_stream(voice, rate=48000, layout="mono") if sound else None
        for number in range(int(seconds * 24)):
            pixels = np.full((height, width, 3), (number * 3) % 255, dtype=np.uint8)
            pixels[: height // 2, : width // 2] = (255, 0, 0)
            target.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        target.mux(stream.encode())
        if tone is not None:
            samples = np.sin(np.arange(int(seconds * 48000)) / 20).astype(np.float32)[None, :]
            frame = av.AudioFrame.from_ndarray(samples, format="fltp", layout="mono")
            frame.rate = 48000
            target.mux(tone.encode(frame))
            target.mux(tone.encode())
    return path


def turned(path: Path, target: Path) -> Path:
    """The clip as a phone held upright writes it: shown turned by 90 degrees."""
    data = bytearray(path.read_bytes())
    at = data.index(b"tkhd") + 4 + 40
    one = 0x10000
    data[at : at + 36] = struct.pack(">9i", 0, one, 0, -one, 0, 0, 360 * one, 0, 0x40000000)
    target.write_bytes(data)
    return target


def sound_wav(path: Path, seconds: float = 3) -> Path:
    with wave.open(str(path), "wb") as target:
        target.setnchannels(1)
        target.setsampwidth(2)
        target.setframerate(16000)
        tone = (np.sin(np.arange(int(16000 * seconds)) / 10) * 9000).astype("<i2")
        target.writeframes(tone.tobytes())
    return path


def sound_mp3(path: Path, seconds: float = 3) -> Path:
    with av.open(str(path), "w", format="mp3") as target:
        target.metadata["artist"] = "SecretArtist"
        stream = target.add_stream("libmp3lame", rate=44100, layout="mono")
        samples = (np.sin(np.arange(int(seconds * 44100)) / 20) * 9000).astype(np.int16)[None, :]
        frame = av.AudioFrame.from_ndarray(samples, format="s16p", layout="mono")
        frame.rate = 44100
        target.mux(stream.encode(frame))
        target.mux(stream.encode())
    return path


def _pictures() -> dict[str, bytes]:
    frames = [picture(320, 320), picture(320, 320).rotate(90)]
    good = encoded(picture(), "JPEG")
    return {
        "good.jpg": good,
        "good.png": encoded(picture(), "PNG"),
        "good.webp": encoded(picture(), "WEBP"),
        "still.gif": encoded(picture().quantize(), "GIF"),
        "good.bmp": encoded(picture(), "BMP"),
        "good.tiff": encoded(picture(), "TIFF"),
        "grey.png": encoded(picture(mode="L"), "PNG"),
        "deep.png": encoded(Image.fromarray(np.full((400, 400), 40000, dtype=np.uint16)), "PNG"),
        "cmyk.jpg": encoded(picture(mode="CMYK"), "JPEG"),
        "phone.jpg": phone_jpeg(),
        "two_pictures.jpg": encoded(picture(), "MPO", save_all=True, append_images=[picture(320, 240)]),
        "alpha.png": tagged_png(),
        "opaque.png": encoded(picture(mode="RGBA"), "PNG"),
        "palette.png": encoded(picture().quantize(), "PNG", transparency=0),
        "animated.gif": encoded(frames[0], "GIF", save_all=True, append_images=frames[1:]),
        "animated.webp": encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:]),
        "animated.png": encoded(frames[0], "PNG", save_all=True, append_images=frames[1:]),
        "pages.tiff": encoded(frames[0], "TIFF", save_all=True, append_images=frames[1:]),
        "truncated.jpg": good[: len(good) // 2],
        "truncated.png": encoded(picture(), "PNG")[: len(encoded(picture(), "PNG")) * 2 // 3],
        "unended.png": encoded(picture(), "PNG")[:-12],
        "empty.jpg": b"",
        "noise.jpg": good[:3] + bytes(range(256)) * 20,
        "bomb.png": bomb_png(60_000, 60_000),
        "large.png": bomb_png(8_000, 5_000),
        "narrow.jpg": encoded(picture(320, 1000), "JPEG"),
        "tiny.jpg": encoded(picture(299, 299), "JPEG"),
        "long.jpg": encoded(picture(6001, 3000), "JPEG"),
        "drawing.svg": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><rect/></svg>',
        "page.jpg": b"<!DOCTYPE html><html><head><title>Sign in</title></head></html>",
        "zipped.jpg": good + _zip(),
        "script.jpg": good + b"<script>alert(1)</script>",
        "document.jpg": good + b"%PDF-1.7 trailer",
        "text.txt": b"hello there",
        "letter.bmp": b"BM is how this text begins, and it is no picture",
        "page16.jpg": "\ufeff<!DOCTYPE html><html></html>".encode("utf-16-le"),
        "framed.html": b"<html><body><svg></svg></body></html>",
        "grey_alpha.png": encoded(picture(mode="LA"), "PNG"),
        "line.tiff": encoded(picture(mode="1"), "TIFF"),
        "tinted.jpg": encoded(picture(), "JPEG", icc_profile=_profile()),
        "odd_profile.jpg": encoded(picture(), "JPEG", icc_profile=b"no profile at all" * 20),
        "archive.zip": _zip(),
        "stream.aac": b"\xff\xf1\x50\x80" + bytes(500),
        "song.m4a": b"\x00\x00\x00\x18ftypM4A \x00\x00\x00\x00M4A mp42" + bytes(500),
        "film.avi": b"RIFF\x00\x10\x00\x00AVI LIST" + bytes(500),
        "film.mkv": b"\x1aE\xdf\xa3\x93B\x82\x88matroska" + bytes(500),
        "program.jpg": b"\x7fELF" + bytes(500),
        "photo.heic": b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(500),
    }


def _profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def _zip() -> bytes:
    import zipfile

    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.txt", "a")
    return target.getvalue()


@pytest.fixture(name="corpus", scope="session")
def _corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """Files by name."""
    folder = tmp_path_factory.mktemp("corpus")
    for name, data in _pictures().items():
        (folder / name).write_bytes(data)
    good = video(folder / "good.mp4")
    video(folder / "good.mov", sound=False)
    video(folder / "short.mp4", seconds=1, sound=False)
    video(folder / "long.mp4", seconds=16, size=(320, 320), sound=False)
    video(folder / "small.mp4", size=(200, 200), sound=False)
    turned(good, folder / "turned.mp4")
    data = good.read_bytes()
    (folder / "broken.mp4").write_bytes(data[:24] + bytes(len(data) - 24))
    (folder / "truncated.mp4").write_bytes(data[: len(data) // 2])
    with (
        av.open(str(good)) as source,
        av.open(str(folder / "fast.mp4"), "w", options={"movflags": "+faststart"}) as target,
    ):
        copied = target.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(source.streams.video[0]):
            if packet.dts is not None:
                packet.stream = copied
                target.mux(packet)
    fast = (folder / "fast.mp4").read_bytes()
    (folder / "cut.mp4").write_bytes(fast[: len(fast) * 2 // 3])
    (folder / "nearly.mp4").write_bytes(fast[:-1])
    (folder / "padded.mp4").write_bytes(fast + bytes(5))
    start = fast.index(b"mdat") + 4
    (folder / "noise.mp4").write_bytes(fast[:start] + np.random.default_rng(1).bytes(len(fast) - start))
    whole = sound_wav(folder / "good.wav").read_bytes()
    (folder / "cut.wav").write_bytes(whole[: len(whole) // 2])
    sound_wav(folder / "short.wav", 1)
    sound_mp3(folder / "good.mp3")
    sound_mp3(folder / "long.mp3", 16)
    (folder / "noise.mp3").write_bytes(
        b"ID3\x04\x00\x00\x00\x00\x00\x00" + np.random.default_rng(2).bytes(5000)
    )
    (folder / "playlist.mp4").write_bytes(b"#EXTM3U\n#EXTINF:3,\nfile:///etc/passwd\n")
    return {path.name: path for path in folder.iterdir()}


@pytest.fixture(name="make_video")
def _make_video() -> Callable[..., Path]:
    return video
