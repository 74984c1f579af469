"""Random ids and one-time states."""

from __future__ import annotations

import hashlib
import secrets

ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
ID_LENGTH = 12


def new_id(prefix: str) -> str:
    """`prefix` (with its underscore: `i_`) and 12 random lower-case base32 characters, 60 bits."""
    return prefix + "".join(secrets.choice(ALPHABET) for _ in range(ID_LENGTH))


def new_state() -> tuple[str, str]:
    """A one-time state of 256 random bits, url-safe in 43 characters, and its SHA-256 in hex for the row."""
    state = secrets.token_urlsafe(32)
    return state, state_hash(state)


def state_hash(state: str) -> str:
    """SHA-256 in hex of a state as it came back in an address; any text is taken."""
    return hashlib.sha256(state.encode("utf-8", "surrogatepass")).hexdigest()
