"""What is counted, and who may see it."""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
import urllib.error
import urllib.request
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import structlog

from bot.demo.stage import bot_environment, free_port
from bot.manifest import manifest
from bot.metrics import Metrics, measured, measured_steps
from bot.poller.loop import StepSpec
from bot.run import run
from bot.settings import load_settings
from providers.availability import Availability
from providers.errors import KeyRefused
from providers.face import Read
from sandbox.slack import WORKSPACE, SlackOptions, serve
from storage import open_storage
from storage.changes import Insert, change
from tests.support import rows
from workflow.jobs import JobKind


def value(metrics: Metrics, name: str, **labels: str) -> float | None:
    found: float | None = metrics.registry.get_sample_value(name, labels)
    return found


class Gateway:
    """Something with methods of either kind."""

    profile = "the profile"

    def plain(self) -> str:
        return "plain"

    async def good(self) -> str:
        return "good"

    async def refused(self) -> None:
        raise KeyRefused("pomex")

    async def batch(self) -> list[Read]:
        return [Read(), Read(error=KeyRefused("pomex"))]

    async def slow(self) -> None:
        await asyncio.sleep(10)


@pytest.mark.parametrize(
    ("method", "outcome"), [("good", "ok"), ("refused", "KeyRefused"), ("batch", "KeyRefused"), ("slow", "cancelled")]
)  # fmt: skip
async def test_each_call_is_counted_by_its_outcome(method: str, outcome: str) -> None:
    """Answers, errors and what was given up are passed on as they are."""
    metrics = Metrics()
    gateway = measured(Gateway(), metrics.of_gateway("pomex"))
    for _ in range(2):
        with (
            pytest.raises((KeyRefused, TimeoutError)) if outcome != "ok" and method != "batch" else nothing()
        ):
            await asyncio.wait_for(getattr(gateway, method)(), 0.05)
    labels = {"provider": "pomex", "kind": method}
    assert value(metrics, "likeness_gateway_calls_total", **labels, outcome=outcome) == 2
    assert value(metrics, "likeness_gateway_seconds_count", **labels) == 2


def nothing() -> Any:
    return contextlib.nullcontext()


def test_what_is_no_call_is_left_alone() -> None:
    """Attributes and plain methods are the object's own."""
    gateway = measured(Gateway(), Metrics().of_gateway("pomex"))
    assert (gateway.profile, gateway.plain()) == ("the profile", "plain")
    with pytest.raises(AttributeError):
        gateway.nothing  # noqa: B018


async def test_jobs_are_counted_and_named_in_the_log() -> None:
    """Each line of a step tells which job it was about."""
    seen: list[dict[str, Any]] = []

    async def step(_tools: Any, jobs: Any) -> list[Any]:
        seen.append(structlog.contextvars.get_contextvars())
        if len(jobs) > 1:
            raise ValueError
        return []

    metrics = Metrics()
    steps = measured_steps({JobKind.SUBMIT: StepSpec(step, together=True)}, metrics)
    one, two = SimpleNamespace(id="j_one"), SimpleNamespace(id="j_two")
    await steps[JobKind.SUBMIT].run(None, [one])
    with pytest.raises(ValueError):
        await steps[JobKind.SUBMIT].run(None, [one, two])
    assert seen == [
        {"job": "j_one", "job_kind": "submit"},
        {"job": "j_one", "jobs": 2, "job_kind": "submit"},
    ]
    assert structlog.contextvars.get_contextvars() == {}
    assert value(metrics, "likeness_job_runs_total", kind="submit", outcome="ok") == 1
    assert value(metrics, "likeness_job_runs_total", kind="submit", outcome="ValueError") == 2


async def test_what_waits_and_which_gateways_answer_is_told(tmp_path: Any) -> None:
    """From the rows and the breakers, at the moment of asking."""
    storage = await open_storage(tmp_path / "likeness.db")
    try:
        first, second = rows.job(id="j_aaaaaaaaaaaa", subject="a"), rows.job(id="j_bbbbbbbbbbbb", subject="b")
        await storage.apply(change(Insert(row=first), Insert(row=second)))
        await storage.claim_jobs(first.due_at, 1000, 1)
        closed, opened = Availability("pomex"), Availability("apimart", opened_at=1)
        metrics = Metrics()
        text = (await metrics.text(storage, {"pomex": closed, "apimart": opened})).decode()
    finally:
        await storage.close()
    assert f'likeness_jobs{{kind="{first.kind}",state="under_way"}} 1.0' in text
    assert f'likeness_jobs{{kind="{first.kind}",state="waiting"}} 1.0' in text
    assert 'likeness_gateway_available{provider="pomex"} 1.0' in text
    assert 'likeness_gateway_available{provider="apimart"} 0.0' in text


def fetch(port: int, path: str, host: str = "127.0.0.1") -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://{host}:{port}{path}", timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


async def test_the_running_bot_shows_them_to_its_machine_alone(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the admin port, which is loopback's; never where the world comes in."""
    runner, url = await serve(0, SlackOptions(manifest=manifest(), rate_limits=False))
    port, admin = free_port(), free_port()
    variables = bot_environment(
        tmp_path / "data", url, "http://127.0.0.1:9", port, provider="pomex", http=False
    )
    for name, text in {**variables, "LIKENESS_HOST": "0.0.0.0", "LIKENESS_ADMIN_PORT": str(admin)}.items():
        monkeypatch.setenv(name, text)
    stop = asyncio.Event()
    bot = asyncio.create_task(run(load_settings(), stop))
    try:
        async with asyncio.timeout(10):
            while not is_open(port) or not is_open(admin):
                await asyncio.sleep(0.02)
        status, text = await asyncio.to_thread(fetch, admin, "/metrics")
        assert status == 200
        assert 'likeness_slack_calls_total{method="auth_test",outcome="ok"} 1.0' in text
        assert "process_cpu_seconds_total" in text
        assert not re.search(r"xoxb|xapp|sk-|U0[A-Z]|C0[A-Z]", text)
        assert (await asyncio.to_thread(fetch, port, "/metrics"))[0] == 404
        assert listeners(admin) in ({"0100007F"}, None)
        for path in ("/healthz", "/healthz/live", "/healthz/ready"):
            assert (await asyncio.to_thread(fetch, port, path))[0] == 200, path
        workspace = runner.app[WORKSPACE]
        workspace.faults.set([{"method": "apps.connections.open", "fault": "late", "seconds": 30}])
        await workspace.carrier.close()
        async with asyncio.timeout(10):
            while (await asyncio.to_thread(fetch, port, "/healthz/ready"))[0] == 200:
                await asyncio.sleep(0.05)
        assert (await asyncio.to_thread(fetch, port, "/healthz/live"))[0] == 200
    finally:
        stop.set()
        await asyncio.wait({bot})
        await runner.cleanup()
    assert bot.exception() is None


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def listeners(port: int) -> set[str] | None:
    """The addresses, as the kernel writes them, at which something listens; None where it does not tell."""
    table = Path("/proc/net/tcp")
    if not table.exists():
        return None
    places = [line.split() for line in table.read_text().splitlines()[1:]]
    return {
        place[1].partition(":")[0]
        for place in places
        if place[3] == "0A" and int(place[1].partition(":")[2], 16) == port
    }
