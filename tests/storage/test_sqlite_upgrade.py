"""A database of the first version, with rows and an unsigned ledger in it, is taken over by this one."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from bot.crypto.keys import derive_keys
from bot.crypto.signing import LedgerSigner
from storage import open_storage
from storage.chain import GENESIS, LedgerFault, LedgerProblem, line_hash
from storage.changes import change
from storage.sqlite.connection import connect, create_file, transaction
from storage.sqlite.ledger import COLUMNS
from storage.sqlite.migrations import migrations
from tests.storage.contract.ledger import record
from tests.support import rows

SIGNER = LedgerSigner(derive_keys("the secret of this test"))
_ASKED = (
    (
        "people",
        "id, team_id, slack_user_id, display_name, created_by, created_at",
        "'p_1','T','U1','R','U2',1",
    ),
    (
        "asset_requests",
        "id, team_id, requester_id, person_id, depiction, purpose, provider, account, channel, form_sealed, created_at",
        "'r_1','T','U2','p_1','member','film','pomex','main','C1','',1",
    ),
    (
        "invitations",
        "id, team_id, request_id, person_id, status, expires_at, created_at",
        "'i_1','T','r_1','p_1','open',9,1",
    ),
)


def _first_version(path: Path) -> None:
    """As the first version left it: two migrations, a request that waits, one line in the ledger."""
    create_file(path)
    with closing(connect(path, writes=True)) as old:
        with transaction(old, writes=True):
            migrations.apply(Database(old), stop_before="m003_rights")
        for table, columns, values in _ASKED:
            old.execute(f"INSERT INTO {table} ({columns}) VALUES ({values})")
        line = (1, rows.TEAM, rows.NOW, "asset_requested", "U2", "r_1", "{}", GENESIS)
        marks = ", ".join("?" * (len(line) + 1))
        old.execute(f"INSERT INTO ledger ({COLUMNS}) VALUES ({marks})", (*line, line_hash(*line)))


async def test_what_was_there_is_read_as_before(path: Path) -> None:
    """The request that waits for an answer still does; its yes was asked for without a scope."""
    _first_version(path)
    storage = await open_storage(path, signer=SIGNER)
    facts = await storage.request("r_1")
    assert facts is not None
    assert facts.invitation is not None
    assert facts.invitation.scope is None
    await storage.close()


async def test_a_ledger_of_before_is_signed_once_it_is_adopted(path: Path) -> None:
    """Nobody signed its lines, so no later signature covers them until somebody who runs Likeness says so."""
    _first_version(path)
    storage = await open_storage(path, signer=SIGNER)
    await storage.apply(change(record(2)))
    assert await storage.verify_ledger(SIGNER.is_ours) == LedgerFault(problem=LedgerProblem.NO_HEAD)
    await storage.adopt_ledger(rows.NOW)
    await storage.apply(change(record(4)))
    assert await storage.verify_ledger(SIGNER.is_ours) is None
    await storage.close()
