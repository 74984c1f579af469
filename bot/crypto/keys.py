"""The keys that sign links and the ledger and seal secrets, derived from the operator's secret."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MIN_SECRET_LENGTH = 16
_FILE_NAME = "secret.key"


class KeyProblemError(ValueError):
    """The secret cannot be used; the text says what to change and never holds the secret."""


@dataclass(frozen=True, kw_only=True)
class Keys:
    """One 32-byte key per secret and use, in the order of the secrets; the first makes, all of them check."""

    signing: tuple[bytes, ...] = field(repr=False)
    sealing: tuple[bytes, ...] = field(repr=False)
    ledger: tuple[bytes, ...] = field(repr=False)


def load_keys(data_dir: Path, secret_key: str | None) -> Keys:
    """Keys of the comma list `secret_key`, else of `<data_dir>/secret.key`, made once.

    Blocks on disk; raises KeyProblemError.
    """
    if secret_key is not None and secret_key.strip():
        return derive_keys(secret_key)
    return derive_keys(_kept_secret(data_dir))


def known_keys(data_dir: Path, secret_key: str | None) -> Keys | None:
    """As `load_keys`, but None when there is no secret yet: for who only looks."""
    is_known = (secret_key or "").strip() or (data_dir / _FILE_NAME).exists()
    return load_keys(data_dir, secret_key) if is_known else None


def derive_keys(secret_key: str) -> Keys:
    """Keys of a comma list of secrets; raises KeyProblemError for an empty list or a short secret."""
    parts = [part.strip() for part in secret_key.split(",") if part.strip()]
    if not parts or any(len(part) < MIN_SECRET_LENGTH for part in parts):
        raise KeyProblemError(
            f"LIKENESS_SECRET_KEY: every secret in the list needs at least {MIN_SECRET_LENGTH} characters"
        )
    return Keys(
        signing=tuple(_derive(part, b"likeness signing 1") for part in parts),
        sealing=tuple(_derive(part, b"likeness sealing 1") for part in parts),
        ledger=tuple(_derive(part, b"likeness ledger 1") for part in parts),
    )


def _derive(secret: str, use: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=use).derive(secret.encode())


def _kept_secret(data_dir: Path) -> str:
    path = data_dir / _FILE_NAME
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read_secret(path)
    secret = secrets.token_urlsafe(32)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secret + "\n")
        file.flush()
        os.fsync(file.fileno())
    return secret


def _read_secret(path: Path) -> str:
    try:
        secret = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise KeyProblemError(f"{path} cannot be read as text") from error
    if not secret:
        raise KeyProblemError(
            f"{path} is empty: put the secret back, or remove the file to have a new one made"
        )
    return secret
