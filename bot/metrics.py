"""What is counted for whoever watches over Likeness; nothing here names a person, a channel or a file."""

from __future__ import annotations

import inspect
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import wraps
from typing import Any, TypeVar, cast

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

from bot.poller.loop import StepSpec
from bot.poller.tools import Tools
from providers.availability import Availability
from storage.changes import Change
from storage.face import Storage
from storage.model import Job
from workflow.jobs import JobKind

T = TypeVar("T")
Observe = Callable[[str, str, float], None]
"""Takes the method, the outcome and the seconds."""

_CALL_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_JOB_SECONDS = (0.01, 0.05, 0.25, 1, 5, 30, 120, 600)
DONE = "ok"


class Metrics:
    """One process's counters, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        made: dict[str, Any] = {"registry": self.registry}
        ProcessCollector(registry=self.registry)
        self.jobs = Gauge("likeness_jobs", "Jobs in the database.", ["kind", "state"], **made)
        self.messages = Gauge("likeness_messages", "Messages not sent yet.", ["status"], **made)
        self.available = Gauge(
            "likeness_gateway_available", "0 while the gateway's breaker is open.", ["provider"], **made
        )
        self.steps = Counter("likeness_job_runs", "Jobs carried out.", ["kind", "outcome"], **made)
        self.step_seconds = Histogram(
            "likeness_job_seconds", "One run of a kind of job.", ["kind"], buckets=_JOB_SECONDS, **made
        )
        self.gateway_calls = Counter(
            "likeness_gateway_calls", "What was asked of a gateway.", ["provider", "kind", "outcome"], **made
        )
        self.gateway_seconds = Histogram(
            "likeness_gateway_seconds", "Until a gateway answered.", ["provider", "kind"],
            buckets=_CALL_SECONDS, **made,
        )  # fmt: skip
        self.slack_calls = Counter("likeness_slack_calls", "Calls of Slack.", ["method", "outcome"], **made)
        self.slack_seconds = Histogram(
            "likeness_slack_seconds", "Until Slack answered.", ["method"], buckets=_CALL_SECONDS, **made
        )

    def of_gateway(self, provider: str) -> Observe:
        def observe(kind: str, outcome: str, seconds: float) -> None:
            self.gateway_calls.labels(provider, kind, outcome).inc()
            self.gateway_seconds.labels(provider, kind).observe(seconds)

        return observe

    def of_slack(self, method: str, outcome: str, seconds: float) -> None:
        self.slack_calls.labels(method, outcome).inc()
        self.slack_seconds.labels(method).observe(seconds)

    async def text(self, storage: Storage, availabilities: Mapping[str, Availability]) -> bytes:
        """All of it in Prometheus's text format; raises StorageError."""
        counts = await storage.counts()
        self.jobs.clear()
        for kind, number in counts["jobs"].items():
            held = counts["held"].get(kind, 0)
            self.jobs.labels(kind, "under_way").set(held)
            self.jobs.labels(kind, "waiting").set(number - held)
        self.messages.clear()
        for status, number in counts["messages"].items():
            self.messages.labels(status).set(number)
        for name, availability in availabilities.items():
            self.available.labels(name).set(0 if availability.is_open else 1)
        return generate_latest(self.registry)


def measured(inner: T, observe: Observe) -> T:
    """The same object to whoever uses it; each call of one of its coroutines is told to `observe`."""
    return cast("T", _Measured(inner, observe))


class _Measured:
    def __init__(self, inner: object, observe: Observe) -> None:
        self._inner = inner
        self._observe = observe

    def __repr__(self) -> str:
        return repr(self._inner)

    def __getattr__(self, name: str) -> Any:
        held = getattr(self._inner, name)
        if not inspect.iscoroutinefunction(held):
            return held

        @wraps(held)
        async def timed(*arguments: Any, **named: Any) -> Any:
            began, outcome = time.monotonic(), "cancelled"
            try:
                answer = await held(*arguments, **named)
                outcome = _outcome_of(answer)
            except Exception as error:
                outcome = type(error).__name__
                raise
            else:
                return answer
            finally:
                self._observe(name, outcome, time.monotonic() - began)

        # Found without asking again, next time.
        setattr(self, name, timed)
        return timed


def _outcome_of(answer: object) -> str:
    """A batch tells an item's error beside the others' results: the first one stands for all."""
    items = answer if isinstance(answer, list) else ()
    errors = (getattr(item, "error", None) for item in items)
    return next((type(error).__name__ for error in errors if error is not None), DONE)


def measured_steps(steps: Mapping[JobKind, StepSpec], metrics: Metrics) -> dict[JobKind, StepSpec]:
    """The same steps, counted and timed; what they log carries the job's id."""
    return {kind: spec._replace(run=_counted(str(kind), spec, metrics)) for kind, spec in steps.items()}


def _counted(
    kind: str, spec: StepSpec, metrics: Metrics
) -> Callable[[Tools, Sequence[Job]], Awaitable[list[Change]]]:
    async def run(tools: Tools, jobs: Sequence[Job]) -> list[Change]:
        began, outcome = time.monotonic(), "cancelled"
        named = {"job": jobs[0].id} if len(jobs) == 1 else {"job": jobs[0].id, "jobs": len(jobs)}
        try:
            with structlog.contextvars.bound_contextvars(**named, job_kind=kind):
                changes = await spec.run(tools, jobs)
            outcome = DONE
        except Exception as error:
            outcome = type(error).__name__
            raise
        else:
            return changes
        finally:
            metrics.steps.labels(kind, outcome).inc(len(jobs))
            metrics.step_seconds.labels(kind).observe(time.monotonic() - began)

    return run
