"""A clip or sound that is too long, cut off at the longest length taken; runs only in the child process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av

from bot.media import problem
from bot.media.clips import MUXER_OPTIONS, open_clip, stream_like, wanted_streams
from bot.media.problem import MediaProblem


def trim(path: Path, name: str, seconds: float, directory: Path) -> Path:
    """The first `seconds` of a clip, its packets as they are; raises MediaProblem."""
    made = directory / f"trimmed.{name}"
    options = {"fflags": "+bitexact", **MUXER_OPTIONS.get(name, {})}
    try:
        with (
            open_clip(path, name) as source,
            av.open(f"file:{made}", "w", format=name, options=options) as target,
        ):
            wanted = wanted_streams(source, name)
            copies = {stream.index: stream_like(target, stream) for stream in wanted}
            for packet in _within(source, wanted, seconds):
                packet.stream = copies[packet.stream.index]
                target.mux(packet)
    except av.FFmpegError:
        raise MediaProblem(problem.BROKEN) from None
    return made


def _within(source: Any, wanted: list[Any], seconds: float) -> Any:
    """Packets of each stream up to the first that would end too late.

    Later ones of that stream may be shown earlier, but are made from it.
    """
    starts: dict[int, float] = {}
    open_streams = {stream.index for stream in wanted}
    for packet in source.demux(wanted):
        index = packet.stream.index
        if packet.dts is None or index not in open_streams:
            continue
        at = float((packet.pts if packet.pts is not None else packet.dts) * packet.time_base)
        end = at + float((packet.duration or 0) * packet.time_base)
        if end - starts.setdefault(index, at) > seconds:
            open_streams.discard(index)
            if not open_streams:
                return
            continue
        yield packet
