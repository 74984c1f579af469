"""A data folder with a journal in which a person agreed and a film was asked for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.crypto.ids import new_id
from bot.crypto.keys import Keys, load_keys
from bot.crypto.signing import LedgerSigner
from providers.errors import ProviderError
from providers.face import VideoReading, VideoState
from storage import SqliteStorage, open_storage
from storage.changes import SettleMessage, change
from storage.facts import RequestFacts, VideoFacts
from storage.journal_file import JOURNAL, JournalFile
from storage.model import ApprovalStatus, Message, MessageStatus
from tests.workflow.studio import GAPS, HANDLE, LEASE, TRUSTS, Studio
from workflow import videos
from workflow.access import Approver
from workflow.jobs import JobKind


class RealIds(Studio):
    """Ids as the bot makes them: media are kept under theirs."""

    def new_id(self, prefix: str) -> str:
        return new_id(f"{prefix}_")


@dataclass
class World:
    """A data folder as the bot keeps it; `posts` counts what was put into Slack, by dedupe key."""

    data: Path
    keys: Keys
    storage: SqliteStorage
    studio: Studio
    request: RequestFacts
    video: VideoFacts
    posts: dict[str, int]

    async def post_all(self) -> None:
        """Post whatever may be posted, as the notifier would."""
        while messages := await self.storage.claim_messages(self.studio.now, LEASE, 8):
            for message in messages:
                await self._post(message)

    async def _post(self, message: Message) -> None:
        values: dict[str, object] = {"status": MessageStatus.SENT}
        if message.sent_ts is None:
            self.posts[message.dedupe] = self.posts.get(message.dedupe, 0) + 1
            ts = f"{len(self.posts)}.0"
            values |= {"sent_channel": message.channel, "sent_ts": ts}
        assert await self.storage.apply(change(SettleMessage(message=message, values=values))) is None

    async def reopened(self) -> None:
        """Close, and open what lies in the folder now."""
        await self.storage.close()
        await self.open()

    async def open(self) -> None:
        journal = JournalFile(self.data / JOURNAL, lambda: self.studio.now)
        self.storage = await open_storage(
            self.data / "likeness.db", signer=LedgerSigner(self.keys), journal=journal
        )
        self.studio.storage = self.storage

    async def allow(self) -> None:
        """The person lets the film be made."""
        facts = await self.studio.video(self.video.video.id)
        (approval,) = facts.approvals
        yes = videos.decide_approval(
            facts, approval, ApprovalStatus.ALLOWED_ONCE, reason=None, moment=self.studio.moment
        )
        await self.studio.write(yes)

    async def pay(self, error: ProviderError | None = None) -> None:
        """The paid call is made; its answer comes, is a no, or is lost with the process."""
        facts = await self.studio.video(self.video.video.id)
        job, moment = await self.studio.claim(JobKind.START_VIDEO), self.studio.moment
        await self.studio.write(videos.start_intent(facts, job, moment))
        fresh = await self.studio.video(self.video.video.id)
        if error is None:
            reading = VideoReading(state=VideoState.QUEUED)
            await self.studio.write(videos.started(fresh, reading, HANDLE, job, GAPS, moment))
        elif not error.may_have_taken_effect:
            await self.studio.write(videos.start_failed(fresh, error, job, GAPS, 0.5, moment))


@pytest.fixture(name="world")
async def _world(tmp_path: Path) -> AsyncIterator[World]:
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    keys = load_keys(data, None)
    journal = JournalFile(data / JOURNAL, lambda: 0)
    storage = await open_storage(data / "likeness.db", signer=LedgerSigner(keys), journal=journal)
    studio = RealIds(storage, data / "likeness.db", profile=TRUSTS)
    request = await studio.ready()
    for asset in request.assets:
        kept = data / "media" / asset.media.id
        kept.mkdir(parents=True)
        (kept / "original").write_bytes(b"a portrait")
    video = await studio.filmed(request, Approver(user_id="U0RACHEL", as_person=True))
    world = World(data, keys, storage, studio, request, video, {})
    yield world
    await world.storage.close()
