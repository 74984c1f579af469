"""What a machine of consents works with: a world in a file of its own, and what there is to choose from."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from storage import open_storage
from storage.changes import Change
from storage.model import ApprovalStatus
from tests.workflow.consent_world import ADA, APIMART, FILM, MAYA, OTHER, POMEX, RACHEL, TOM, World
from workflow.moment import DAY, HOUR, MINUTE
from workflow.scope import How, Scope, Who

PICK = st.integers(0, 20)
USERS = st.sampled_from([TOM, TOM, MAYA, RACHEL, ADA])
CHANNELS = st.sampled_from([FILM, FILM, FILM, OTHER])
GATEWAYS = st.sampled_from([POMEX, POMEX, POMEX, APIMART])
NAMED = st.sampled_from([(POMEX,), (POMEX, APIMART)])
SPANS = st.sampled_from([MINUTE, HOUR, 13 * HOUR, DAY, 3 * DAY])
ANSWERS = st.sampled_from(
    [ApprovalStatus.ALLOWED_ONCE, ApprovalStatus.ALLOWED_ALWAYS, ApprovalStatus.REFUSED]
)
SEEN: Counter[str] = Counter()


def scopes(world_now: int) -> st.SearchStrategy[Scope]:
    until = st.sampled_from([None, None, 10 * MINUTE, 2 * HOUR, DAY + HOUR])
    return st.builds(
        lambda who, how, after: Scope(
            who=who, how=how, until=None if after is None else world_now + after, user_id=TOM, channel=FILM
        ),
        st.sampled_from([Who.EVERYBODY, Who.EVERYBODY, Who.CHANNEL, Who.REQUESTER]),
        st.sampled_from(How),
        until,
    )


class Hands(RuleBasedStateMachine):
    """A machine's world, opened and closed, and ways to reach into it."""

    def __init__(self) -> None:
        super().__init__()
        memory = Path("/dev/shm")
        self.folder = tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None)
        path = Path(self.folder.name) / "likeness.db"
        self.loop = asyncio.Runner()
        storage = self.loop.run(open_storage(path))
        watch = sqlite3.connect(path, isolation_level=None)
        watch.row_factory = sqlite3.Row
        self.world = World(storage, watch)
        self.loop.run(self.world.open())

    def _ids(self, sql: str) -> list[str]:
        return [row[0] for row in self.world.watch.execute(sql)]

    def _one(self, sql: str, pick: int) -> str | None:
        found = self._ids(sql)
        return found[pick % len(found)] if found else None

    def _asset(self, pick: int) -> str | None:
        """Mostly one with a yes that holds."""
        agreed = "EXISTS (SELECT 1 FROM consents WHERE asset_id = assets.id AND ended_at IS NULL)"
        found = self._one(
            f"SELECT id FROM assets WHERE status = 'usable' AND {agreed} ORDER BY rowid DESC", pick
        )
        return (
            found
            if found and pick % 7 != 6
            else self._one("SELECT id FROM assets WHERE status = 'usable'", pick)
        )

    def _happens(self, wanted: Change, at_the_intent: bool) -> None:
        if at_the_intent:
            self.world.meddled.before.append(wanted)
        else:
            assert self.loop.run(self.world.storage.apply(wanted)) is None

    def close(self) -> None:
        self.loop.run(self.world.storage.close())
        self.loop.close()
        self.world.watch.close()
        self.folder.cleanup()
