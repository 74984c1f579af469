"""Signatures of the ledger's head: Ed25519 with keys derived from the operator's secrets."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from bot.crypto.keys import Keys
from storage.chain import Head, head_payload


class LedgerSigner:
    """Signs with the first of our keys, knows heads signed with any of them."""

    def __init__(self, keys: Keys) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(keys.ledger[0])
        self.public_keys = tuple(_public(Ed25519PrivateKey.from_private_bytes(key)) for key in keys.ledger)
        self._newest: Head | None = None

    def sign(self, lines: int, last_hash: str, at: int) -> Head:
        signature = self._private.sign(head_payload(lines, last_hash, at)).hex()
        self._newest = Head(
            lines=lines, hash=last_hash, at=at, public_key=self.public_keys[0], signature=signature
        )
        return self._newest

    def is_ours(self, head: Head) -> bool:
        # The one that was made last is what the next transaction finds, so it need not be checked.
        return head == self._newest or (head.public_key in self.public_keys and is_signed(head))


def is_signed(head: Head) -> bool:
    """Whether the head carries a good signature of the key that it names."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(head.public_key))
        key.verify(bytes.fromhex(head.signature), head_payload(head.lines, head.hash, head.at))
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def _public(private: Ed25519PrivateKey) -> str:
    return private.public_key().public_bytes_raw().hex()
