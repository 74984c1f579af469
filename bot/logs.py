"""Logs in which no token, key, face-check link, signed address or link of ours is ever written."""

from __future__ import annotations

import logging
import re
import sys
import threading
import traceback
from collections.abc import Mapping, MutableMapping
from types import TracebackType
from typing import Any

import structlog

REMOVED = "[removed]"
_SECRET = re.compile(
    r"""
    (?:xoxe\.)?xox[a-z]-[\w.-]+ | xapp-[\w-]+ | xoxe-[\w-]+        # Slack's tokens
    | \bsk[-_][\w-]{6,}                                            # gateways' keys
    | (?i:\bauthorization["']?\s*[:=]\s*["']?(?:bearer|basic)?\s*[^\s"',]+)
    | (?i:\bbearer\s+[^\s"',]+)
    | (?i:\b[\w-]*(?:token|secret|secret_key|api[_-]?key|password|signature|credential|h5_link)\b
        ["']?\s*[:=]\s*["']?[^\s"',;&)}\]]+)
    | (?<=/v/)[\w-]{16,}[^\s"'<>]* | (?<=/media/)[\w-]{16,}[^\s"'<>]*  # our own links
    | (?<=\?)[\w.%-]+=[^\s"'<>]*                                   # a query without its address
    """,
    re.VERBOSE,
)
_ADDRESS = re.compile(
    r"""\b((?:https?|wss?)://)(?:[^\s/"'<>@]*@)?([\w.\[\]:-]+)([/?#][^\s"'<>]*)?""", re.IGNORECASE
)
_SECRET_NAME = re.compile(
    r"token|secret|api_?key|password|signature|authorization|cookie|h5_?link|(?:^|_)url$|(?:^|_)link$",
    re.IGNORECASE,
)


def redact(text: str) -> str:
    """The text with everything that opens something cut out; of an address only its host is left."""
    return _SECRET.sub(REMOVED, _ADDRESS.sub(_host_only, text))


def _host_only(found: re.Match[str]) -> str:
    scheme, host, rest = found.groups()
    return f"{scheme}{host}/{REMOVED}" if rest not in (None, "/") else f"{scheme}{host}"


def redact_value(value: Any) -> Any:
    """The same for anything that an event may hold: by content, and whole where its name says enough."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, bytes):
        return redact(value.decode("utf-8", "replace"))
    if isinstance(value, Mapping):
        return {redact(str(name)): _redact_named(str(name), inner) for name, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [redact_value(inner) for inner in value]
    return redact(repr(value))


def _redact_named(name: str, value: Any) -> Any:
    whole = isinstance(value, str | bytes) and _SECRET_NAME.search(name)
    return REMOVED if whole and value else redact_value(value)


def _redact_event(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {name: _redact_named(name, value) for name, value in event.items()}


def configure_logs(*, level: int = logging.INFO, json: bool | None = None) -> None:
    """Log lines to standard error: JSON where nobody watches, else readable; tracebacks without variables."""
    machine = not sys.stderr.isatty() if json is None else json
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if machine
        else structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    )
    common: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*common, _redact_event, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*common, structlog.stdlib.add_logger_name],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _redact_event, renderer],
        )
    )
    # Slack's SDK writes whole bodies at DEBUG, and others whole addresses at INFO.
    logging.basicConfig(level=max(level, logging.WARNING), handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    sys.excepthook = _print_redacted
    threading.excepthook = lambda failed: _print_redacted(
        failed.exc_type, failed.exc_value, failed.exc_traceback
    )


def _print_redacted(
    kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
) -> None:
    """What ends the process is told like everything else."""
    sys.stderr.write(redact("".join(traceback.format_exception(kind, error, trace))))
