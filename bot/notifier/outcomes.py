"""Pure answers to "what becomes of this message row now?"; each is a mapping of its columns."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from handlers.slack.client import Posted
from handlers.slack.errors import (
    FileGone,
    FileNotReady,
    Fixer,
    MessageGone,
    RateLimited,
    SlackError,
    TokenRefused,
)
from storage.model import Message, MessageForm, MessageStatus

Values = Mapping[str, Any]
Spread = Callable[[], float]
"""Answers a number in [0, 1): full jitter's chance, a parameter for tests."""

BACKOFF_BASE_MS = 500
BACKOFF_CAP_MS = 60_000
LEAST_GAP_MS = 100
BUG_CAP_MS = 600_000
CONFIGURATION_GAP_MS = 300_000
LOOK_AFTER_MS = 1_000  # an answer that was lost may still be on its way into the channel
JITTER_S = 0.5
UPLOAD_ANEW_EVERY = 8
WITHOUT_PICTURE_AFTER = 20
EVENT_TYPE = "likeness_message"
_NAMESPACE = uuid.UUID("5d1f6a0e-8a54-4d0b-9c39-2f0d6f5f7c11")


class Stage(StrEnum):
    """How far a delivery had come when it failed."""

    PREPARE = "prepare"  # look-up, upload: nothing of it can be seen in a channel
    POST = "post"
    EDIT = "edit"


def client_msg_id(message: Message) -> str:
    """The key by which Slack may recognise a repeated post; a card posted anew after its end has another."""
    name = message.id if not message.sent_revision else f"{message.id}:{message.sent_revision}"
    return str(uuid.uuid5(_NAMESPACE, name))


def metadata(message: Message) -> dict[str, Any]:
    """What the post is recognised by when its answer was lost."""
    return {"event_type": EVENT_TYPE, "event_payload": {"message_id": message.id}}


def backoff_ms(attempts: int, spread: Spread, cap_ms: int = BACKOFF_CAP_MS) -> int:
    """Full jitter: anything up to 0.5 s, 1 s, 2 s … the cap."""
    highest = min(cap_ms, BACKOFF_BASE_MS * 2 ** min(attempts, 20))
    return max(LEAST_GAP_MS, int(spread() * highest))


def retry_after_ms(error: RateLimited, spread: Spread) -> int:
    """What Slack told to wait, and a little more so that not all come back at once."""
    return int(((error.retry_after_s or 0) + JITTER_S * spread()) * 1000)


def when_sent(message: Message, posted: Posted | None) -> Values:
    """The wanted revision is out; None: there was nothing to say."""
    values: dict[str, Any] = {
        "status": MessageStatus.SENT,
        "sent_revision": message.wanted_revision,
        "attempts": 0,
        "last_error": None,
    }
    if posted is not None:
        values |= {"sent_channel": posted.channel, "sent_ts": posted.ts}
    return values


def when_found(message: Message, posted: Posted) -> Values:
    """The lost post is there; a card's revision is not known, so that it is edited once more."""
    values = dict(when_sent(message, posted))
    if message.form is MessageForm.CARD:
        values["sent_revision"] = message.sent_revision
    return values


def when_deferred(message: Message, at: int) -> Values:
    """Nothing was tried: its turn comes later."""
    return {"status": message.status, "due_at": at}


def when_broken(message: Message, now: int, spread: Spread) -> Values:
    """Our own fault; kept, because the next release may mend it."""
    gap = backoff_ms(message.attempts, spread, BUG_CAP_MS)
    return _again(message, now + gap, "internal error")


def worth_waiting(error: SlackError, message: Message) -> bool:
    """Whether the message should wait for its picture rather than go without."""
    return isinstance(error, FileNotReady) and message.attempts < WITHOUT_PICTURE_AFTER


def decide_outcome(  # noqa: PLR0911  one line per rule
    error: SlackError, message: Message, now: int, *, stage: Stage, spread: Spread
) -> Values:
    """What an error of Slack means for the row; `now` in milliseconds."""
    told = str(error)
    if isinstance(error, RateLimited):
        wait = retry_after_ms(error, spread)
        return {"status": message.status, "due_at": now + wait, "last_error": told}
    if isinstance(error, TokenRefused):  # the whole workspace waits, and goes on at once when it may
        return {"status": message.status, "due_at": now, "last_error": told}
    gap = backoff_ms(message.attempts, spread)
    if stage is Stage.POST and error.may_have_taken_effect:
        return _again(message, now + LOOK_AFTER_MS + gap, told) | {"status": MessageStatus.INDETERMINATE}
    if stage is Stage.EDIT and isinstance(error, MessageGone):
        return _again(message, now, told) | {
            "status": MessageStatus.PENDING,
            "sent_channel": None,
            "sent_ts": None,
        }
    if isinstance(error, FileGone) or _waited_enough(error, message):
        return _again(message, now + gap, told) | {"files": {}}
    if error.retry:
        return _again(message, now + gap, told)
    if error.fixer is Fixer.CONFIGURATION:
        return _again(message, now + CONFIGURATION_GAP_MS, told)
    if (elsewhere := _otherwise_to(message)) is not None:
        return _again(message, now, told) | {"channel": elsewhere, "thread": None, "attempts": 0}
    return _given_up(message, told, stage)


def _otherwise_to(message: Message) -> str | None:
    """Where a notice goes that its channel does not take any more; None: nowhere, or it is there already."""
    params = message.params if isinstance(message.params, Mapping) else {}
    user = params.get("otherwise_to")
    return user if isinstance(user, str) and user != message.channel else None


def _waited_enough(error: SlackError, message: Message) -> bool:
    """A file that is still not ready after many tries is taken for lost and uploaded anew."""
    tries = message.attempts + 1
    return isinstance(error, FileNotReady) and tries % UPLOAD_ANEW_EVERY == 0


def _again(message: Message, due_at: int, told: str) -> dict[str, Any]:
    return {"status": message.status, "due_at": due_at, "attempts": message.attempts + 1, "last_error": told}


def _given_up(message: Message, told: str, stage: Stage) -> Values:
    if stage is Stage.EDIT:  # the card stands, a revision behind, and its thread goes on
        return {**when_sent(message, None), "last_error": told}
    return {"status": MessageStatus.FAILED, "attempts": message.attempts + 1, "last_error": told}
