"""Writes whose traces go to the journal before they are committed, so that it never knows less."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from storage.chain import HeadSigner
from storage.changes import Change
from storage.journal import Journal, lines_of, lines_of_claim
from storage.model import Message
from storage.sqlite import outbox
from storage.sqlite.steps import Outcome, write_each


def write_noted(
    connection: sqlite3.Connection, changes: Sequence[Change], signer: HeadSigner | None, journal: Journal
) -> list[Outcome]:
    """As `write_each`; what held is in the journal when it returns."""
    outcomes = write_each(connection, changes, signer)
    held = [change for change, outcome in zip(changes, outcomes, strict=True) if outcome is None]
    journal.note([line for change in held for line in lines_of(change)])
    return outcomes


def claim_noted(
    connection: sqlite3.Connection, now: int, lease_ms: int, limit: int, journal: Journal
) -> list[Message]:
    """As `outbox.claim`; from now on each of these may be posted at any moment."""
    messages = outbox.claim(connection, now, lease_ms, limit)
    journal.note(lines_of_claim(messages))
    return messages
