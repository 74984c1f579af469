"""Links that gateways' own uploads gave."""

from __future__ import annotations

from dataclasses import dataclass, field

from workflow.moment import HOUR

_FRESH_MS = HOUR


@dataclass(frozen=True)
class Uploads:
    """Links that gateways' uploads gave within the last hour, so that a repeated call leaves no second copy.

    They are kept in memory alone: whoever has such a link can open the file.
    """

    links: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict, repr=False)

    def get(self, provider: str, media_id: str, now: int) -> str | None:
        self._forget(now)
        found = self.links.get((provider, media_id))
        return found[1] if found else None

    def keep(self, provider: str, media_id: str, url: str, now: int) -> None:
        self.links[provider, media_id] = (now, url)

    def _forget(self, now: int) -> None:
        for key in [key for key, (at, _) in self.links.items() if now - at >= _FRESH_MS]:
            del self.links[key]
