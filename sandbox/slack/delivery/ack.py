"""The answer of the app to one delivery."""

from dataclasses import dataclass
from typing import Any, Literal, Protocol

Kind = Literal["slash_commands", "interactive", "events_api"]
TIMED_OUT = "operation_timeout"
FAILED = "dispatch_failed"


@dataclass(frozen=True, kw_only=True)
class Ack:
    """`error` is empty when the app acknowledged in time; `body` is what came with the acknowledgement."""

    error: str = ""
    body: Any = None
    retry_reason: str = ""
    no_retry: bool = False

    @property
    def ok(self) -> bool:
        return not self.error


class Carrier(Protocol):
    """One way to the app."""

    async def send(self, kind: Kind, payload: dict[str, Any], *, attempt: int = 0, reason: str = "") -> Ack:
        """Deliver once and wait for the acknowledgement, at most three seconds."""

    async def close(self) -> None:
        """Let go of connections."""
