"""Short signed tokens for links: one purpose, one subject, one end.

A token is 24 bytes in 32 url-safe characters: 8 of the subject's id, 4 of the end in seconds since 1970,
and the first 12 of an HMAC-SHA256 over purpose, prefix and those. 24 is a multiple of 3, so each token has
one spelling.
"""

from __future__ import annotations

import base64
import hmac
import re
import struct
from enum import Enum

from bot.crypto.ids import ALPHABET, ID_LENGTH
from bot.crypto.keys import Keys

TOKEN_LENGTH = 32
_PAYLOAD = struct.Struct(">QI")
_MAC_BYTES = 12
_TOKEN = re.compile(rf"[A-Za-z0-9_-]{{{TOKEN_LENGTH}}}", re.ASCII)
_LATEST = 2**32 - 1


class Purpose(Enum):
    """What a link is for, and the prefix of the ids it may name."""

    CONSENT = ("consent", "i_")
    MEDIA = ("media", "m_")
    THUMBNAIL = ("thumbnail", "m_")
    WATCH = ("watch", "v_")

    @property
    def label(self) -> str:
        return self.value[0]

    @property
    def prefix(self) -> str:
        return self.value[1]


class LinkProblem(Enum):
    """Why a token is not taken."""

    EXPIRED = "expired"  # ours, and over
    INVALID = "invalid"  # not ours, or for something else


def sign(keys: Keys, purpose: Purpose, subject_id: str, expires_at_ms: int) -> str:
    """A token of 32 url-safe characters; raises ValueError for a foreign id or a time out of range."""
    seconds = -(-expires_at_ms // 1000)
    if not 0 < seconds <= _LATEST:
        raise ValueError("a link ends between 1970 and 2106")
    payload = _PAYLOAD.pack(_number(purpose, subject_id), seconds)
    return base64.urlsafe_b64encode(payload + _mac(keys.signing[0], purpose, payload)).decode("ascii")


def verify(keys: Keys, purpose: Purpose, token: str, now_ms: int) -> str | LinkProblem:
    """The subject's id when the token is ours, for this purpose and not over."""
    found = read(keys, purpose, token)
    if isinstance(found, LinkProblem):
        return found
    subject, ends_at_ms = found
    return LinkProblem.EXPIRED if now_ms >= ends_at_ms else subject


def read(keys: Keys, purpose: Purpose, token: str) -> tuple[str, int] | LinkProblem:
    """The subject's id and the end in milliseconds UTC of a token of ours for this purpose, over or not."""
    if not _TOKEN.fullmatch(token):
        return LinkProblem.INVALID
    raw = base64.urlsafe_b64decode(token)
    payload, mac = raw[: _PAYLOAD.size], raw[_PAYLOAD.size :]
    checks = [hmac.compare_digest(_mac(key, purpose, payload), mac) for key in keys.signing]
    if not any(checks):
        return LinkProblem.INVALID
    number, seconds = _PAYLOAD.unpack(payload)
    return _subject(purpose, number), seconds * 1000


def _mac(key: bytes, purpose: Purpose, payload: bytes) -> bytes:
    text = f"{purpose.label}|{purpose.prefix}|".encode() + payload
    return hmac.digest(key, text, "sha256")[:_MAC_BYTES]


def _number(purpose: Purpose, subject_id: str) -> int:
    body = subject_id.removeprefix(purpose.prefix)
    if body == subject_id or len(body) != ID_LENGTH or not set(body) <= set(ALPHABET):
        raise ValueError(f"a {purpose.label} link names {purpose.prefix} and {ID_LENGTH} base32 characters")
    number = 0
    for character in body:
        number = number << 5 | ALPHABET.index(character)
    return number


def _subject(purpose: Purpose, number: int) -> str:
    digits = (ALPHABET[number >> shift & 31] for shift in range(5 * (ID_LENGTH - 1), -1, -5))
    return purpose.prefix + "".join(digits)
