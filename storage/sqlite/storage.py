"""The face over one SQLite file."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import structlog

from storage.chain import HeadSigner
from storage.changes import Change
from storage.errors import StorageRefused
from storage.face import Storage
from storage.facts import AssetFacts, RequestFacts, VideoFacts
from storage.journal import Journal, NoJournal
from storage.model import (
    Allowance,
    Approval,
    Invitation,
    Job,
    Media,
    Member,
    Message,
    Person,
    PersonGroup,
    Row,
    Verification,
    Video,
    Workspace,
)
from storage.sqlite import outbox, queue, reads, search
from storage.sqlite.aggregates import request_facts, video_facts
from storage.sqlite.connection import connect, create_file, emptied_log, transaction, translated
from storage.sqlite.home_storage import HomeStorage
from storage.sqlite.lanes_storage import LanesStorage
from storage.sqlite.ledger_storage import LedgerStorage
from storage.sqlite.migrations import migrate
from storage.sqlite.noting import claim_noted, write_noted
from storage.sqlite.rights_storage import RightsStorage
from storage.sqlite.statements import by_id
from storage.sqlite.steps import Outcome, wakes
from storage.sqlite.workers import Unit, Workers

T = TypeVar("T")
R = TypeVar("R", bound=Row)

_READERS = 2

log = structlog.get_logger(__name__)


async def open_storage(
    path: Path, *, signer: HeadSigner | None = None, journal: Journal | None = None
) -> SqliteStorage:
    """Open the database file, made (0600, in a folder 0700) and migrated as needed, or StorageError.

    Without a signer what is recorded is chained, and the ledger's head is left as it was.
    """
    return await asyncio.to_thread(_open, path, signer, journal)


def _open(path: Path, signer: HeadSigner | None, journal: Journal | None) -> SqliteStorage:
    create_file(path)
    connections = [connect(path, writes=True)]
    try:
        migrate(connections[0])
        connections += [connect(path, writes=False) for _ in range(_READERS)]
    except BaseException:
        for connection in connections:
            connection.close()
        raise
    return SqliteStorage(
        Workers("storage-writer", connections[:1]),
        Workers("storage-reader", connections[1:]),
        signer,
        journal,
    )


class SqliteStorage(HomeStorage, LanesStorage, RightsStorage, LedgerStorage, Storage):
    """See `storage.face.Storage`; a write once handed over is finished even when its waiter is cancelled."""

    def __init__(
        self, writer: Workers, readers: Workers, signer: HeadSigner | None, journal: Journal | None = None
    ) -> None:
        self._writer = writer
        self._readers = readers
        self._signer = signer
        self._journal = journal or NoJournal()
        self._callbacks: list[Callable[[bool, bool], None]] = []

    def on_commit(self, callback: Callable[[bool, bool], None]) -> None:
        self._callbacks.append(callback)

    async def apply(self, change: Change) -> str | None:
        (outcome,) = await self._apply([change])
        if isinstance(outcome, StorageRefused):
            raise outcome
        return outcome

    async def apply_all(self, changes: Sequence[Change]) -> list[str | None]:
        return [_named(outcome) for outcome in await self._apply(changes)]

    async def _apply(self, changes: Sequence[Change]) -> list[Outcome]:
        fixed = tuple(changes)
        writing = partial(write_noted, changes=fixed, signer=self._signer, journal=self._journal)
        future = self._writer.run(_unit(writing, writes=True))
        future.add_done_callback(partial(self._announce, fixed))
        return await asyncio.shield(future)

    def _announce(self, changes: Sequence[Change], future: asyncio.Future[list[Outcome]]) -> None:
        if future.cancelled() or future.exception() is not None:
            return
        pairs = zip(changes, future.result(), strict=True)
        jobs_opened, messages_wanted = wakes([change for change, outcome in pairs if outcome is None])
        if jobs_opened or messages_wanted:
            for callback in self._callbacks:
                callback(jobs_opened, messages_wanted)

    async def _write(self, unit: Unit[T]) -> T:
        return await asyncio.shield(self._writer.run(_unit(unit, writes=True)))

    async def _read(self, unit: Unit[T]) -> T:
        return await self._readers.run(_unit(unit, writes=False))

    async def _one(self, row: type[R], row_id: str) -> R | None:
        found = await self._read(lambda connection: by_id(connection, row, [row_id]))
        return found.get(row_id)

    async def workspace(self, team_id: str) -> Workspace | None:
        return await self._read(lambda connection: reads.workspace(connection, team_id))

    async def member(self, team_id: str, user_id: str) -> Member | None:
        return await self._read(lambda connection: reads.member(connection, team_id, user_id))

    async def person_for_user(self, team_id: str, user_id: str) -> Person | None:
        return await self._read(lambda connection: reads.person_for_user(connection, team_id, user_id))

    async def outsider(self, team_id: str, created_by: str, display_name: str) -> Person | None:
        return await self._read(
            lambda connection: reads.outsider(connection, team_id, created_by, display_name)
        )

    async def request(self, request_id: str) -> RequestFacts | None:
        found = await self._read(lambda connection: request_facts(connection, [request_id]))
        return found.get(request_id)

    async def video(self, video_id: str) -> VideoFacts | None:
        return (await self.videos([video_id])).get(video_id)

    async def videos(self, video_ids: Sequence[str]) -> Mapping[str, VideoFacts]:
        return await self._read(lambda connection: video_facts(connection, video_ids))

    async def usual_ms(self, video: Video) -> int | None:
        return await self._read(lambda connection: reads.usual_ms(connection, video))

    async def request_of_registration(self, registration_ids: Sequence[str]) -> Mapping[str, RequestFacts]:
        return await self._read(
            lambda connection: reads.request_of_registration(connection, registration_ids)
        )

    async def requests_waiting(self, person_id: str, provider: str, account: str) -> Sequence[RequestFacts]:
        return await self._read(
            lambda connection: reads.requests_waiting(connection, person_id, provider, account)
        )

    async def request_of_media(self, media_id: str) -> RequestFacts | None:
        return await self._read(lambda connection: reads.request_of_media(connection, media_id))

    async def invitation(self, invitation_id: str) -> Invitation | None:
        return await self._one(Invitation, invitation_id)

    async def verification(self, verification_id: str) -> Verification | None:
        return await self._one(Verification, verification_id)

    async def verification_by_state(self, state_hash: str) -> Verification | None:
        return await self._read(lambda connection: reads.verification_by_state(connection, state_hash))

    async def sessions_since(self, invitation_id: str, since: int) -> int:
        return await self._read(lambda connection: reads.sessions_since(connection, invitation_id, since))

    async def approval(self, approval_id: str) -> Approval | None:
        return await self._one(Approval, approval_id)

    async def media(self, media_id: str) -> Media | None:
        return await self._one(Media, media_id)

    async def group_holder(self, provider: str, account: str, group_id: str) -> PersonGroup | None:
        return await self._read(
            lambda connection: reads.group_holder(connection, provider, account, group_id)
        )

    async def group_of(self, person_id: str, provider: str, account: str) -> PersonGroup | None:
        return await self._read(lambda connection: reads.group_of(connection, person_id, provider, account))

    async def asset_named(self, team_id: str, name_key: str) -> AssetFacts | None:
        return (await self.assets_named(team_id, [name_key])).get(name_key)

    async def assets_named(self, team_id: str, name_keys: Sequence[str]) -> Mapping[str, AssetFacts]:
        return await self._read(lambda connection: reads.assets_named(connection, team_id, name_keys))

    async def assets_by_id(self, team_id: str, asset_ids: Sequence[str]) -> Mapping[str, AssetFacts]:
        return await self._read(lambda connection: reads.assets_by_id(connection, team_id, asset_ids))

    async def find_assets(
        self, team_id: str, text: str, limit: int, *, links: bool = False
    ) -> list[AssetFacts]:
        return await self._read(
            lambda connection: search.find_assets(connection, team_id, text, limit, links=links)
        )

    async def assets_of_owner(self, team_id: str, owner_id: str, limit: int) -> list[AssetFacts]:
        return await self._read(
            lambda connection: reads.assets_of_owner(connection, team_id, owner_id, limit)
        )

    async def allowances(self, team_id: str, channel: str, asset_ids: Sequence[str]) -> list[Allowance]:
        return await self._read(lambda connection: reads.allowances(connection, team_id, channel, asset_ids))

    async def card(self, team_id: str, dedupe: str) -> Message | None:
        return await self._read(lambda connection: reads.card(connection, team_id, dedupe))

    async def claim_jobs(self, now: int, lease_ms: int, limit: int, without: Sequence[str] = ()) -> list[Job]:
        return await self._write(lambda connection: queue.claim(connection, now, lease_ms, limit, without))

    async def renew_jobs(self, jobs: Sequence[Job], lease_until: int) -> None:
        await self._write(lambda connection: queue.renew(connection, jobs, lease_until))

    async def next_job_at(self, kinds: Sequence[str] | None = None) -> int | None:
        return await self._read(lambda connection: queue.next_at(connection, kinds))

    async def claim_messages(self, now: int, lease_ms: int, limit: int) -> list[Message]:
        return await self._write(
            lambda connection: claim_noted(connection, now, lease_ms, limit, self._journal)
        )

    async def next_message_at(self) -> int | None:
        return await self._read(outbox.next_at)

    async def reclaim(self) -> None:
        await self._write(_reclaim)

    async def sent_card_ts(self, message_id: str) -> tuple[str, str] | None:
        return await self._read(lambda connection: reads.sent_card_ts(connection, message_id))

    async def counts(self) -> Mapping[str, Any]:
        return await self._read(reads.counts)

    async def forget_deliveries(self, before: int) -> int:
        return await self._write(lambda connection: _forget_deliveries(connection, before))

    async def shred(self) -> bool:
        return await asyncio.shield(self._writer.run(emptied_log))

    async def close(self) -> None:
        """Finish what was handed over, then let go of the file."""
        await self._readers.close()
        await self._writer.close()


def _unit(work: Unit[T], *, writes: bool) -> Unit[T]:
    def run(connection: sqlite3.Connection) -> T:
        with translated(), transaction(connection, writes=writes):
            return work(connection)

    return run


def _reclaim(connection: sqlite3.Connection) -> None:
    queue.reclaim(connection)
    outbox.reclaim(connection)


def _forget_deliveries(connection: sqlite3.Connection, before: int) -> int:
    return connection.execute("DELETE FROM inbox WHERE at < ?", (before,)).rowcount


def _named(outcome: Outcome) -> str | None:
    """One refused change must not spoil a sweep, yet it is a mistake of ours and must be seen."""
    if isinstance(outcome, StorageRefused):
        log.error("change_refused", table=outcome.table, problem=str(outcome))
        return f"broken:{outcome.table}"
    return outcome
