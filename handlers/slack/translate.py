"""Turns what slack_sdk and aiohttp raise into the error tree, without tokens or links."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from handlers.slack.errors import AnswerLost, RateLimited, SlackError, Unavailable, family_of

DEFAULT_RETRY_AFTER_S = 5.0


def from_answer(method: str, status: int, body: object, headers: Mapping[str, str]) -> SlackError:
    """The error that an HTTP answer tells; anything that is not Slack's JSON counts as a lost answer."""
    code = body.get("error") if isinstance(body, Mapping) else None
    if status == 429 or (isinstance(code, str) and code in RateLimited.codes):
        return RateLimited(method, code or "ratelimited", retry_after_s=retry_after(headers))
    if status == 503 and not code:
        return Unavailable(method, "service_unavailable")
    if not isinstance(body, Mapping) or not isinstance(code, str):
        return AnswerLost(method, "answer_lost", messages=(f"HTTP {status}",))
    messages = _messages(body)
    family = family_of(code, messages)
    return family(method, code, messages=messages, needed=str(body.get("needed") or ""))


def from_exception(method: str, error: Exception) -> SlackError:
    """The error for an exception of slack_sdk, aiohttp or a time-out."""
    if isinstance(error, SlackApiError):
        return _from_api_error(method, error)
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return Unavailable(method, "unreachable", messages=(type(error).__name__,))
    return AnswerLost(method, "answer_lost", messages=(type(error).__name__,))


def retry_after(headers: Mapping[str, str]) -> float:
    """Seconds to wait as the `Retry-After` header tells, or a careful default."""
    told = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    try:
        return max(0.0, float(told))
    except ValueError:
        return DEFAULT_RETRY_AFTER_S


def _from_api_error(method: str, error: SlackApiError) -> SlackError:
    answer = error.response
    if isinstance(answer, aiohttp.ClientResponse):  # the SDK could not read the body
        return from_answer(method, answer.status, None, answer.headers)
    return from_answer(method, answer.status_code, answer.data, answer.headers)


def _messages(body: Mapping[str, Any]) -> tuple[str, ...]:
    told: list[object] = []
    metadata = body.get("response_metadata")
    for found in (body.get("errors"), metadata.get("messages") if isinstance(metadata, Mapping) else None):
        if isinstance(found, list):
            told += found
    return tuple(dict.fromkeys(str(line) for line in told))[:10]
