"""Files looked at in a child process with capped memory and time."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

import bot
from bot.media import problem
from bot.media.problem import MediaProblem
from providers.profile import MediaKind, MediaLimits

_PASSED_ON = ("PATH", "LANG", "LC_ALL", "COVERAGE_PROCESS_CONFIG")  # and so no token or key
_ROOT = Path(bot.__file__).resolve().parent.parent
_ANSWER_BYTES = 64 * 1024


@dataclass(frozen=True, kw_only=True)
class Inspected:
    """A file as it may be sent: `path` is the normalised copy, `sha256` and `bytes` are of that copy.

    Sides are in pixels as shown, None for sound; `seconds` is None for pictures. `thumbnail` is a JPEG.
    """

    kind: MediaKind
    content_type: str
    path: Path
    thumbnail: Path | None
    bytes: int
    sha256: str
    width: int | None
    height: int | None
    seconds: float | None


@dataclass(frozen=True, kw_only=True)
class Poster:
    """A JPEG still of a video with its thumbnail, its last frame, and what the video file itself is.

    Sides are the video's as shown, in pixels; `bytes` and `sha256` are of the still.
    """

    path: Path
    thumbnail: Path
    last_frame: Path
    bytes: int
    sha256: str
    width: int
    height: int
    seconds: float
    video_content_type: str
    video_bytes: int
    video_sha256: str


async def inspect(
    path: Path,
    limits: Mapping[MediaKind, MediaLimits],
    directory: Path,
    *,
    mend: bool = False,
    seconds: float = 60,
) -> Inspected:
    """Check a file against a gateway's limits and write its clean copy and thumbnail into `directory`.

    Kinds without limits are refused. To `mend` is to cut and shrink a picture, and to trim a clip, until it
    fits. Raises MediaProblem.
    """
    plain_limits = {kind.value: dataclasses.asdict(own) for kind, own in limits.items()}
    done = await _order("inspect", path, directory, seconds, limits=plain_limits, mend=mend)
    thumbnail = done.pop("thumbnail")
    return Inspected(
        **{**done, "kind": MediaKind(done["kind"]), "path": Path(done["path"])},
        thumbnail=None if thumbnail is None else Path(thumbnail),
    )


async def poster(path: Path, directory: Path, *, seconds: float = 60) -> Poster:
    """A still of a finished video, written into `directory`; raises MediaProblem when it does not play."""
    done = await _order("poster", path, directory, seconds)
    return Poster(**{**done, **{name: Path(done[name]) for name in ("path", "thumbnail", "last_frame")}})


async def _order(task: str, path: Path, directory: Path, seconds: float, **more: Any) -> dict[str, Any]:
    order = json.dumps({"task": task, "path": str(path), "directory": str(directory), **more}).encode()
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "bot.media.child"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        limit=_ANSWER_BYTES,
        env=_environment(),
    )
    try:
        async with asyncio.timeout(seconds):
            line = await _talk(child, order)
    except TimeoutError:
        raise MediaProblem(problem.TIMEOUT) from None
    finally:
        if child.returncode is None:
            child.kill()
        await child.wait()
    return _answer(line, child.returncode)


async def _talk(child: asyncio.subprocess.Process, order: bytes) -> bytes:
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(order)
    child.stdin.close()
    try:
        line = await child.stdout.readline()
    except ValueError:  # longer than any answer of ours
        return b""
    await child.wait()
    return line


def _answer(line: bytes, returncode: int | None) -> dict[str, Any]:
    try:
        answer = json.loads(line)
    except ValueError:
        answer = {"crash": f"no answer, exit status {returncode}"}
    if returncode == -signal.SIGXCPU:
        raise MediaProblem(problem.TIMEOUT)
    if "problem" in answer:
        raise MediaProblem(answer["problem"], **answer["params"])
    if "done" not in answer:
        # A file that ends the child (memory, processor time, a decoder's fault) is no file to send on.
        structlog.get_logger(__name__).warning("media_child_failed", crash=answer.get("crash"))
        raise MediaProblem(problem.BROKEN)
    done: dict[str, Any] = answer["done"]
    return done


def _environment() -> dict[str, str]:
    passed = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return {**passed, "PYTHONPATH": str(_ROOT), "MALLOC_ARENA_MAX": "2", "OPENBLAS_NUM_THREADS": "1"}
