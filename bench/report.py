"""docs/performance.md and its plots, made from the figures alone."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGE, PLOTS = DOCS / "performance.md", DOCS / "pictures"
BEGIN, END = "<!-- made by make bench -->", "<!-- end -->"

_WIDTH, _HEIGHT, _LEFT, _BOTTOM = 640, 300, 64, 44
_COLOURS = ("#3b6fd8", "#d8733b", "#3b9a5b", "#8a55b8")


def write(results: Mapping[str, Any]) -> None:
    """Put the tables into the page between its marks, and the plots beside the other pictures."""
    text = PAGE.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text(f"{before}{BEGIN}\n\n{tables(results)}\n{END}{after}", "utf-8")
    for name, svg in plots(results).items():
        (PLOTS / f"{name}.svg").write_text(svg, "utf-8")


def tables(results: Mapping[str, Any]) -> str:
    makers = {
        "detection": _detection,
        "capacity": _capacity,
        "ack": _ack,
        "jobs": _jobs,
        "process": _process,
    }
    return "\n".join(make(results[name]) for name, make in makers.items() if name in results)


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines) + "\n"


def _detection(found: Sequence[Mapping[str, Any]]) -> str:
    rows = [
        [
            each["case"],
            f"{each['waiting']:,}",
            f"{each['p50']:.2f} s",
            f"{each['p95']:.2f} s",
            f"{each['floor_p95']:.2f} s",
            f"{each['ratio']:.2f}",
            each["throttled"],
            f"{each['calls'] / each['seconds']:.1f}",
            f"{each['waiting'] / 5:,.0f}",
        ]
        for each in found
    ]
    head = (
        "look-ups",
        "waiting",
        "p50",
        "p95",
        "floor of p95",
        "p95 / floor",
        "429s",
        "calls/s",
        "loop's calls/s",
    )
    return (
        "## From decided to written\n\n"
        + _table(head, rows)
        + "\n![p95 against the floor](pictures/detection.svg)\n"
    )


def _capacity(found: Mapping[str, Any]) -> str:
    rows = [
        [name, f"{found[key]['per_second']:.0f}", f"{found[key]['cpu_ms']:.2f} ms"]
        for name, key in (("the poller", "poller"), ("a bare loop", "bare"))
    ]
    ratio = f"\nThe poller takes {found['cpu_ratio']:.2f} times the processor time of the bare loop.\n"
    return "## Capacity\n\n" + _table(("", "polls a second", "processor time each"), rows) + ratio


def _ack(found: Sequence[Mapping[str, Any]]) -> str:
    rows = []
    for pair in found:
        ours, bare = pair["likeness"], pair["bare"]
        rows.append(
            [
                ours["what"],
                f"{ours['p50']:.1f} / {ours['p99']:.1f} / {ours['slowest']:.0f} ms",
                f"{bare['p50']:.1f} / {bare['p99']:.1f} / {bare['slowest']:.0f} ms",
                f"{ours['p99'] / bare['p99']:.2f}",
            ]
        )
    head = ("50 at once", "p50 / p99 / slowest", "a Bolt app that only acknowledges", "p99 ratio")
    return "## Answers to Slack\n\n" + _table(head, rows)


def _jobs(found: Mapping[str, Any]) -> str:
    ours = found["likeness"]
    rows = [
        [
            name,
            f"{found[key]:,.0f}" if found[key] else "not found here",
            f"{ours / found[key]:.1f}" if found[key] else "–",
        ]
        for name, key in (
            ("Likeness (SQLite, durable, batches of 50)", "likeness"),
            ("huey (SQLite, fsync; forgets a job when it hands it out)", "huey"),
            ("procrastinate (PostgreSQL, ten at once)", "procrastinate"),
        )
    ]
    return "## Jobs\n\n" + _table(("", "jobs a second", "Likeness is faster by"), rows)


def _process(found: Mapping[str, Any]) -> str:
    stack = found["imported_mb"]
    rows = [
        [
            f"{each['assets']:,}",
            f"{each['memory_mb']:.0f} MB",
            f"{each['memory_mb'] - stack:+.0f} MB",
            f"{each['first_step_s']:.2f} s",
            f"{each['database_mb']:.1f} MB",
        ]
        for each in found["standing"]
    ]
    head = ("assets", "memory", "above the imported stack", "start to first useful step", "database")
    idle = found["idle"]
    said = (
        f"\nThe imported stack alone takes {stack:.0f} MB."
        " Memory and start-up are flat; the database is linear.\n"
        f"\nLeft alone for {idle['seconds']:.0f} s: {idle['gateway_calls']} calls to gateways,"
        f" {idle['slack_calls']} to Slack, {100 * idle['core_share']:.2f} % of a core.\n"
    )
    return "## Growth\n\n" + _table(head, rows) + said + "\n![growth](pictures/growth.svg)\n"


def plots(results: Mapping[str, Any]) -> dict[str, str]:
    """SVG by name; both axes are logarithmic."""
    made = {}
    if "detection" in results:
        lines: dict[str, list[tuple[float, float]]] = {}
        for each in results["detection"]:
            lines.setdefault(each["case"], []).append((each["waiting"], each["ratio"]))
        made["detection"] = _plot(lines, "assets under review", "p95 / floor", flat=True)
    if "process" in results:
        standing = results["process"]["standing"]
        made["growth"] = _plot(
            {
                "memory, MB": [(each["assets"], each["memory_mb"]) for each in standing],
                "database, MB": [(each["assets"], max(each["database_mb"], 0.1)) for each in standing],
            },
            "assets",
            "MB",
        )
    return made


def _plot(
    lines: Mapping[str, Sequence[tuple[float, float]]], across: str, up: str, *, flat: bool = False
) -> str:
    xs = [x for points in lines.values() for x, _ in points]
    ys = [y for points in lines.values() for _, y in points]
    low, high = (0.0, max(*ys, 1.25) * 1.1) if flat else (math.log10(min(ys)), math.log10(max(ys) * 1.5))

    def place(x: float, y: float) -> tuple[float, float]:
        share = (math.log10(x) - math.log10(min(xs))) / (math.log10(max(xs)) - math.log10(min(xs)))
        rise = ((y if flat else math.log10(y)) - low) / (high - low)
        return _LEFT + share * (_WIDTH - _LEFT - 20), (_HEIGHT - _BOTTOM) * (1 - rise) + 10

    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT + 24 * len(lines)}"'
            f' font-family="system-ui, sans-serif" font-size="13" role="img" aria-label="{up} by {across}">'
        ),
        f'<rect width="{_WIDTH}" height="{_HEIGHT + 24 * len(lines)}" fill="#fff"/>',
    ]
    for x in sorted(set(xs)):
        at, _ = place(x, ys[0])
        parts.append(f'<text x="{at:.0f}" y="{_HEIGHT - 18}" text-anchor="middle">{x:,.0f}</text>')
    for y in (0.5, 1.0, 1.25) if flat else (1, 10, 100):
        _, at = place(xs[0], y)
        parts.append(f'<text x="{_LEFT - 8}" y="{at + 4:.0f}" text-anchor="end">{y:g}</text>')
        parts.append(f'<path d="M{_LEFT} {at:.1f}H{_WIDTH - 20}" stroke="#ddd"/>')
    parts.append(f'<text x="{_WIDTH / 2:.0f}" y="{_HEIGHT - 2}" text-anchor="middle">{across}</text>')
    for points, colour in zip(lines.values(), _COLOURS, strict=False):
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in (place(*point) for point in points))
        parts.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
    for row, (name, colour) in enumerate(zip(lines, _COLOURS, strict=False)):
        at = _HEIGHT + 16 + 22 * row
        parts.append(f'<path d="M{_LEFT} {at - 4}h22" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<text x="{_LEFT + 30}" y="{at}">{name}</text>')
    return "".join([*parts, "</svg>\n"])
