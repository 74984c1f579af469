"""What every simulated gateway's endpoints share: bearer keys, JSON in and out, refusals."""

import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol

from aiohttp import web

from sandbox.providers.variant import Variant

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
# The id that a create call made, for the journal.
MADE: web.RequestKey[str] = web.RequestKey("made", str)


class RefusalError(Exception):
    """A request that the gateway answers with an error; the gateway knows the envelope."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class Gateway(Protocol):
    """One simulated gateway: the paths it owns, its endpoints, and its way to say no."""

    @property
    def name(self) -> str: ...

    @property
    def prefixes(self) -> tuple[str, ...]: ...

    def routes(self) -> Sequence[web.RouteDef]: ...

    def refusal(self, status: int, message: str) -> web.Response: ...


def bearer_key(request: web.Request) -> str | None:
    """Return the key of `Authorization: Bearer <key>`, None when there is none."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    return key.strip() or None if scheme.lower() == "bearer" else None


async def json_object(request: web.Request) -> dict[str, Any]:
    """Read a JSON object from the body; raise RefusalError 400 when it is none."""
    try:
        body = json.loads(await request.read())
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise RefusalError(400, "body must be valid JSON") from error
    if not isinstance(body, dict):
        raise RefusalError(400, "body must be valid JSON")
    return body


def json_answer(variant: Variant, payload: Any, status: int = 200) -> web.Response:
    """Answer with JSON, its keys in the order that the variant has."""
    return web.json_response(variant.shuffled(payload), status=status)
