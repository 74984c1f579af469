"""`make bench`: every figure beside a baseline of the same run, into results.json and docs/performance.md."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench import ack, capacity, detection, jobs, process
from bench.report import write

RESULTS = Path(__file__).with_name("results.json")


def _detection() -> list[dict[str, Any]]:
    found = []
    for case in detection.CASES:
        for count in detection.SIZES:
            figures = detection.measure(case, count)
            sys.stdout.write(detection.report(case, count, figures) + "\n")
            sys.stdout.flush()
            found.append({"case": case.name, "waiting": count, **asdict(figures), "ratio": figures.ratio})
    return found


def _capacity() -> dict[str, Any]:
    ours, bare = asyncio.run(capacity.measure())
    return {"poller": asdict(ours), "bare": asdict(bare), "cpu_ratio": ours.cpu_ms / bare.cpu_ms}


def _ack() -> list[dict[str, Any]]:
    pairs = asyncio.run(ack.measure_all())
    return [{"likeness": asdict(ours), "bare": asdict(bare)} for ours, bare in pairs]


def _jobs() -> dict[str, Any]:
    return {
        "likeness": asyncio.run(jobs.likeness()),
        "huey": jobs.huey(),
        "procrastinate": asyncio.run(jobs.procrastinate()),
    }


def _process() -> dict[str, Any]:
    return {
        "imported_mb": process.imported_mb(),
        "standing": [asdict(asyncio.run(process.standing(count))) for count in process.SIZES],
        "idle": asdict(asyncio.run(process.idle())),
    }


PARTS: dict[str, Callable[[], Any]] = {
    "jobs": _jobs,
    "capacity": _capacity,
    "ack": _ack,
    "process": _process,
    "detection": _detection,
}


def main() -> None:
    """Measure what is named, or all; what is not measured keeps its last figures."""
    results: dict[str, Any] = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    for name in sys.argv[1:] or PARTS:
        began = time.perf_counter()
        results[name] = PARTS[name]()
        results.setdefault("seconds", {})[name] = round(time.perf_counter() - began, 1)
        sys.stdout.write(f"{name}: {results['seconds'][name]} s\n")
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", "utf-8")
    write(results)


if __name__ == "__main__":
    main()
