"""Which addresses a simulated gateway takes from its callers."""

from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit


def is_loopback(host: str | None) -> bool:
    """Say whether a host name or literal address is this very machine."""
    if not host:
        return False
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def split_web_url(value: object) -> SplitResult | None:
    """Return the parts of an https URL, or of an http URL on a loopback host; None for anything else.

    The real gateways take https alone; http on this machine is allowed so that nothing needs a certificate.
    """
    if not isinstance(value, str) or any(letter.isspace() or ord(letter) < 32 for letter in value):
        return None
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    if (
        not host
        or (parts.scheme == "http" and not is_loopback(host))
        or parts.scheme not in ("http", "https")
    ):
        return None
    return parts
