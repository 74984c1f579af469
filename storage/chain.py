"""The ledger's hash chain, and the signed head that says how long it is.

A line's hash is SHA-256, in hex, of the JSON array [seq, team_id, at, kind, actor, subject, body, previous]
in canonical form: UTF-8, keys sorted, no white space, characters not escaped. `previous` is the hash of the
line before, 64 zeros for the first. A text's digest is SHA-256 of its salt's bytes and the text in UTF-8.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from json.encoder import encode_basestring
from typing import Protocol

from storage.model import Json, LedgerEntry, Millis

GENESIS = "0" * 64
DIGEST = "sha256:"

_canonical = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)


@dataclass(frozen=True, kw_only=True)
class Head:
    """How many lines there are and the last one's hash, at the time of that line, signed.

    `public_key` and `signature` are Ed25519's in hex, over `head_payload`.
    """

    lines: int
    hash: str
    at: Millis
    public_key: str
    signature: str


class HeadSigner(Protocol):
    """Signs heads with our newest key and knows those signed with any of ours."""

    def sign(self, lines: int, last_hash: str, at: Millis) -> Head: ...

    def is_ours(self, head: Head) -> bool: ...


class LedgerProblem(StrEnum):
    """Why a line, or the whole, does not hold."""

    CHANGED = "changed"  # the line does not fit its own hash
    MISSING = "missing"  # there is no line of this number
    OUT_OF_PLACE = "out_of_place"  # the line does not follow from the one before
    TEXT_CHANGED = "text_changed"  # a text that was kept does not fit its digest
    UNSIGNED = "unsigned"  # the line comes after those that were signed
    REWRITTEN = "rewritten"  # the lines fit each other, but not what was signed
    NOT_OURS = "not_ours"  # the head is signed with another key
    NO_HEAD = "no_head"  # nothing says how many lines there were


@dataclass(frozen=True, kw_only=True)
class LedgerFault:
    """What does not hold, and the line it can be pinned to."""

    problem: LedgerProblem
    seq: int | None = None


def canonical(body: Json) -> str:
    """A body in canonical form; ValueError or TypeError when it is not JSON."""
    return _canonical.encode(body)


def line_hash(
    seq: int, team_id: str, at: int, kind: str, actor: str, subject: str, body: str, previous: str
) -> str:
    """The hash of one line, `body` in canonical form."""
    # The body goes in as its text: what is hashed is what is kept, not a second encoding of it.
    text = (
        f"[{seq},{encode_basestring(team_id)},{at},{encode_basestring(kind)},"
        f'{encode_basestring(actor)},{encode_basestring(subject)},{body},"{previous}"]'
    )
    return hashlib.sha256(text.encode()).hexdigest()


def entry_hash(entry: LedgerEntry) -> str:
    """The hash that an entry must carry, for whoever checks an export."""
    return line_hash(
        entry.seq,
        entry.team_id,
        entry.at,
        entry.kind,
        entry.actor,
        entry.subject,
        canonical(entry.body),
        entry.previous,
    )


def digest(salt: str, text: str) -> str:
    """What a line holds in place of a text: `sha256:` and 64 hex digits; `salt` in hex."""
    return DIGEST + hashlib.sha256(bytes.fromhex(salt) + text.encode()).hexdigest()


def head_payload(lines: int, last_hash: str, at: Millis) -> bytes:
    """The bytes that a head's signature covers."""
    return canonical(("likeness ledger head 1", lines, last_hash, at)).encode()
