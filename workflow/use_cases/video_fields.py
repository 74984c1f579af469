"""A `/video` form as it was filled in."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.videos import ReferenceMode

PROMPT_MAX = 3000


@dataclass(frozen=True, kw_only=True)
class VideoFields:
    """A `/video` form as read: `selected` are asset ids picked beside the prompt."""

    team_id: str
    requester_id: str
    channel: str
    provider: str
    model: str
    prompt: str
    seconds: int
    ratio: str
    resolution: str | None = None
    mode: ReferenceMode = ReferenceMode.REFERENCES
    selected: tuple[str, ...] = ()
