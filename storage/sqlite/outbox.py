"""Messages on their way to Slack: wanted, claimed in the order of their threads, settled under a fence."""

# ruff: noqa: S608  what is put into statements are constants of ours, values are bound

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from storage.changes import SettleMessage
from storage.model import Message, MessageForm, MessageStatus
from storage.sqlite import home
from storage.sqlite.statements import AMONG, fetch, fetch_one, ids, insert_sql
from storage.tables import table_of

# An indeterminate card stays so: that it may have been posted must not be forgotten.
_POST = f"""{insert_sql(table_of(Message))}
ON CONFLICT (team_id, dedupe) DO UPDATE SET
    wanted_revision = wanted_revision + 1,
    params = excluded.params,
    due_at = iif(status IN ('sent', 'failed'), excluded.due_at, min(due_at, excluded.due_at)),
    attempts = iif(status IN ('sent', 'failed'), 0, attempts),
    status = iif(status IN ('sending', 'indeterminate'), status, 'pending')
WHERE form = 'card'
"""

_WAITING = "status IN ('pending', 'indeterminate')"
_MAY_GO = """(
    thread IS NULL
    OR sent_ts IS NOT NULL
    OR (
        EXISTS (
            SELECT 1 FROM messages AS card
            WHERE card.id = messages.thread AND (card.sent_ts IS NOT NULL OR card.status = 'failed')
        )
        AND NOT EXISTS (
            SELECT 1 FROM messages AS earlier
            WHERE earlier.thread = messages.thread AND earlier.position < messages.position
            AND earlier.thread IS NOT NULL AND earlier.status NOT IN ('sent', 'failed')
            AND earlier.sent_ts IS NULL
        )
    )
)"""
_LAPSED = "lease_until IS NOT NULL AND lease_until <= ?"
_HELD = "id = ? AND fence = ? AND lease_until IS NOT NULL"


def placed(connection: sqlite3.Connection, message: Message) -> Message:
    """The message at the end of its thread."""
    if message.thread is None:
        return replace(message, position=0)
    found = connection.execute("SELECT max(position) FROM messages WHERE thread = ?", (message.thread,))
    return replace(message, position=(found.fetchone()[0] or 0) + 1)


def post(connection: sqlite3.Connection, message: Message) -> None:
    """Want a message; a known card gets one more wanted revision, a known notice is left as it is.

    So do the Home tabs of those whom it concerns.
    """
    connection.execute(_POST, table_of(Message).encode(placed(connection, message)))
    home.wish_again(connection, message)


def claim(connection: sqlite3.Connection, now: int, lease_ms: int, limit: int) -> list[Message]:
    """Take messages that may go, oldest first, as they were but with their new fence and lease."""
    due = fetch(
        connection,
        Message,
        f"WHERE {_WAITING} AND due_at <= ? AND {_MAY_GO} ORDER BY due_at LIMIT ?",
        now,
        limit,
    )
    lapsed = fetch(connection, Message, f"WHERE {_LAPSED} ORDER BY due_at LIMIT ?", now, limit)
    unsure = [replace(message, status=MessageStatus.INDETERMINATE) for message in lapsed]
    taken = sorted([*due, *unsure], key=lambda message: (message.due_at, message.created_at))[:limit]
    if taken:
        connection.execute(
            f"UPDATE messages SET status = 'sending', fence = fence + 1, lease_until = ? WHERE id {AMONG}",
            (now + lease_ms, ids(message.id for message in taken)),
        )
    return [replace(message, fence=message.fence + 1, lease_until=now + lease_ms) for message in taken]


def settle(connection: sqlite3.Connection, step: SettleMessage) -> bool:
    """Write how a held message's delivery ended; False when it is not held."""
    message, values = step.message, dict(step.values)
    status = values.get("status", MessageStatus.SENDING)
    ends = status != MessageStatus.SENDING
    if status == MessageStatus.SENT:
        values.setdefault("sent_revision", message.wanted_revision)
    if not _write_held(connection, message, values, ends=ends):
        return False
    if ends and message.form is MessageForm.CARD:
        connection.execute(
            """UPDATE messages SET status = 'pending' WHERE id = ? AND (
                (status = 'sent' AND wanted_revision > sent_revision)
                OR (status = 'failed' AND wanted_revision > ?))""",
            (message.id, message.wanted_revision),
        )
    return True


def _write_held(
    connection: sqlite3.Connection, message: Message, values: Mapping[str, Any], *, ends: bool
) -> bool:
    encoded = table_of(Message).encode_some(values)
    sets = ", ".join(
        ["lease_until = NULL" if ends else "fence = fence", *(f"{name} = ?" for name in encoded)]
    )
    changed = connection.execute(
        f"UPDATE messages SET {sets} WHERE {_HELD}", (*encoded.values(), message.id, message.fence)
    )
    return changed.rowcount > 0


def next_at(connection: sqlite3.Connection) -> int | None:
    """When a message that nothing but time holds back is due, or a lease runs out."""
    due = fetch_one(connection, Message, f"WHERE {_WAITING} AND {_MAY_GO} ORDER BY due_at LIMIT 1")
    (lease,) = connection.execute(
        "SELECT min(lease_until) FROM messages WHERE lease_until IS NOT NULL"
    ).fetchone()
    return min((at for at in (due.due_at if due else None, lease) if at is not None), default=None)


def reclaim(connection: sqlite3.Connection) -> None:
    connection.execute(
        "UPDATE messages SET status = 'indeterminate', lease_until = NULL WHERE lease_until IS NOT NULL"
    )
