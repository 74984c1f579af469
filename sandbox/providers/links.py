"""Signed links to files, which stop working after a while."""

import hashlib
import hmac
from collections.abc import Callable

PREFIX = "/_files"


class Links:
    """Makes and checks links of the form `/_files/<folder>/<id>/<name>?X-Expires=…&X-Signature=…`."""

    def __init__(self, secret: bytes, now: Callable[[], float]) -> None:
        self._secret = secret
        self._now = now

    def _signature(self, path: str, expires: int) -> str:
        return hmac.new(self._secret, f"{path}?{expires}".encode(), hashlib.sha256).hexdigest()

    def sign(self, origin: str, folder: str, owner: str, name: str, seconds: float) -> str:
        """Return a link to one file that works for so many seconds from now."""
        path, expires = f"{PREFIX}/{folder}/{owner}/{name}", int(self._now() + seconds)
        return f"{origin}{path}?X-Expires={expires}&X-Signature={self._signature(path, expires)}"

    def allows(self, path: str, expires: str | None, signature: str | None) -> bool:
        """Say whether this is a link of ours that has not expired."""
        if not expires or not signature or not expires.isdecimal():
            return False
        good = hmac.compare_digest(self._signature(path, int(expires)).encode(), signature.encode())
        return good and self._now() < int(expires)
