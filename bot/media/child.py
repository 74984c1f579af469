"""The child process that opens pixels and containers: one order as JSON on stdin, one answer on stdout."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import resource
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.media import problem
from bot.media.limits import check_bytes, takes
from bot.media.problem import MediaProblem
from bot.media.sniff import HEAD_BYTES, KIND_OF_FORMAT, PAGE, SVG, sniff
from providers.profile import MediaKind, MediaLimits

MEMORY_BYTES = 1 << 30
CPU_SECONDS = 50
FILE_BYTES = 1 << 30


def main() -> None:
    """Answer one order: {"done": …}, {"problem": key, "params": …} or {"crash": traceback}."""
    order = json.load(sys.stdin)
    confine()
    try:
        answer: dict[str, Any] = {"done": obey(order)}
    except MediaProblem as refusal:
        answer = {"problem": refusal.key, "params": refusal.params}
    except MemoryError:
        answer = {"problem": problem.BROKEN, "params": {}}
    except Exception:  # noqa: BLE001  the parent logs it
        answer = {"crash": traceback.format_exc()[-4000:]}
    sys.stdout.write(json.dumps(answer) + "\n")


def confine() -> None:
    """Cap memory, processor time, file size and open files; new files are the owner's only."""
    os.umask(0o077)
    caps = {
        resource.RLIMIT_AS: MEMORY_BYTES,
        resource.RLIMIT_CPU: CPU_SECONDS,
        resource.RLIMIT_FSIZE: FILE_BYTES,
        resource.RLIMIT_NOFILE: 64,
        resource.RLIMIT_CORE: 0,
    }
    for cap, value in caps.items():
        with contextlib.suppress(ValueError, OSError):  # not every system knows each cap
            resource.setrlimit(cap, (value, resource.getrlimit(cap)[1]))


def obey(order: Mapping[str, Any]) -> dict[str, Any]:
    """Do one order, `inspect` or `poster`; raises MediaProblem."""
    path, directory = Path(order["path"]), Path(order["directory"])
    if order["task"] == "poster":
        return poster(path, directory)
    limits = {MediaKind(kind): MediaLimits(**values) for kind, values in order["limits"].items()}
    return inspect(path, limits, directory, mend=order["mend"])


def inspect(
    path: Path, limits: Mapping[MediaKind, MediaLimits], directory: Path, *, mend: bool
) -> dict[str, Any]:
    """The fields of `Inspected`, paths as text."""
    name, kind, own = _recognise(path, limits)
    if kind is MediaKind.IMAGE:
        from bot.media.pictures import normalise_picture  # noqa: PLC0415  a clip needs no picture code, nor the reverse

        kept: Any = normalise_picture(path, name, own, directory, mend=mend)
    else:
        from bot.media.clips import normalise_clip  # noqa: PLC0415

        if mend and own.max_seconds is not None:
            from bot.media.trimming import trim  # noqa: PLC0415

            path = trim(path, name, own.max_seconds, directory)
        kept = normalise_clip(path, name, kind, own, directory)
    size, digest = _weigh(kept.path)
    check_bytes(size, own)
    return {
        "kind": kind,
        "content_type": kept.content_type,
        "path": str(kept.path),
        "thumbnail": None if kept.thumbnail is None else str(kept.thumbnail),
        "bytes": size,
        "sha256": digest,
        "width": kept.width,
        "height": kept.height,
        "seconds": getattr(kept, "seconds", None),
    }


def poster(path: Path, directory: Path) -> dict[str, Any]:
    """The fields of `Poster`, paths as text."""
    import av  # noqa: PLC0415  only clips need it

    from bot.media.clips import CONTENT_TYPES, measure, read_last, read_still  # noqa: PLC0415
    from bot.media.pictures import save_thumbnail  # noqa: PLC0415

    name = _name(path)
    if KIND_OF_FORMAT.get(name or "") is not MediaKind.VIDEO or name is None:
        raise MediaProblem(problem.BROKEN)
    try:
        seconds, still, last = measure(path, name), read_still(path, name), read_last(path, name)
    except av.FFmpegError:
        raise MediaProblem(problem.BROKEN) from None
    made = directory / "poster.jpg"
    still.save(made, "JPEG", quality=88)
    last_frame = directory / "last_frame.jpg"
    last.save(last_frame, "JPEG", quality=95)
    size, digest = _weigh(made)
    video_size, video_digest = _weigh(path)
    return {
        "path": str(made),
        "thumbnail": str(save_thumbnail(still, directory)),
        "last_frame": str(last_frame),
        "bytes": size,
        "sha256": digest,
        "width": still.width,
        "height": still.height,
        "seconds": seconds,
        "video_content_type": CONTENT_TYPES[name],
        "video_bytes": video_size,
        "video_sha256": video_digest,
    }


def _weigh(path: Path) -> tuple[int, str]:
    """A file's size in bytes and its SHA-256 in hex."""
    with path.open("rb") as file:
        return path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()


def _name(path: Path) -> str | None:
    with path.open("rb") as file:
        return sniff(file.read(HEAD_BYTES))


def _recognise(path: Path, limits: Mapping[MediaKind, MediaLimits]) -> tuple[str, MediaKind, MediaLimits]:
    name = _name(path)
    if name == PAGE:
        raise MediaProblem(problem.IS_PAGE)
    if name == SVG:
        raise MediaProblem(problem.SVG)
    taken = ", ".join(dict.fromkeys(item for own in limits.values() for item in own.formats))
    kind = KIND_OF_FORMAT.get(name or "")
    own = limits.get(kind) if kind else None
    if name is None or kind is None or own is None or not _convertible(name, kind, own):
        raise MediaProblem(problem.UNKNOWN_TYPE, taken=taken)
    return name, kind, own


def _convertible(name: str, kind: MediaKind, limits: MediaLimits) -> bool:
    """Pictures all become JPEG or PNG, a MOV becomes an MP4; other clips keep their container."""
    if kind is MediaKind.IMAGE:
        return True
    return takes(limits, name) or (name == "mov" and takes(limits, "mp4"))


if __name__ == "__main__":
    main()
