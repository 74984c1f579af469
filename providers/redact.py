"""Cuts out of a gateway's words what must not be kept: links, keys, tokens."""

from __future__ import annotations

import re

_URL = re.compile(r"(?i)\b([a-z][a-z0-9+.-]*://)(?:[^\s\"'<>@/]*@)?([^\s\"'<>/?#]*)[^\s\"'<>]*")
_ENCODED_URL = re.compile(r"(?i)\bhttps?%3a[^\s\"'<>]*")
_QUERY = re.compile(r"\?[^\s\"'<>=]+=[^\s\"'<>]*")
_BEARER = re.compile(r"(?i)\bbearer\s+[^\s\"',;]+")
_NAMED_SECRET = re.compile(
    r"(?i)\b((?:x-amz-)?(?:[a-z]*_?(?:token|secret|signature|api[_-]?key)|sign|sig|authorization))"
    r"([\"']?\s*[:=]\s*[\"']?)[^\s\"',;&}]+"
)
_KEY = re.compile(r"\bsk[-_][A-Za-z0-9_-]{6,}")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


def redact(text: str, *secrets: str) -> str:
    """Return `text` on one line, encodable, with `secrets` and everything that looks like one cut out."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    for secret in secrets:
        if secret:
            text = text.replace(secret, "…")
    text = _UNPRINTABLE.sub(" ", text)
    text = _URL.sub(_shorten, text)
    text = _ENCODED_URL.sub("…", text)
    text = _QUERY.sub("?…", text)
    text = _BEARER.sub("Bearer …", text)
    text = _NAMED_SECRET.sub(r"\1\2…", text)
    return _KEY.sub("…", text).strip()


def _shorten(match: re.Match[str]) -> str:
    scheme, host = match.group(1), match.group(2)
    # An asset's name is no secret, and whoever reads the error needs to know which one is meant.
    if scheme.lower() == "asset://":
        return match.group(0)
    return f"{scheme}{host}/…" if match.group(0) != scheme + host else match.group(0)
