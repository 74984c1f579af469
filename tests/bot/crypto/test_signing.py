"""The ledger's head is signed with a key of ours and of nobody else's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.crypto.keys import derive_keys, known_keys, load_keys
from bot.crypto.signing import LedgerSigner, is_signed

OLD, NEW = "the old secret; long enough", "the new secret; long enough"


def test_the_first_secret_signs_and_all_know_it() -> None:
    """A secret that was replaced stays good while it stands in the list."""
    old, new = LedgerSigner(derive_keys(OLD)), LedgerSigner(derive_keys(NEW))
    both = LedgerSigner(derive_keys(f"{NEW},{OLD}"))
    head = old.sign(3, "ab" * 32, 1)
    assert [signer.is_ours(head) for signer in (old, new, both)] == [True, False, True]
    assert both.sign(3, "ab" * 32, 1) == new.sign(3, "ab" * 32, 1)


@pytest.mark.parametrize(
    "change",
    [
        {"lines": 4},
        {"hash": "ac" * 32},
        {"at": 2},
        {"signature": "00" * 64},
        {"signature": "not hex"},
        {"signature": ""},
        {"public_key": "00" * 31},
        {"public_key": "ü"},
    ],
)
def test_a_changed_head_is_not_ours(change) -> None:
    """Nothing in it can be changed, and nonsense is no error."""
    signer = LedgerSigner(derive_keys(OLD))
    head = replace(signer.sign(3, "ab" * 32, 1), **change)
    assert not signer.is_ours(head)
    assert not is_signed(head)


def test_a_head_signed_by_somebody_else_is_not_ours() -> None:
    """However good its signature is."""
    head = LedgerSigner(derive_keys(OLD)).sign(3, "ab" * 32, 1)
    assert is_signed(head)
    assert not LedgerSigner(derive_keys(NEW)).is_ours(head)


def test_looking_makes_no_secret(tmp_path) -> None:
    """Who only checks gets the keys that are there, or none."""
    assert known_keys(tmp_path, None) is None
    assert known_keys(tmp_path, " ") is None
    assert not list(tmp_path.iterdir())
    assert known_keys(tmp_path, NEW) == derive_keys(NEW)
    assert load_keys(tmp_path, None) == known_keys(tmp_path, None)
