"""Turns what slack_sdk and aiohttp raise into the error tree, without tokens or links."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from handlers.slack.errors import (
    AnswerLost,
    RateLimited,
    ResponseUrlExpired,
    ServerTrouble,
    SlackError,
    Unavailable,
    family_of,
)

RESPONSE_URL = "response_url"
DEFAULT_RETRY_AFTER_S = 5.0


def from_answer(method: str, status: int, body: object, headers: Mapping[str, str]) -> SlackError:
    """The error that an HTTP answer tells; anything that is not Slack's JSON counts as a lost answer."""
    code = body.get("error") if isinstance(body, Mapping) else None
    if status == 429 or (isinstance(code, str) and code in RateLimited.codes):
        return RateLimited(method, code or "ratelimited", retry_after_s=retry_after(headers))
    if not isinstance(body, Mapping) or not isinstance(code, str):
        return AnswerLost(method, "answer_lost", messages=(f"HTTP {status}",))
    messages = _messages(body)
    family = family_of(code, messages)
    if family is SlackError and status >= 500:
        family = ServerTrouble
    return family(method, code, messages=messages, needed=str(body.get("needed") or ""))


def from_exception(method: str, error: Exception) -> SlackError:
    """The error for an exception of slack_sdk, aiohttp or a time-out."""
    if isinstance(error, SlackApiError):
        return _from_api_error(method, error)
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return Unavailable(method, "unreachable", messages=(type(error).__name__,))
    return AnswerLost(method, "answer_lost", messages=(type(error).__name__,))


def from_response_url(status: int, text: str, headers: Mapping[str, str]) -> SlackError | None:
    """What a response url answered, as text or as JSON; None when it took the message."""
    try:
        body = json.loads(text)
    except ValueError:
        word = text.strip()
        body = {"ok": status == 200, "error": word} if word.isidentifier() else None
    refused = isinstance(body, Mapping) and body.get("ok") is False
    if status == 200 and not refused:
        return None
    error = from_answer(RESPONSE_URL, status, body, headers)
    if status == 404 and type(error) in (SlackError, AnswerLost):
        return ResponseUrlExpired(RESPONSE_URL, error.code if type(error) is SlackError else "expired_url")
    return error


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
