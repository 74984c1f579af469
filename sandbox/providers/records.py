"""What the simulated gateways remember: groups, assets, videos, and the accounts that own them."""

import asyncio
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class AssetState(StrEnum):
    PROCESSING = "processing"  # the review runs
    ACTIVE = "active"  # may be used in videos
    FAILED = "failed"  # the review said no


class VideoState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"  # deleted before it ended

    @property
    def ended(self) -> bool:
        return self not in (VideoState.QUEUED, VideoState.RUNNING)


@dataclass(frozen=True, kw_only=True)
class Failure:
    code: str
    message: str


@dataclass(kw_only=True)
class Group:
    """One verified person, or an account's virtual group, which belongs to no person.

    `colour` is the hue by which the simulation knows the person, set by the first accepted picture.
    """

    id: str
    real: bool
    colour: float | None = None
    last_review: asyncio.Event | None = None


@dataclass(kw_only=True)
class Asset:
    """One uploaded file; the review's outcome is hidden until `decides_at`."""

    id: str
    kind: str  # Image, Video or Audio
    url: str
    name: str | None
    group: Group
    created_at: float
    decides_at: float
    reviewed: bool = False
    failure: Failure | None = None
    file: Path | None = None  # None when the file was never fetched

    def state(self, now: float) -> AssetState:
        if not self.reviewed or now < self.decides_at:
            return AssetState.PROCESSING
        return AssetState.FAILED if self.failure else AssetState.ACTIVE

    def updated_at(self, now: float) -> float:
        return self.created_at if self.state(now) is AssetState.PROCESSING else self.decides_at


@dataclass(kw_only=True)
class Video:
    """One generation; the film is made at once, its outcome is hidden until `ends_at`."""

    id: str
    model: str
    prompt: str
    assets: list[Asset]
    ratio: str | None
    seconds: int
    created_at: float
    runs_at: float
    ends_at: float
    origin: str  # scheme and host under which the caller reached us
    callback_url: str | None = None
    filmed: bool = False
    failure: Failure | None = None
    cancelled_at: float | None = None
    file: Path | None = None

    def state(self, now: float) -> VideoState:
        if self.cancelled_at is not None:
            return VideoState.CANCELLED
        if now < self.runs_at:
            return VideoState.QUEUED
        if not self.filmed or now < self.ends_at:
            return VideoState.RUNNING
        return VideoState.FAILED if self.failure else VideoState.SUCCEEDED

    def updated_at(self, now: float) -> float:
        moments = {
            VideoState.QUEUED: self.created_at,
            VideoState.RUNNING: self.runs_at,
            VideoState.CANCELLED: self.cancelled_at or self.created_at,
        }
        return moments.get(self.state(now), self.ends_at)


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """A file that a caller handed over to get a link to it."""

    id: str
    file: Path
    content_type: str


@dataclass(kw_only=True)
class Account:
    """Everything that belongs to one API key at one gateway; `id` is a hash of the key."""

    id: str
    gateway: str
    virtual: Group
    groups: dict[str, Group] = field(default_factory=dict)
    assets: dict[str, Asset] = field(default_factory=dict)
    videos: dict[str, Video] = field(default_factory=dict)
    deliveries: dict[str, Delivery] = field(default_factory=dict)
