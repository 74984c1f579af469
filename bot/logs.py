"""Structured logs in which no token, key, face-check link or signed address is ever written."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_SECRET = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+|\bsk[-_][\w-]{8,}|Bearer\s+\S+|https?://[^\s\"'<>]+[?&][^\s\"'<>]+"
    r"|/(?:v|media)/[A-Za-z0-9_-]{16,}\S*"
)


def redact(text: str) -> str:
    """The text with everything that opens something cut out."""
    return _SECRET.sub("[removed]", text)


def _redact_event(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {key: redact(value) if isinstance(value, str) else value for key, value in event.items()}


class _RedactingFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


def configure_logs(*, level: int = logging.INFO, json: bool | None = None) -> None:
    """Log lines to standard error: JSON where nobody watches, else readable."""
    machine = not sys.stderr.isatty() if json is None else json
    renderer: Any = structlog.processors.JSONRenderer() if machine else structlog.dev.ConsoleRenderer()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            _redact_event,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    handler = logging.StreamHandler()
    handler.setFormatter(_RedactingFormatter("%(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=max(level, logging.WARNING), handlers=[handler], force=True)
