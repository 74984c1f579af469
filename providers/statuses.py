"""Turns an HTTP status that is not 2xx into an error of our tree."""

from __future__ import annotations

import json
from collections.abc import Sequence
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from providers.errors import (
    AnswerLost,
    KeyRefused,
    NoCredit,
    NotFound,
    ProviderError,
    RateLimited,
    Refused,
    Unavailable,
    UnexpectedAnswer,
)
from providers.redact import redact

ERRORS: dict[int, type[ProviderError]] = {
    400: Refused,
    401: KeyRefused,
    402: NoCredit,
    403: KeyRefused,
    404: NotFound,
    405: Refused,
    406: Refused,
    408: AnswerLost,
    409: Refused,
    410: NotFound,
    411: Refused,
    413: Refused,
    414: Refused,
    415: Refused,
    422: Refused,
    425: Unavailable,
    429: RateLimited,
    451: Refused,
    503: Unavailable,
}
MAX_WAIT_MS = 24 * 3_600_000


def refusal(
    provider: str, response: httpx.Response, content: bytes, *, now: float, secrets: Sequence[str] = ()
) -> ProviderError:
    """Make the error for a non-2xx answer; `now` in seconds since 1970."""
    status = response.status_code
    default = AnswerLost if 500 <= status < 600 else UnexpectedAnswer
    detail = gateway_words(content) or f"HTTP {status} {response.reason_phrase}".strip()
    return ERRORS.get(status, default)(
        provider,
        redact(detail, *secrets),
        http_status=status,
        retry_after_ms=retry_after_ms(response.headers.get("Retry-After"), now=now),
    )


def error_in_code(code: object) -> type[ProviderError]:
    """The error that a code inside of a body would be as an HTTP status; `Refused` when it is none."""
    text = str(code)
    status = int(text) if len(text) == 3 and text.isdecimal() else 400
    return ERRORS.get(status, AnswerLost if 500 <= status < 600 else Refused)


def gateway_words(content: bytes) -> str:
    """Find the message in an error body of any of the known shapes; empty when there is none."""
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(body, dict):
        return ""
    error = body.get("error")
    nested: dict[str, Any] = error if isinstance(error, dict) else {}
    candidates = (nested.get("message"), error, body.get("message"), body.get("msg"))
    return next((text for text in candidates if isinstance(text, str) and text.strip()), "")


def retry_after_ms(header: str | None, *, now: float) -> int | None:
    """Read `Retry-After` in seconds or as an HTTP date; None when absent or unreadable, at most a day."""
    if header is None:
        return None
    try:
        wait = float(header) if _is_number(header) else parsedate_to_datetime(header).timestamp() - now
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return round(min(max(wait * 1000, 0), MAX_WAIT_MS))


def _is_number(header: str) -> bool:
    return header.strip().replace(".", "", 1).isascii() and header.strip().replace(".", "", 1).isdigit()
