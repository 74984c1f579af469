"""What a restored backup must not forget: lines about withdrawals, paid starts, creates and posts.

A line is written and on disk before the transaction it belongs to is committed, hence before the effect. It
holds ids, words of ours, times and a gateway's handle; no text, no link.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, Protocol

from storage.changes import Change, Insert, Record, SettleMessage, Step, Update
from storage.home import HOME_KIND
from storage.model import Message, Registration, RegistrationStatus, Submission, Video, Withdrawal

Line = Mapping[str, Any]


class What(StrEnum):
    """What a line says."""

    WITHDRAWAL = "withdrawal"  # a yes was taken back
    START = "start"  # the paid call for a video is about to be made
    STARTED = "started"  # the gateway took it
    NOT_STARTED = "not_started"  # it did not, or a person says so
    CREATE = "create"  # a create call for registrations is about to be made
    CREATED = "created"  # the gateway has this registration
    NOT_CREATED = "not_created"
    POSTING = "posting"  # a message is about to be posted
    POSTED = "posted"


class Journal(Protocol):
    """Where lines go; called from the storage's writing thread."""

    def note(self, lines: Sequence[Line]) -> None:
        """Put lines on disk, whole, before it returns; StorageError when that fails."""
        ...


class NoJournal:
    """For who only looks, and for tests."""

    def note(self, lines: Sequence[Line]) -> None:
        pass


def lines_of(change: Change) -> list[Line]:
    """The lines of a change that is about to be committed."""
    return [line for step in change.steps for line in _lines(step, change.steps)]


def lines_of_claim(messages: Iterable[Message]) -> list[Line]:
    """The lines of messages that were claimed and never stood in Slack."""
    return [
        {
            "what": What.POSTING,
            "id": message.id,
            "team": message.team_id,
            "form": message.form,
            "kind": message.kind,
            "subject": message.subject,
            "channel": message.channel,
            "dedupe": message.dedupe,
            "thread": message.thread,
            "params": message.params,
            "created": message.created_at,
        }
        for message in messages
        if message.sent_ts is None and message.kind != HOME_KIND  # a Home tab may be published again
    ]


def _lines(step: Step, steps: Sequence[Step]) -> Iterator[Line]:
    match step:
        case Insert(row=Withdrawal() as row):
            yield _withdrawal(row, steps)
        case Insert(row=Submission() as row):
            yield {
                "what": What.CREATE,
                "id": row.id,
                "team": row.team_id,
                "request": row.request_id,
                "provider": row.provider,
                "account": row.account,
                "registrations": list(row.registration_ids),
                "started": row.started_at,
            }
        case Update(table=table, where=where, values=values) if table is Video:
            yield from _video(where.get("id"), values)
        case Update(table=table, where=where, values=values) if table is Registration:
            yield from _registration(where.get("id"), values)
        case SettleMessage(message=message, values=values) if values.get("sent_ts") is not None:
            yield {
                "what": What.POSTED,
                "id": message.id,
                "channel": values["sent_channel"],
                "ts": values["sent_ts"],
            }


def _withdrawal(row: Withdrawal, steps: Sequence[Step]) -> Line:
    record = next((s for s in steps if isinstance(s, Record) and s.subject == row.id), None)
    body = record.body if record and isinstance(record.body, Mapping) else {}
    return {
        "what": What.WITHDRAWAL,
        "id": row.id,
        "team": row.team_id,
        "person": row.person_id,
        "via": row.via,
        "locale": row.locale,
        "actor": record.actor if record else row.person_id,
        "whole": bool(body.get("whole")),
        "removes_videos": row.removes_videos,
        "assets": list(row.asset_ids),
    }


def _video(video_id: Any, values: Mapping[str, Any]) -> Iterator[Line]:
    if values.get("handle") is not None:
        yield {"what": What.STARTED, "id": video_id, "handle": values["handle"]}
    elif values.get("intent_at") is not None:
        yield {"what": What.START, "id": video_id, "intent": values["intent_at"]}
    elif "intent_at" in values:
        yield {"what": What.NOT_STARTED, "id": video_id}


def _registration(which: Any, values: Mapping[str, Any]) -> Iterator[Line]:
    ids = which if isinstance(which, tuple) else (which,)
    over = (RegistrationStatus.WAITING, RegistrationStatus.FAILED)
    for registration_id in ids:
        if values.get("handle") is not None:
            yield {"what": What.CREATED, "id": registration_id, "handle": values["handle"]}
        elif values.get("status") in over:
            yield {"what": What.NOT_CREATED, "id": registration_id}
