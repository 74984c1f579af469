"""What a person's withdrawal reaches: pictures, questions, videos, and what of them lies in Slack."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from storage.facts import AssetFacts, RequestFacts, VideoFacts
from storage.model import (
    AssetStatus,
    MediaStatus,
    Message,
    MessageForm,
    MessageStatus,
    Person,
    RegistrationStatus,
    VideoStatus,
)
from workflow.messages import MessageKind

LIVING = (AssetStatus.AWAITING_CONSENT, AssetStatus.USABLE)
NOT_OVER = (
    VideoStatus.AWAITING_APPROVAL,
    VideoStatus.STARTING,
    VideoStatus.QUEUED,
    VideoStatus.RUNNING,
    VideoStatus.UNKNOWN,
)
NOT_REMOVED = "not removed: "
"""How a message's last error starts when Slack will never let us remove it."""
REMOVED = "removed"
"""A message's last error once it was taken out of Slack."""

_GONE = (RegistrationStatus.DELETED, RegistrationStatus.KEPT_BY_GATEWAY)


@dataclass(frozen=True, kw_only=True)
class Reach:
    """`assets` picture the person, `requests` asked about them, `videos` use them.

    `messages` are the videos' posts and whatever shows a picture; `unproved` are registrations of which a
    gateway may keep a copy under a number that never reached us.
    """

    person: Person
    assets: tuple[AssetFacts, ...]
    requests: tuple[RequestFacts, ...] = ()
    videos: tuple[VideoFacts, ...] = ()
    messages: tuple[Message, ...] = ()
    unproved: frozenset[str] = field(default_factory=frozenset)

    @property
    def asset_ids(self) -> tuple[str, ...]:
        return tuple(a.asset.id for a in self.assets)

    @property
    def living(self) -> tuple[AssetFacts, ...]:
        return tuple(a for a in self.assets if a.asset.status in LIVING)

    @property
    def media_ids(self) -> tuple[str, ...]:
        """Every file of ours that shows the person: pictures, clips, and what was made of them."""
        made = (m for v in self.videos for m in (v.video.result_media_id, v.video.poster_media_id) if m)
        return tuple(dict.fromkeys((*(a.media.id for a in self.assets), *made)))

    @property
    def posts(self) -> tuple[Message, ...]:
        """The messages that hold a finished video, sent or not."""
        return tuple(m for m in self.messages if is_post(m))

    def kept_files(self) -> tuple[str, ...]:
        """Files of ours that are not erased yet."""
        assets = {a.media.id for a in self.assets if a.media.status is not MediaStatus.ERASED}
        results = (m for v in self.videos for m in (v.result, v.poster) if m is not None)
        return tuple(sorted(assets | {m.id for m in results if m.status is not MediaStatus.ERASED}))

    def over(self) -> tuple[RequestFacts, ...]:
        """Requests in which nothing is left to answer or to register once these assets end."""
        ours = set(self.asset_ids)
        return tuple(
            r
            for r in self.requests
            if all(a.asset.id in ours or a.asset.status not in LIVING for a in r.assets)
        )


def is_post(message: Message) -> bool:
    """Whether it holds a finished video."""
    return message.kind == MessageKind.VIDEO_POSTED


def is_posted(message: Message) -> bool:
    return is_post(message) and message.sent_ts is not None


def is_on_its_way(message: Message) -> bool:
    """Whether a call of ours may be putting it, or files for it, into Slack right now."""
    return message.status is MessageStatus.SENDING or (
        message.status is MessageStatus.INDETERMINATE and message.sent_ts is None
    )


def shown_media(message: Message) -> Mapping[str, str]:
    """Slots of a message and the files of ours that were uploaded for them, by id."""
    files = message.files if isinstance(message.files, Mapping) else {}
    sources = {slot: str(file.get("source", "")).split(":") for slot, file in files.items()}
    return {slot: parts[1] for slot, parts in sources.items() if parts[0] == "media" and len(parts) > 1}


def to_remove(reach: Reach, *, removes_videos: bool) -> list[Message]:
    """What has to go from Slack: pictures on cards, posts that are wanted away or must never appear."""
    return [m for m in reach.messages if _goes(reach, m, removes_videos=removes_videos)]


def _goes(reach: Reach, message: Message, *, removes_videos: bool) -> bool:
    if (message.last_error or "").startswith(NOT_REMOVED):
        return False
    if is_post(message):
        there = is_posted(message) or bool(message.files) or is_on_its_way(message)
        return there and (removes_videos or not is_posted(message))
    shows = not set(shown_media(message).values()).isdisjoint(reach.media_ids)
    return message.form is MessageForm.CARD and (shows or is_on_its_way(message))


def at_gateways(reach: Reach) -> bool:
    """Whether a gateway is still to delete something."""
    return any(r.status not in _GONE for a in reach.assets for r in a.registrations)


def running(videos: Iterable[VideoFacts]) -> tuple[VideoFacts, ...]:
    return tuple(v for v in videos if v.video.status in NOT_OVER)
