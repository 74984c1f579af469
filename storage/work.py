"""Rows of what is to be done, to be said, and what was recorded; see `storage.model`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from storage.states import Json, MessageForm, MessageStatus, Millis


@dataclass(frozen=True, kw_only=True)
class Job:
    """One durable step; one open job per (kind, subject). `fence` grows with each claim, guards results."""

    id: str
    team_id: str
    kind: str
    subject: str
    due_at: Millis
    deadline_at: Millis | None = None
    provider: str | None = None
    account: str | None = None
    attempts: int = 0
    fence: int = 0
    lease_until: Millis | None = None
    last_error: str | None = None
    created_at: Millis


@dataclass(frozen=True, kw_only=True)
class DecisionTimes:
    """How long decisions of one kind took at a gateway account; `subject` is a kind of media or `made`."""

    provider: str
    account: str
    subject: str
    weights: Json
    changed_at: Millis


@dataclass(frozen=True, kw_only=True)
class Message:
    """A Slack message to be: kind, ids and parameters, rendered when it is sent.

    `dedupe` is unique per workspace. `thread` names the card (a message id) in whose thread a notice goes;
    it waits until that card was sent and until all earlier notices of that thread are. `files` maps a slot
    (`qr`, `picture`, `video`, …) to the Slack file already uploaded for it.
    """

    id: str
    team_id: str
    form: MessageForm
    kind: str
    subject: str
    channel: str
    dedupe: str
    params: Json
    thread: str | None = None
    status: MessageStatus = MessageStatus.PENDING
    wanted_revision: int = 1
    sent_revision: int = 0
    sent_channel: str | None = None
    sent_ts: str | None = None
    files: Json
    attempts: int = 0
    due_at: Millis
    fence: int = 0
    lease_until: Millis | None = None
    last_error: str | None = None
    position: int = 0
    created_at: Millis


@dataclass(frozen=True, kw_only=True)
class LedgerEntry:
    """One line of the ledger as read back; `hash` covers `previous` and everything before it in the line.

    `texts` are those that are still kept, by their path in the body: (salt in hex, text).
    """

    seq: int
    team_id: str
    at: Millis
    kind: str
    actor: str
    subject: str
    body: Json
    previous: str
    hash: str
    texts: Mapping[str, tuple[str, str]] = field(default_factory=dict)
