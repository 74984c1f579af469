"""A change as a value: what to write, what must hold, which jobs and messages follow, all or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from storage.model import Job, Json, Message, Millis, Row

Where = Mapping[str, Any]
"""Column to value, or to a tuple of values any of which will do; None matches NULL."""


@dataclass(frozen=True, kw_only=True)
class Insert:
    """Write a new row; a taken unique key fails the change with guard `taken:<table>`."""

    row: Row


@dataclass(frozen=True, kw_only=True)
class Put:
    """Write a row or replace the one with its key (members, workspaces)."""

    row: Row


@dataclass(frozen=True, kw_only=True)
class Update:
    """Set columns where; with a guard, matching no row fails the change by that name.

    Values that take a unique key of another row fail the change with guard `taken:<table>`.
    """

    table: type[Row]
    where: Where
    values: Mapping[str, Any]
    guard: str | None = None


@dataclass(frozen=True, kw_only=True)
class Erase:
    """Remove rows for good: what a person took back leaves no row behind."""

    table: type[Row]
    where: Where


@dataclass(frozen=True, kw_only=True)
class Require:
    """Some row must match."""

    table: type[Row]
    where: Where
    guard: str


@dataclass(frozen=True, kw_only=True)
class Forbid:
    """No row may match."""

    table: type[Row]
    where: Where
    guard: str


@dataclass(frozen=True, kw_only=True)
class Once:
    """Take a dedupe key (event, trigger); taken before fails the change with guard `seen`."""

    team_id: str
    key: str
    at: Millis


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """Open a job, or make the open one of the same kind and subject due no later than this."""

    job: Job


@dataclass(frozen=True, kw_only=True)
class Finish:
    """Close a claimed job; guard `lease` when it is not held any more.

    One that was scheduled again while it was claimed stays open instead, due when that wish said.
    """

    job: Job


@dataclass(frozen=True, kw_only=True)
class Again:
    """Give a claimed job back for later; guard `lease` when it is not held any more."""

    job: Job
    due_at: Millis
    error: str | None = None
    failed: bool = False  # counts an attempt; an attempt without failure sets the count back to 0


@dataclass(frozen=True, kw_only=True)
class Cancel:
    """Close every open job of this kind and subject, claimed or not."""

    kind: str
    subject: str


@dataclass(frozen=True, kw_only=True)
class Post:
    """Want a message: a card with a known dedupe key gets one more wanted revision (and its newest params),
    a notice with a known dedupe key is left as it is.
    """

    message: Message


@dataclass(frozen=True)
class Digested:
    """A text for a `Record`'s body that may be erased some day: the line holds its salted digest alone.

    For whatever people, gateways or files say: purposes, reasons, prompts, group ids, hashes of files.
    """

    text: str | None


@dataclass(frozen=True, kw_only=True)
class Record:
    """Append to the ledger.

    Of the body only ids of ours, words, numbers and times stand in the line as they are. Slack's ids, as
    actor too, become random names; texts, and what is `Digested`, become digests. What those stand for is
    kept apart, for `Forget`.
    """

    team_id: str
    at: Millis
    kind: str
    actor: str
    subject: str
    body: Json


@dataclass(frozen=True, kw_only=True)
class Forget:
    """Erase what the ledger's lines about these subjects (ids of ours) said in words, and about whatever
    pictures these people (ids of ours), and the random names of these Slack ids; the lines themselves stay,
    and hold.
    """

    team_id: str
    subjects: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    slack_ids: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SettleMessage:
    """Write how a claimed message's delivery ended, under its fence; guard `lease` when lost.

    `values` are columns of the message; `sent` without a `sent_revision` counts the revision claimed. Without
    a `status` they are written and the message stays held. A card whose wanted revision grew meanwhile is
    `pending` again after `sent` or `failed`.
    """

    message: Message
    values: Mapping[str, Any]


Step = (
    Insert
    | Put
    | Update
    | Erase
    | Require
    | Forbid
    | Once
    | Schedule
    | Finish
    | Again
    | Cancel
    | Post
    | Record
    | Forget
    | SettleMessage
)


@dataclass(frozen=True)
class Change:
    """Steps that happen together or not at all."""

    steps: tuple[Step, ...] = ()

    def __add__(self, other: Change) -> Change:
        return Change(self.steps + other.steps)


def change(*steps: Step) -> Change:
    return Change(steps)
