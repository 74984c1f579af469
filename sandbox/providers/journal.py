"""What the gateways were asked and what they answered, for tests and judges to read."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One request; `status` is None when no answer was sent, `key` is a hash of the API key."""

    n: int
    at: str
    method: str
    path: str
    query: str
    key: str | None
    status: int | None
    made: str | None
    fault: str | None


class Journal:
    """The requests in the order of their answers."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def add(self, *, at: float, **facts: Any) -> None:
        moment = datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")
        self.entries.append(Entry(n=len(self.entries) + 1, at=moment, **facts))

    def as_json(self) -> dict[str, Any]:
        return {"requests": [asdict(entry) for entry in self.entries]}
