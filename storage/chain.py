"""The ledger's hash chain.

A line's hash is SHA-256, in hex, of the JSON array [seq, team_id, at, kind, actor, subject, body, previous]
in canonical form: UTF-8, keys sorted, no white space, characters not escaped. `previous` is the hash of the
line before, 64 zeros for the first.
"""

from __future__ import annotations

import hashlib
import json

from storage.model import Json, LedgerEntry

GENESIS = "0" * 64

_canonical = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)


def canonical(body: Json) -> str:
    """A body in canonical form; ValueError or TypeError when it is not JSON."""
    return _canonical.encode(body)


def line_hash(
    seq: int, team_id: str, at: int, kind: str, actor: str, subject: str, body: str, previous: str
) -> str:
    """The hash of one line, `body` in canonical form."""
    # The body goes in as its text: what is hashed is what is kept, not a second encoding of it.
    head = _canonical.encode([seq, team_id, at, kind, actor, subject])[:-1]
    return hashlib.sha256(f'{head},{body},"{previous}"]'.encode()).hexdigest()


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
