"""A data folder in which two people were asked, answered and were filmed, under a signed ledger."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.crypto.keys import load_keys
from bot.crypto.signing import LedgerSigner
from storage import SqliteStorage, open_storage
from storage.model import Depiction
from tests.workflow.studio import TRUSTS, Studio, a_form
from workflow.access import Approver


@dataclass(frozen=True)
class Kept:
    """`folder`/data holds the database; `person` is Rachel's id."""

    folder: Path
    storage: SqliteStorage
    signer: LedgerSigner
    studio: Studio
    person: str


@pytest.fixture(name="kept")
async def _kept(tmp_path: Path) -> AsyncIterator[Kept]:
    data = tmp_path / "data"
    signer = LedgerSigner(load_keys(data, None))
    storage = await open_storage(data / "likeness.db", signer=signer)
    studio = Studio(storage, data / "likeness.db", profile=TRUSTS)
    await studio.ready(a_form(Depiction.NOBODY, name="robot"))
    facts = await studio.ready()
    await studio.filmed(facts, Approver(user_id="U0RACHEL", as_person=True))
    assert facts.request.person_id is not None
    yield Kept(tmp_path, storage, signer, studio, facts.request.person_id)
    await storage.close()
