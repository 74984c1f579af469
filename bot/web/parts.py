"""What the web pages work with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from slack_bolt.async_app import AsyncApp

from bot.crypto.keys import Keys
from bot.crypto.links import LinkProblem, Purpose, verify
from bot.media.store import MediaStore
from providers.face import Provider
from workflow.use_cases import Answering, Desk, Verifying


async def _always() -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class WebParts:
    """`slack_app` is set when Slack delivers over HTTP; else `connected` tells whether Slack reaches us."""

    desk: Desk
    providers: Mapping[str, Provider]
    keys: Keys
    store: MediaStore
    public_url: str | None
    slack_app: AsyncApp | None = None
    connected: Callable[[], Awaitable[bool]] = _always

    @property
    def answering(self) -> Answering:
        return Answering(self.desk)

    @property
    def verifying(self) -> Verifying:
        return Verifying(self.desk)

    def check(self, purpose: Purpose, token: str) -> str | LinkProblem:
        return verify(self.keys, purpose, token, self.desk.clock())
