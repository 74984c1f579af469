"""One plain call of Slack's Web API, with the headers that tell of the token and of the time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp

_SECONDS = 15
Ask = Callable[..., Any]


class UnreachableError(Exception):
    """Slack gave no answer of its own; the text says what came instead."""


@dataclass(frozen=True, kw_only=True)
class Reply:
    """Slack's answer; `ahead_s` is how far our clock is before Slack's, None where it tells no time."""

    body: Mapping[str, Any]
    scopes: frozenset[str]
    ahead_s: float | None

    @property
    def ok(self) -> bool:
        return self.body.get("ok") is True

    @property
    def error(self) -> str:
        return str(self.body.get("error") or "")[:100]


class SlackAsker:
    """Asks with one token; `now` answers seconds since 1970."""

    def __init__(
        self, session: aiohttp.ClientSession, base_url: str, token: str, now: Callable[[], float] = time.time
    ) -> None:
        self._session = session
        self._base_url = base_url
        self._token = token
        self._now = now

    async def __call__(self, method: str, **arguments: str) -> Reply:
        """Raises UnreachableError unless Slack answers."""
        headers = {"Authorization": f"Bearer {self._token}"}
        began = self._now()
        try:
            async with (
                asyncio.timeout(_SECONDS),
                self._session.post(self._base_url + method, data=arguments, headers=headers) as answer,
            ):
                body = await answer.json(content_type=None)
        except TimeoutError:
            raise UnreachableError(f"no answer within {_SECONDS} s") from None
        except (aiohttp.ClientError, OSError) as error:
            raise UnreachableError(type(error).__name__) from None
        except ValueError:
            raise UnreachableError("an answer that is not Slack's") from None
        if not isinstance(body, dict):
            raise UnreachableError("an answer that is not Slack's")
        return Reply(
            body=body,
            scopes=frozenset(
                filter(None, answer.headers.get("X-OAuth-Scopes", "").replace(" ", "").split(","))
            ),
            ahead_s=_ahead(answer.headers.get("Date"), (began + self._now()) / 2),
        )


def _ahead(date: str | None, ours: float) -> float | None:
    try:
        # The header counts whole seconds.
        return None if date is None else ours - (parsedate_to_datetime(date).timestamp() + 0.5)
    except ValueError:
        return None
