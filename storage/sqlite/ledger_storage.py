"""The part of the face that reads and proves the ledger."""

from __future__ import annotations

import sqlite3
from abc import abstractmethod
from collections.abc import AsyncIterator, Callable, Mapping
from typing import TypeVar

from storage.chain import Head, HeadSigner, LedgerFault
from storage.changes import Record
from storage.errors import StorageRefused
from storage.model import LedgerEntry
from storage.sqlite import ledger
from storage.sqlite.ledger_proof import first_fault
from storage.sqlite.ledger_subjects import about
from storage.sqlite.workers import Unit

T = TypeVar("T")

_PAGE = 500
_NO_END = 2**63 - 1


class LedgerStorage:
    """See `storage.face.Storage`."""

    _signer: HeadSigner | None

    @abstractmethod
    async def _read(self, unit: Unit[T]) -> T: ...

    @abstractmethod
    async def _write(self, unit: Unit[T]) -> T: ...

    async def ledger(self, team_id: str | None = None, until: int = _NO_END) -> AsyncIterator[LedgerEntry]:
        after = 0
        while entries := await self._page(team_id, after, until):
            for entry in entries:
                yield entry
            after = entries[-1].seq

    async def _page(self, team_id: str | None, after: int, until: int) -> list[LedgerEntry]:
        return await self._read(lambda connection: ledger.page(connection, team_id, after, until, _PAGE))

    async def ledger_end(self) -> tuple[int, Head | None]:
        return await self._read(lambda connection: (ledger.last(connection)[0], ledger.head(connection)))

    async def ledger_hash(self, seq: int) -> str | None:
        return await self._read(lambda connection: ledger.hash_of(connection, seq))

    async def ledger_names(self) -> Mapping[str, str]:
        return await self._read(ledger.names)

    async def ledger_about(self, person: str, team_id: str | None = None) -> frozenset[str]:
        return await self._read(lambda connection: about(connection, person, team_id))

    async def verify_ledger(self, is_ours: Callable[[Head], bool] | None = None) -> LedgerFault | None:
        return await self._read(lambda connection: first_fault(connection, is_ours))

    async def adopt_ledger(self, at: int) -> int:
        """Sign every line as it stands, whatever the head said, and leave a line that says so.

        Returns that line's seq; StorageRefused without a signer.
        """
        signer = self._signer
        if signer is None:
            raise StorageRefused("ledger_head", "there is no key to sign with")

        def adopt(connection: sqlite3.Connection) -> int:
            lines = {"lines": ledger.last(connection)[0]}
            ledger.append(
                connection,
                Record(
                    team_id="", at=at, kind="ledger_adopted", actor="operator", subject="ledger", body=lines
                ),
            )
            ledger.sign(connection, signer)
            return ledger.last(connection)[0]

        return await self._write(adopt)
