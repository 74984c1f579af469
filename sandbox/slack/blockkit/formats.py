"""What makes a string a link, an e-mail address, a date, a time or a number."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlsplit

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s]+")


def is_link(text: str) -> bool:
    """True for an absolute URI of any scheme, as a button may open one."""
    return _SCHEME.fullmatch(text) is not None


def is_web_link(text: str) -> bool:
    """True for an absolute http or https address."""
    return _scheme_of(text) in {"http", "https"}


def is_https_link(text: str) -> bool:
    """True for an absolute https address."""
    return _scheme_of(text) == "https"


def _scheme_of(text: str) -> str | None:
    if any(character.isspace() for character in text):
        return None
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return None
    return parts.scheme if host else None


def is_email(text: str) -> bool:
    return _EMAIL.fullmatch(text) is not None


def is_date(text: str) -> bool:
    """True for a day of the calendar as YYYY-MM-DD."""
    if _DATE.fullmatch(text) is None:
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_time(text: str) -> bool:
    """True for a time of day as HH:mm, 00:00 to 23:59."""
    return _TIME.fullmatch(text) is not None


def is_number(text: str) -> bool:
    """True for a plain decimal number, without exponent."""
    return _NUMBER.fullmatch(text) is not None
