"""Text that may stand in a row only encrypted."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.crypto.keys import Keys


class SealError(ValueError):
    """The sealed text was made with another key, or changed."""


def seal(keys: Keys, text: str) -> str:
    """`text` encrypted and authenticated under the first key, as ASCII."""
    return _box(keys).encrypt(text.encode()).decode("ascii")


def unseal(keys: Keys, token: str) -> str:
    """The text that `seal` was given, under any of the keys; raises SealError."""
    try:
        return _box(keys).decrypt(token).decode()
    except (InvalidToken, ValueError) as error:
        raise SealError("sealed with another key, or changed") from error


def _box(keys: Keys) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys.sealing])
