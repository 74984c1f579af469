"""What the steps work with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.media.store import MediaStore
from bot.poller.plan import Plan
from bot.poller.posts import Posts
from bot.poller.uploads import Uploads
from providers.availability import Availability
from providers.face import Handle, Provider
from providers.profile import Profile
from storage.model import Json, Media
from workflow.jobs import Gaps
from workflow.use_cases import Desk, Verifying


class GatewayOffError(Exception):
    """A job belongs to a gateway whose key is not set any more."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"{name} is off")


@dataclass(frozen=True, kw_only=True)
class Tools:
    """Gateways by name, our files, and the edges to the network as functions.

    `bring_in(media, destination)` fetches a user's file, `download(url, destination)` a gateway's result;
    both raise MediaProblem. `media_url(media_id)` is our signed link for a gateway.
    Without `posts` nothing was ever put into Slack. `availabilities` are by gateway.
    """

    desk: Desk
    providers: Mapping[str, Provider]
    store: MediaStore
    gaps: Gaps
    jitter: Callable[[], float]
    bring_in: Callable[[Media, Path], Awaitable[None]]
    download: Callable[[str, Path], Awaitable[None]]
    media_url: Callable[[str], str]
    posts: Posts | None = None
    uploads: Uploads = field(default_factory=Uploads)
    plan: Plan = field(default_factory=Plan)
    availabilities: Mapping[str, Availability] = field(default_factory=dict)

    def provider(self, name: str) -> Provider:
        """The gateway of that name; raises GatewayOffError."""
        if name not in self.providers:
            raise GatewayOffError(name)
        return self.providers[name]

    def profile(self, name: str) -> Profile:
        return self.provider(name).profile

    @property
    def verifying(self) -> Verifying:
        return Verifying(self.desk)


def as_handle(kept: Json | None) -> Handle:
    """A handle as it was kept; an empty one where none was."""
    return kept if isinstance(kept, Mapping) else {}
