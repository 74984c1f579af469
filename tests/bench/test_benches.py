"""The benchmarks run, in small, and their page is made from figures alone."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import asdict

import pytest

from bench import detection, jobs, report


@pytest.mark.parametrize("case", detection.CASES, ids=lambda case: case.name)
def test_ten_reviews_are_seen_on_virtual_time(case: detection.Case) -> None:
    """Every decision is written, within the gateway's limits."""
    figures = detection.measure(case, 10)
    assert (figures.missed, figures.throttled) == (0, 0)
    assert figures.p95 < 10 * figures.floor_p95


async def test_every_job_is_claimed_and_finished() -> None:
    """A rate comes out only when nothing was left."""
    assert await jobs.likeness(120) > 0


def test_the_page_and_its_plots_are_made_of_the_figures() -> None:
    """Tables for what was measured, and plots that are XML."""
    figures = detection.measure(detection.CASES[0], 10)
    rows = [
        {"case": "single", "waiting": n, **asdict(figures), "ratio": figures.ratio} for n in detection.SIZES
    ]
    standing = [
        {"assets": n, "memory_mb": 100.0, "first_step_s": 1.0, "database_mb": n / 1000} for n in (1, 100)
    ]
    idle = {"seconds": 60, "gateway_calls": 0, "slack_calls": 0, "core_share": 0.001}
    results = {
        "detection": rows,
        "process": {"imported_mb": 99.0, "standing": standing, "idle": idle},
        "jobs": {"likeness": 100.0, "huey": 50.0, "procrastinate": None},
    }
    page = report.tables(results)
    assert "| single | 10,000 |" in page
    assert "not found here" in page
    assert all(ET.fromstring(svg).tag.endswith("svg") for svg in report.plots(results).values())
