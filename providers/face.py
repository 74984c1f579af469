"""The one face behind which every gateway stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from providers.errors import ProviderError
from providers.profile import MediaKind, Profile, ReferenceRole

Handle = Mapping[str, Any]
"""Opaque JSON made by an adapter (an asset id, a review task's id, …); only its adapter reads it."""


class ReviewStatus(StrEnum):
    IN_REVIEW = "in_review"
    ACTIVE = "active"
    FAILED = "failed"


class VideoState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class VerificationState(StrEnum):
    PENDING = "pending"
    PASSED = "passed"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class Failure:
    """A gateway's reason for a no, in its own words and code; either may be empty."""

    code: str = ""
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class SubmitItem:
    """One registration to create; `name` is our registration's id, never a person's name."""

    name: str
    kind: MediaKind
    url: str = field(repr=False)
    real_person: bool
    group_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Review:
    """Where a registration stands at the gateway; `reference` (`asset://…`) exactly as given or built."""

    status: ReviewStatus
    reference: str | None = None
    failure: Failure | None = None


@dataclass(frozen=True, kw_only=True)
class Submitted:
    """One item's result: a handle, or the error that kept it from being accepted.

    Both, when the gateway took it but said so in words outside its documentation: look it up by the handle.
    """

    name: str
    handle: Handle | None = None
    review: Review | None = None
    error: ProviderError | None = None


@dataclass(frozen=True, kw_only=True)
class Read:
    """One handle's result, in the order asked: a review, or the error of its look-up."""

    review: Review | None = None
    error: ProviderError | None = None


@dataclass(frozen=True, kw_only=True)
class VerificationSession:
    """A face check made ready: `link` is for the phone and is never stored; `handle` is kept sealed."""

    link: str = field(repr=False)
    handle: Handle = field(repr=False)
    lives_ms: int


@dataclass(frozen=True, kw_only=True)
class VerificationReading:
    """What the gateway says of a face check; `billed` None where it does not tell."""

    state: VerificationState
    group_id: str | None = None
    billed: bool | None = None
    failure: Failure | None = None


@dataclass(frozen=True, kw_only=True)
class VideoReference:
    """One picture, clip or sound for a video: `uri` is `asset://…` or our signed link."""

    kind: MediaKind
    uri: str = field(repr=False)
    role: ReferenceRole = ReferenceRole.REFERENCE
    real_person: bool = False


@dataclass(frozen=True, kw_only=True)
class VideoOrder:
    """One paid generation; the prompt already speaks of positions ("image 1")."""

    name: str
    model: str
    prompt: str
    references: tuple[VideoReference, ...]
    seconds: int
    ratio: str
    resolution: str | None = None


@dataclass(frozen=True, kw_only=True)
class VideoReading:
    """Where a generation stands; `handle` from its start on, `url` once it succeeded, progress 0–100."""

    state: VideoState
    handle: Handle | None = None
    url: str | None = field(default=None, repr=False)
    progress: int | None = None
    failure: Failure | None = None


class Provider(Protocol):
    """A gateway account.

    Every method raises only `ProviderError`s; what the profile does not declare raises `Unsupported` before
    any HTTP.
    """

    profile: Profile

    async def submit(self, items: Sequence[SubmitItem]) -> list[Submitted]:
        """Create registrations, one result per item in the same order; never raises for a single item."""
        ...

    async def read(self, handles: Sequence[Handle]) -> list[Read]:
        """Look up reviews, one result per handle in order; the adapter picks single, batch or list."""
        ...

    def read_chunks(self, handles: Sequence[Handle]) -> list[tuple[int, ...]]:
        """Which of these look-ups share calls, by index; each chunk is meant for one `read`."""
        ...

    def reads_per_second(self, handles: Sequence[Handle]) -> float:
        """How many look-ups like these the account may make in a second, as far as that is known."""
        ...

    async def open_verification(self, callback_url: str, locale: str) -> VerificationSession:
        """Make a face check whose browser ends at `callback_url`; locale is `en`, `zh` or `zh-Hant`."""
        ...

    async def read_verification(
        self, handle: Handle, redirect: Mapping[str, str] | None
    ) -> VerificationReading:
        """Prove a face check at the gateway; `redirect` is the browser's query, a claim and no proof."""
        ...

    async def find(self, name: str, group_id: str | None) -> Handle | None:
        """Look a registration up by the name it was submitted under; None: it is not there."""
        ...

    async def delete(self, handle: Handle) -> None:
        """Delete a registration for good; deleting what is gone succeeds."""
        ...

    async def start_video(self, order: VideoOrder) -> VideoReading:
        """Start a paid generation; the reading carries its handle."""
        ...

    async def read_video(self, handle: Handle) -> VideoReading: ...

    async def find_video(self, order: VideoOrder) -> Handle | None:
        """Prove whether a generation was started although its answer was lost."""
        ...

    async def cancel_video(self, handle: Handle) -> None: ...

    async def host_file(self, kind: MediaKind, filename: str, content: bytes) -> str:
        """Hand a file to the gateway's own upload and get the link that `submit` takes."""
        ...

    async def parse_push(self, body: Mapping[str, Any]) -> Handle | None:
        """Tell which handle a gateway's web hook speaks of; a hint to look, never a result."""
        ...

    async def check_key(self) -> None:
        """Make one free look-up to see whether the gateway takes the key; `KeyRefused` when it does not."""
        ...

    async def aclose(self) -> None: ...
