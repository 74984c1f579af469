"""Videos and sounds measured, tried, and written anew without metadata; runs only in the child process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
from PIL import Image

from bot.media import problem
from bot.media.limits import check_length, check_pixels, check_sides, takes
from bot.media.pictures import save_thumbnail
from bot.media.problem import MediaProblem
from bot.media.sniff import KIND_OF_FORMAT
from bot.media.whole import is_cut
from providers.profile import MediaKind, MediaLimits

_DEMUXERS = {"mp4": "mp4", "mov": "mp4", "webm": "webm", "mp3": "mp3", "wav": "wav"}
CONTENT_TYPES = {
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "webm": "video/webm",
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
}
MUXER_OPTIONS = {
    "mp4": {"movflags": "+faststart"},
    "mov": {"movflags": "+faststart"},
    "mp3": {"id3v2_version": "0", "write_id3v1": "0"},
}
_TAIL_SECONDS = 1.0
_LOST_SHARE, _LOST_SECONDS = 0.05, 0.25  # how much shorter than it says a file may be


@dataclass(frozen=True, kw_only=True)
class Clip:
    """A clip as kept; sides as shown in pixels, None for sound."""

    path: Path
    content_type: str
    thumbnail: Path | None
    width: int | None
    height: int | None
    seconds: float


def normalise_clip(path: Path, name: str, kind: MediaKind, limits: MediaLimits, directory: Path) -> Clip:
    """The clip in its own codecs and a container that the gateway takes; raises MediaProblem."""
    kept_as = "mp4" if name == "mov" and takes(limits, "mp4") else name
    kept = directory / f"normalised.{kept_as}"
    still = None
    if is_cut(path, name):
        raise MediaProblem(problem.BROKEN)
    try:
        with open_clip(path, name) as source:
            declared = _declared_seconds(source)
        if declared is not None:  # a long one is not decoded first
            check_length(declared, limits)
        if kind is MediaKind.VIDEO:
            still = read_still(path, name)
            check_sides(still.width, still.height, limits)
        else:
            _try_sound(path, name)
        seconds = _write_anew(path, name, kept, kept_as)
    except av.FFmpegError:
        raise MediaProblem(problem.BROKEN) from None
    check_length(seconds, limits)
    return Clip(
        path=kept,
        content_type=CONTENT_TYPES[kept_as],
        thumbnail=save_thumbnail(still, directory) if still else None,
        width=still.width if still else None,
        height=still.height if still else None,
        seconds=seconds,
    )


def read_still(path: Path, name: str) -> Image.Image:
    """The upright frame a third into a video, all key frames decoded; raises MediaProblem, av.FFmpegError."""
    with open_clip(path, name) as source:
        stream = _video_stream(source)
        check_pixels(stream.codec_context.width, stream.codec_context.height)
        _try_key_frames(source, stream)
        wanted = (_declared_seconds(source) or 0.0) / 3
    with open_clip(path, name) as source:
        frame = None
        for decoded in source.decode(_video_stream(source)):
            frame = decoded
            if frame.time is None or frame.time >= wanted:
                break
        if frame is None:
            raise MediaProblem(problem.BROKEN)
        return _upright(frame)


def read_last(path: Path, name: str) -> Image.Image:
    """A video's last upright frame; raises MediaProblem, av.FFmpegError."""
    with open_clip(path, name) as source:
        stream = _video_stream(source)
        # From the last key frame that is well before the end: a whole long film need not be decoded.
        start = max((_declared_seconds(source) or 0.0) - _TAIL_SECONDS, 0.0)
        source.seek(int(start * av.time_base))
        frame = None
        for frame in source.decode(stream):  # noqa: B007  the last one counts
            pass
        if frame is None:
            raise MediaProblem(problem.BROKEN)
        return _upright(frame)


def _upright(frame: Any) -> Image.Image:
    check_pixels(frame.width, frame.height)
    picture: Image.Image = frame.to_image()
    return picture.rotate(frame.rotation, expand=True) if frame.rotation else picture


def measure(path: Path, name: str) -> float:
    """A video's length in seconds by its packets; raises MediaProblem when it ends early, av.FFmpegError."""
    if is_cut(path, name):
        raise MediaProblem(problem.BROKEN)
    with open_clip(path, name) as source:
        return _pass_packets(source, wanted_streams(source, name), lambda _: None)


def open_clip(path: Path, name: str) -> Any:
    """The container for reading; raises av.FFmpegError."""
    # The format is forced and only files may be opened: a playlist must not lead anywhere.
    return av.open(
        f"file:{path}",
        format=_DEMUXERS[name],
        options={"protocol_whitelist": "file"},
        metadata_errors="ignore",
    )


def _video_stream(source: Any) -> Any:
    for stream in source.streams.video:
        if not stream.disposition & av.stream.Disposition.attached_pic:
            stream.thread_type = "NONE"
            return stream
    raise MediaProblem(problem.UNKNOWN_TYPE, taken="")


def wanted_streams(source: Any, name: str) -> list[Any]:
    """The first picture stream of a video, and the first sound stream: no subtitles, places or covers."""
    pictures = [_video_stream(source)] if KIND_OF_FORMAT[name] is MediaKind.VIDEO else []
    return pictures + list(source.streams.audio[:1])


def _try_key_frames(source: Any, stream: Any) -> None:
    stream.codec_context.skip_frame = "NONKEY"
    if not any(True for _ in source.decode(stream)):
        raise MediaProblem(problem.BROKEN)


def _try_sound(path: Path, name: str) -> None:
    with open_clip(path, name) as source:
        if not source.streams.audio or not any(
            frame.samples for frame in source.decode(source.streams.audio[0])
        ):
            raise MediaProblem(problem.BROKEN)


def _declared_seconds(source: Any) -> float | None:
    return source.duration / av.time_base if source.duration else None


def _write_anew(path: Path, name: str, kept: Path, kept_as: str) -> float:
    """Copy the wanted packets into a new container; the length in seconds, measured."""
    options = {"fflags": "+bitexact", **MUXER_OPTIONS.get(kept_as, {})}
    with (
        open_clip(path, name) as source,
        av.open(f"file:{kept}", "w", format=kept_as, options=options) as target,
    ):
        wanted = wanted_streams(source, name)
        copies = {stream.index: stream_like(target, stream) for stream in wanted}

        def copy(packet: Any) -> None:
            packet.stream = copies[packet.stream.index]
            target.mux(packet)

        return _pass_packets(source, wanted, copy)


def stream_like(target: Any, stream: Any) -> Any:
    """A stream of the same kind, without its metadata; raises MediaProblem where it cannot be held."""
    try:
        made = target.add_stream_from_template(stream)
    except ValueError:  # the container cannot hold this codec
        raise MediaProblem(problem.UNKNOWN_TYPE, taken="") from None
    made.metadata.clear()
    return made


def _pass_packets(source: Any, wanted: list[Any], handle: Callable[[Any], None]) -> float:
    """Give each packet to `handle`; the length in seconds of the longest stream."""
    starts: dict[int, float] = {}
    ends: dict[int, float] = {}
    for packet in source.demux(wanted):
        if packet.dts is None:
            continue
        index = packet.stream.index
        at = float((packet.pts if packet.pts is not None else packet.dts) * packet.time_base)
        starts[index] = min(at, starts.get(index, at))
        ends[index] = max(at + float((packet.duration or 0) * packet.time_base), ends.get(index, at))
        handle(packet)
    if not wanted or wanted[0].index not in ends:
        raise MediaProblem(problem.BROKEN)
    seconds = max(ends[index] - starts[index] for index in ends)
    if seconds < (_declared_seconds(source) or 0.0) * (1 - _LOST_SHARE) - _LOST_SECONDS:
        raise MediaProblem(problem.BROKEN)
    return round(seconds, 3)
