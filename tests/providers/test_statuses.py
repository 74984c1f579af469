"""HTTP statuses as errors, the gateway's words, and how long to wait."""

from __future__ import annotations

import json
from email.utils import formatdate

import httpx
import pytest

from providers.errors import AnswerLost, Fixer, NotFound, ProviderError, Refused, UnexpectedAnswer
from providers.statuses import ERRORS, gateway_words, refusal, retry_after_ms

NOW = 1_800_000_000.0


@pytest.mark.parametrize("status", range(300, 600))
def test_every_status_has_an_error(status: int) -> None:
    """No status is a success by accident; 5xx other than 503 may have taken effect."""
    error = refusal("test", httpx.Response(status), b"", now=NOW)
    assert isinstance(error, ProviderError)
    assert error.http_status == status
    if status not in ERRORS:
        assert type(error) is (AnswerLost if status >= 500 else UnexpectedAnswer)
    assert str(status) in error.detail


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"error": {"message": "group id error", "type": "x"}}, "group id error"),
        ({"error": {"code": 400, "message": "bad"}}, "bad"),
        ({"error": "bad"}, "bad"),
        ({"code": -1, "msg": "not found", "data": None}, "not found"),
        ({"message": "No handler found"}, "No handler found"),
        ({"error": {"message": None}, "msg": 7}, ""),
        ({}, ""),
        ([], ""),
        ("text", ""),
    ],
)
def test_the_gateways_words_are_found_in_each_shape(body: object, words: str) -> None:
    """Every known error envelope gives its message."""
    assert gateway_words(json.dumps(body).encode()) == words


@pytest.mark.parametrize("content", [b"", b"<html>", b"\xff\xfe", b"[" * 100_000])
def test_a_body_without_words_falls_back_to_the_status(content: bytes) -> None:
    """An HTML error page is never shown; the status line is."""
    assert refusal("test", httpx.Response(404), content, now=NOW).detail == "HTTP 404 Not Found"


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        (None, None),
        ("0", 0),
        ("5", 5000),
        (" 5 ", 5000),
        ("1.5", 1500),
        (formatdate(NOW + 90, usegmt=True), 90_000),
        (formatdate(NOW - 90, usegmt=True), 0),
        ("99999999999", 24 * 3_600_000),
        ("9" * 400, 24 * 3_600_000),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("²", None),
        ("Wed, 99 Foo 2026", None),
    ],
)
def test_retry_after_is_read_in_both_forms(header: str | None, wait: int | None) -> None:
    """Seconds and dates are understood, nonsense is ignored, and no wait is longer than a day."""
    assert retry_after_ms(header, now=NOW) == wait


def test_errors_say_who_can_fix_them_and_stay_short() -> None:
    """The tree carries what the rest of Likeness decides by, and a long detail is cut."""
    assert (Refused.fixer, NotFound.fixer) == (Fixer.USER, Fixer.PROVIDER)
    error = Refused("test", "x" * 5000)
    assert len(error.detail) == 300
    assert str(error).startswith("test: Refused: x")
