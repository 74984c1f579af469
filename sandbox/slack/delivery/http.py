"""HTTP delivery: signed posts to the app's request url."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import aiohttp

from sandbox.slack.delivery.ack import FAILED, TIMED_OUT, Ack, Kind

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """`v0=` and the HMAC-SHA256 of version, time stamp and raw body."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


def encode(kind: Kind, payload: dict[str, Any]) -> tuple[bytes, str]:
    """The raw body and content type that Slack uses for a kind of delivery."""
    if kind == "events_api":
        return json.dumps(payload).encode(), JSON
    if kind == "slash_commands":
        return urlencode(payload).encode(), FORM
    return urlencode({"payload": json.dumps(payload)}).encode(), FORM


class HttpDelivery:
    """Posts to `url`, signed with the app's signing secret; redirects are followed at most twice."""

    def __init__(self, url: str, secret: str, now: Callable[[], float], ack_seconds: float) -> None:
        self._url = url
        self._secret = secret
        self._now = now
        self._timeout = aiohttp.ClientTimeout(total=ack_seconds)
        self._session: aiohttp.ClientSession | None = None

    async def send(self, kind: Kind, payload: dict[str, Any], *, attempt: int = 0, reason: str = "") -> Ack:
        """Deliver once; anything but a 2xx answer within the time is an error."""
        body, content_type = encode(kind, payload)
        headers = {"Content-Type": content_type}
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason}
        return await self._post(body, headers)

    async def verify(self, token: str) -> bool:
        """The `url_verification` handshake: whether the app answered the challenge."""
        challenge = secrets.token_urlsafe(24)
        body = json.dumps({"token": token, "challenge": challenge, "type": "url_verification"}).encode()
        ack = await self._post(body, {"Content-Type": JSON})
        answered = ack.body.get("challenge") if isinstance(ack.body, dict) else ack.body
        return ack.ok and answered == challenge

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def _post(self, body: bytes, headers: dict[str, str]) -> Ack:
        timestamp = str(int(self._now()))
        signed = headers | {
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(self._secret, timestamp, body),
        }
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=self._timeout)
        try:
            async with self._session.post(self._url, data=body, headers=signed, max_redirects=2) as answer:
                return _ack(answer.status, answer.content_type, await answer.text(), answer.headers)
        except TimeoutError:
            return Ack(error=TIMED_OUT, retry_reason="http_timeout")
        except aiohttp.ClientError:
            return Ack(error=FAILED, retry_reason="connection_failed")


def _ack(status: int, content_type: str, text: str, headers: Any) -> Ack:
    no_retry = headers.get("X-Slack-No-Retry") == "1"
    if not 200 <= status < 300:
        return Ack(error=FAILED, retry_reason="http_error", no_retry=no_retry)
    if not text.strip():
        return Ack()
    if content_type == JSON:
        try:
            return Ack(body=json.loads(text))
        except ValueError:
            return Ack(error=FAILED, retry_reason="http_error")
    return Ack(body=text)
