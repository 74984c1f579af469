"""Typed reading of a gateway's JSON: whatever is not as documented raises `UnexpectedAnswer`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeVar

from providers.errors import UnexpectedAnswer
from providers.face import Failure
from providers.redact import redact

T = TypeVar("T")

_ID = re.compile(r"(?=.*[A-Za-z0-9])[A-Za-z0-9_.:-]{1,200}")
_LINK = re.compile(r"https?://[^\s/?#\x00-\x1f\x7f]+[^\s\x00-\x1f\x7f\"<>\\]{0,8000}", re.IGNORECASE)
_FAILURE_MAX = 300


class Fields:
    """One JSON object of an answer; `plain_http` allows links without TLS, as stand-ins give them."""

    def __init__(self, provider: str, body: Mapping[str, Any], *, plain_http: bool = False) -> None:
        self._provider = provider
        self._body = body
        self._plain_http = plain_http

    def has(self, name: str) -> bool:
        return self._body.get(name) is not None

    def text(self, name: str) -> str:
        """Return a string that is not empty and can be stored."""
        value = self._body.get(name)
        if not isinstance(value, str) or not value or not _encodable(value):
            raise self.unexpected(f"no {name} in the answer")
        return value

    def text_or_none(self, name: str) -> str | None:
        """Return a string; None when it is absent, null or empty."""
        return None if self._body.get(name) in (None, "") else self.text(name)

    def identifier(self, name: str) -> str:
        """Return an id that is safe as one part of a path."""
        value = self.text(name)
        if not _ID.fullmatch(value):
            raise self.unexpected(f"the {name} in the answer is not an id")
        return value

    def link(self, name: str) -> str:
        """Return an absolute https link, or http where the gateway itself is reached so."""
        value = self.text(name)
        secure = value.lower().startswith("https://")
        if not _LINK.fullmatch(value) or not (secure or self._plain_http):
            raise self.unexpected(f"the {name} in the answer is not a web link")
        return value

    def integer_or_none(self, name: str) -> int | None:
        value = self._body.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.unexpected(f"the {name} in the answer is not a whole number")
        return value

    def percent_or_none(self, name: str) -> int | None:
        """Return 0–100; anything else is no progress, which nothing depends on."""
        value = self._body.get(name)
        if isinstance(value, bool) or not isinstance(value, int):
            return None
        return value if 0 <= value <= 100 else None

    def word(self, name: str, words: Mapping[str, T]) -> T:
        """Translate a gateway's word; one that is not in `words` is an error, never a guess."""
        value = self._body.get(name)
        if not isinstance(value, str):
            raise self.unexpected(f"no {name} in the answer")
        if value not in words:
            raise self.unexpected(f"unknown {name} {redact(value)[:60]!r}")
        return words[value]

    def inner(self, body: Mapping[str, Any]) -> Fields:
        """Read another object of the same answer."""
        return Fields(self._provider, body, plain_http=self._plain_http)

    def object(self, name: str) -> Fields:
        value = self._body.get(name)
        if not isinstance(value, dict):
            raise self.unexpected(f"no {name} in the answer")
        return Fields(self._provider, value, plain_http=self._plain_http)

    def objects(self, name: str) -> list[Fields]:
        values = self._body.get(name)
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            raise self.unexpected(f"no list of {name} in the answer")
        return [Fields(self._provider, value, plain_http=self._plain_http) for value in values]

    def objects_or_none(self, name: str) -> list[Fields]:
        """Return a list of objects; an empty one when it is absent or null."""
        return self.objects(name) if self.has(name) else []

    def says(self, name: str, value: str) -> bool:
        """Tell whether a field holds exactly this text."""
        return self._body.get(name) == value

    def expect(self, name: str, value: str) -> None:
        """Raise when the answer names something else than was asked; an absent field says nothing."""
        if self.has(name) and self._body[name] != value:
            raise self.unexpected(f"the answer speaks of another {name}")

    def failure(self, *names: str) -> Failure:
        """Read a reason (a text, or a code and a message) from the first of `names` that has one."""
        for name in names:
            value = self._body.get(name)
            if isinstance(value, dict):
                message = value.get("message") or value.get("Message")
                code = value.get("code") or value.get("Code") or value.get("type")
                if _plain(code) or _plain(message):
                    return Failure(code=_plain(code), text=_plain(message))
            elif _plain(value):
                return Failure(text=_plain(value))
        return Failure()

    def unexpected(self, detail: str) -> UnexpectedAnswer:
        return UnexpectedAnswer(self._provider, detail)


def _encodable(text: str) -> bool:
    # JSON may spell half of a surrogate pair, which no database or socket takes.
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _plain(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return redact(str(value))[:_FAILURE_MAX]
