"""What a message row becomes when it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from storage.changes import Step
from storage.model import Message, Millis


@dataclass(frozen=True, kw_only=True)
class MediaSource:
    """A file of ours: `variant` is `original` or `thumbnail` (a small JPEG or PNG that Slack shows)."""

    media_id: str
    variant: str = "original"


@dataclass(frozen=True, kw_only=True)
class QrSource:
    """The QR code of an invitation's signed link, made when it is sent; a renewed link has another."""

    invitation_id: str
    ends_at: Millis = 0


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file that a message needs uploaded first; `slot` is its key in `Message.files`."""

    slot: str
    source: MediaSource | QrSource
    filename: str
    title: str
    alt: str


@dataclass(frozen=True, kw_only=True)
class SlackFile:
    """A file as Slack holds it, private to the bot until its permalink is posted."""

    id: str
    permalink: str


@dataclass(frozen=True, kw_only=True)
class WatchLink:
    """Our page that plays a video, for as long as the link is good; `ends_at` in milliseconds UTC."""

    url: str
    ends_at: Millis


@dataclass(frozen=True, kw_only=True)
class Composed:
    """Arguments of chat.postMessage or chat.update; `text` tells the whole outcome by itself.

    `still` must hold in the last transaction before it goes out, or it does not.
    """

    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)
    still: tuple[Step, ...] = ()


class Composer(Protocol):
    """Turns a message row into what Slack gets; reads storage, never Slack."""

    async def attachments(self, message: Message) -> tuple[Attachment, ...]:
        """The files that this message shows now; empty when it shows none."""
        ...

    async def compose(self, message: Message, files: Mapping[str, SlackFile]) -> Composed | None:
        """The message as it should read now; None when there is nothing to say any more."""
        ...
