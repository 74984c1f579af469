"""Videos and sounds measured, tried, and written anew without metadata; runs only in the child process."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
from PIL import Image

from bot.media import problem
from bot.media.limits import check_length, check_pixels, check_sides, takes
from bot.media.pictures import save_thumbnail
from bot.media.problem import MediaProblem
from providers.profile import MediaKind, MediaLimits

_DEMUXERS = {"mp4": "mp4", "mov": "mp4", "webm": "webm", "mp3": "mp3", "wav": "wav"}
_CONTENT_TYPES = {
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "webm": "video/webm",
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
}
_MUXER_OPTIONS = {
    "mp4": {"movflags": "+faststart"},
    "mov": {"movflags": "+faststart"},
    "mp3": {"id3v2_version": "0", "write_id3v1": "0"},
}
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


@dataclass(frozen=True, kw_only=True)
class Still:
    """One frame of a video, upright, and the video's length."""

    picture: Image.Image
    seconds: float


def normalise_clip(path: Path, name: str, kind: MediaKind, limits: MediaLimits, directory: Path) -> Clip:
    """The clip in its own codecs and a container that the gateway takes; raises MediaProblem."""
    kept_as = "mp4" if name == "mov" and takes(limits, "mp4") else name
    kept = directory / f"normalised.{kept_as}"
    try:
        still = read_still(path, name) if kind is MediaKind.VIDEO else None
        if still is None:
            _try_sound(path, name)
        else:
            check_sides(still.picture.width, still.picture.height, limits)
        seconds = _write_anew(path, name, kept, kept_as, limits)
    except av.FFmpegError:
        raise MediaProblem(problem.BROKEN) from None
    return Clip(
        path=kept,
        content_type=_CONTENT_TYPES[kept_as],
        thumbnail=save_thumbnail(still.picture, directory) if still else None,
        width=still.picture.width if still else None,
        height=still.picture.height if still else None,
        seconds=seconds,
    )


def read_still(path: Path, name: str) -> Still:
    """The frame a third into a video whose key frames all decode; raises MediaProblem, av.FFmpegError."""
    with _open(path, name) as source:
        stream = _video_stream(source)
        check_pixels(stream.codec_context.width, stream.codec_context.height)
        _try_key_frames(source, stream)
        declared = _declared_seconds(source)
    with _open(path, name) as source:
        stream = _video_stream(source)
        wanted = (declared or 0) / 3
        frame = None
        for decoded in source.decode(stream):
            frame = decoded
            if frame.time is None or frame.time >= wanted:
                break
        if frame is None:
            raise MediaProblem(problem.BROKEN)
        check_pixels(frame.width, frame.height)
        picture = frame.to_image()
        if frame.rotation:
            picture = picture.rotate(frame.rotation, expand=True)
    return Still(picture=picture, seconds=declared or 0.0)


def _open(path: Path, name: str) -> Any:
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


def _try_key_frames(source: Any, stream: Any) -> None:
    stream.codec_context.skip_frame = "NONKEY"
    if not any(True for _ in source.decode(stream)):
        raise MediaProblem(problem.BROKEN)


def _try_sound(path: Path, name: str) -> None:
    with _open(path, name) as source:
        if not source.streams.audio:
            raise MediaProblem(problem.BROKEN)
        samples = sum(frame.samples for frame in source.decode(source.streams.audio[0]))
        if samples == 0:
            raise MediaProblem(problem.BROKEN)


def _declared_seconds(source: Any) -> float | None:
    return source.duration / av.time_base if source.duration else None


def _write_anew(path: Path, name: str, kept: Path, kept_as: str, limits: MediaLimits) -> float:
    """Copy the packets of the first picture and sound streams; the length in seconds, measured."""
    with _open(path, name) as source:
        declared = _declared_seconds(source)
        if declared is not None:
            check_length(declared, limits)
        wanted = [_video_stream(source)] if source.streams.video and kept_as not in {"mp3", "wav"} else []
        wanted += source.streams.audio[:1]
        options = {"fflags": "+bitexact", **_MUXER_OPTIONS.get(kept_as, {})}
        with av.open(f"file:{kept}", "w", format=kept_as, options=options) as target:
            targets = {stream.index: _stream_like(target, stream) for stream in wanted}
            seconds = _copy_packets(source, wanted, target, targets)
    check_length(seconds, limits)
    if declared is not None and seconds < declared * (1 - _LOST_SHARE) - _LOST_SECONDS:
        raise MediaProblem(problem.BROKEN)
    return round(seconds, 3)


def _stream_like(target: Any, stream: Any) -> Any:
    try:
        made = target.add_stream_from_template(stream)
    except ValueError:  # the container cannot hold this codec
        raise MediaProblem(problem.UNKNOWN_TYPE, taken="") from None
    made.metadata.clear()
    return made


def _copy_packets(source: Any, wanted: list[Any], target: Any, targets: dict[int, Any]) -> float:
    starts: dict[int, float] = {}
    ends: dict[int, float] = {}
    for packet in source.demux(wanted):
        if packet.dts is None:
            continue
        index = packet.stream.index
        at = float((packet.pts if packet.pts is not None else packet.dts) * packet.time_base)
        starts[index] = min(at, starts.get(index, at))
        ends[index] = max(at + float((packet.duration or 0) * packet.time_base), ends.get(index, at))
        packet.stream = targets[index]
        target.mux(packet)
    if wanted[0].index not in ends:
        raise MediaProblem(problem.BROKEN)
    return max(ends[index] - starts[index] for index in ends)
