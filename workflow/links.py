"""What a pasted link's form alone shows: whether it may be fetched at all."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from urllib.parse import SplitResult, urlsplit

LINK_INVALID = "link_invalid"
LINK_NOT_HTTPS = "link_not_https"
LINK_PRIVATE_ADDRESS = "link_private_address"
LINK_WITH_PASSWORD = "link_with_password"  # noqa: S105  a catalogue key
LINK_PORT = "link_port"

MAX_LINK_LENGTH = 2000
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\xa0\\<>\"{}|^`\u2028\u2029\ufeff]")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_PRIVATE_SUFFIXES = (
    "localhost",
    "local",
    "localdomain",
    "internal",
    "intranet",
    "lan",
    "corp",
    "home",
    "home.arpa",
)


def link_problem(url: str, *, allow_loopback: bool) -> str | None:
    """Why the link's form is refused, as a catalogue key: not https, a port, no public name, a password.

    Addresses are refused in every spelling. With `allow_loopback`, loopback hosts may use http and any port.
    """
    parts = _split(url)
    if parts is None:
        return LINK_INVALID
    if parts.scheme not in {"http", "https"}:
        return LINK_NOT_HTTPS
    if "@" in parts.netloc:
        return LINK_WITH_PASSWORD
    host = plain_host(parts)
    if host is None:
        return LINK_INVALID
    return None if allow_loopback and is_loopback_host(host) else _public_problem(parts, host)


def _split(url: str) -> SplitResult | None:
    if len(url) > MAX_LINK_LENGTH or _UNSAFE.search(url) or any(map(_is_unseen, url)):
        return None
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  raises for a port that is none
    except ValueError:
        return None
    return parts


def _is_unseen(char: str) -> bool:
    """Soft hyphens, joiners, marks of direction, halves of characters and the like."""
    return unicodedata.category(char).startswith("C")


def _public_problem(parts: SplitResult, host: str) -> str | None:
    if is_address(host) or _is_private_name(host):
        return LINK_PRIVATE_ADDRESS
    if parts.scheme != "https":
        return LINK_NOT_HTTPS
    return None if parts.port in {None, 443} else LINK_PORT


def plain_host(parts: SplitResult) -> str | None:
    """The host in lower-case ASCII without a final dot, as it will be looked up; None when it is none."""
    host = parts.hostname or ""
    if parts.netloc.startswith("["):
        return f"[{host}]"
    folded = unicodedata.normalize("NFKC", host).replace("\u3002", ".").lower()
    if not folded.isascii():
        try:
            folded = folded.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    folded = folded.removesuffix(".")
    if len(folded) > 253 or not all(_LABEL.fullmatch(label) for label in folded.split(".")):
        return None
    return folded


def is_address(host: str) -> bool:
    """Whether a plain host is an IP address in any spelling: in brackets, or its last label is a number."""
    return host.startswith("[") or _NUMBER.fullmatch(host.rpartition(".")[2]) is not None


def is_loopback_host(host: str) -> bool:
    """Whether a plain host is localhost or a loopback address in its usual spelling."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _is_private_name(host: str) -> bool:
    return "." not in host or any(host.endswith("." + suffix) for suffix in _PRIVATE_SUFFIXES)
