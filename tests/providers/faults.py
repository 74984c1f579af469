"""Everything that a gateway's answer can have wrong with it, and what must become of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any

from aiohttp import web

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
from tests.providers.scripted import Recorded, Spoil

NOW = 1_800_000_000.0
Expected = type[ProviderError] | None


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One way to fail; `essential` names the field that the operation cannot do without."""

    spoil: Callable[[str], Spoil]
    expected: Expected
    retry_after_ms: int | None = None
    extra: dict[str, Any] = field(default_factory=dict)


def _status(status: int, headers: dict[str, str] | None = None) -> Callable[[str], Spoil]:
    body = {"error": {"message": "words of the gateway", "type": "some_error"}}
    return lambda _: lambda _request, _recorded: web.json_response(body, status=status, headers=headers)


def _text(text: str, content_type: str = "application/json") -> Callable[[str], Spoil]:
    return lambda _: lambda _request, _recorded: web.Response(text=text, content_type=content_type)


async def _hang(_request: web.Request, _recorded: Recorded) -> web.Response:
    await asyncio.sleep(5)
    return web.Response()


def _break(request: web.Request, _recorded: Recorded) -> web.Response:
    assert request.transport
    request.transport.abort()
    return web.Response()


async def _cut_short(request: web.Request, _recorded: Recorded) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "1000", "Content-Type": "application/json"})
    await response.prepare(request)
    await response.write(b'{"id": "half')
    assert request.transport
    request.transport.close()
    return response


def _changed(change: Callable[[Any, str], Any]) -> Callable[[str], Spoil]:
    return lambda essential: lambda _request, recorded: web.json_response(change(recorded.body, essential))


def unknown_words(body: Any, _essential: str = "") -> Any:
    """Replace every status in JSON by a word that nobody knows."""
    if isinstance(body, dict):
        return {k: "archived" if k.lower() == "status" else unknown_words(v) for k, v in body.items()}
    return [unknown_words(item) for item in body] if isinstance(body, list) else body


def without(body: Any, name: str) -> Any:
    """Leave a field out, however deep it lies."""
    if isinstance(body, dict):
        return {key: without(value, name) for key, value in body.items() if key != name}
    return [without(item, name) for item in body] if isinstance(body, list) else body


def nulls(body: Any, _essential: str = "") -> Any:
    """Keep the outermost fields and make each of them null."""
    return dict.fromkeys(body)


_HTML = "<html><title>Just a moment...</title></html>"
_IN_7_S = formatdate(NOW + 7, usegmt=True)
_SECONDS, _DATE = {"Retry-After": "5"}, {"Retry-After": _IN_7_S}

FAULTS: dict[str, Fault] = {
    "400": Fault(spoil=_status(400), expected=Refused),
    "401": Fault(spoil=_status(401), expected=KeyRefused),
    "402": Fault(spoil=_status(402), expected=NoCredit),
    "403": Fault(spoil=_status(403), expected=KeyRefused),
    "404": Fault(spoil=_status(404), expected=NotFound),
    "422": Fault(spoil=_status(422), expected=Refused),
    "429": Fault(spoil=_status(429), expected=RateLimited),
    "429 in seconds": Fault(spoil=_status(429, _SECONDS), expected=RateLimited, retry_after_ms=5000),
    "429 until a date": Fault(spoil=_status(429, _DATE), expected=RateLimited, retry_after_ms=7000),
    "500": Fault(spoil=_status(500), expected=AnswerLost),
    "502": Fault(spoil=_status(502), expected=AnswerLost),
    "503": Fault(spoil=_status(503), expected=Unavailable),
    "time-out": Fault(spoil=lambda _: _hang, expected=AnswerLost, extra={"total_seconds": 0.15}),
    "broken connection": Fault(spoil=lambda _: _break, expected=AnswerLost),
    "answer cut short": Fault(spoil=lambda _: _cut_short, expected=AnswerLost),
    "empty body": Fault(spoil=_text(""), expected=UnexpectedAnswer),
    "HTML": Fault(spoil=_text(_HTML, "text/html"), expected=UnexpectedAnswer),
    "HTML as JSON": Fault(spoil=_text(_HTML), expected=UnexpectedAnswer),
    "half of JSON": Fault(spoil=_text('{"id": "ass'), expected=UnexpectedAnswer),
    "a list": Fault(spoil=_text('[{"id": "x"}]'), expected=UnexpectedAnswer),
    "null": Fault(spoil=_text("null"), expected=UnexpectedAnswer),
    "deep nesting": Fault(spoil=_text("[" * 100_000), expected=UnexpectedAnswer),
    "another object": Fault(spoil=_text('{"hello": {"world": 1}}'), expected=UnexpectedAnswer),
    "nulls": Fault(spoil=_changed(nulls), expected=UnexpectedAnswer),
    "a redirect": Fault(spoil=_status(302, {"Location": "/elsewhere"}), expected=UnexpectedAnswer),
    "unknown status word": Fault(spoil=_changed(unknown_words), expected=UnexpectedAnswer),
    "success without its id": Fault(spoil=_changed(without), expected=UnexpectedAnswer),
}
