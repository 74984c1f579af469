"""A yes taken back while something is under way: refused or begun before, never in between, never posted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.notifier.delivery import Delivery
from bot.poller import Poller
from bot.poller.steps import STEPS
from handlers.composer import StorageComposer
from handlers.slack.client import Posted
from handlers.slack.pacing import Pacing
from storage.changes import SettleMessage, Update, change
from storage.model import Message, MessageStatus, RegistrationStatus, VideoStatus, WithdrawalStatus
from tests.bot.poller.taking_back import (
    contents_below,
    left_in,
    ready,
    receipt,
    start,
    take_back,
    with_slack,
)
from tests.bot.poller.test_withdrawal import at_gateway, begun, ended, handles, messages
from tests.support import rows
from workflow.withdrawals import CopyState, VideoEnd


class Meddling:
    """A gateway during whose call something else happens."""

    def __init__(self, provider: Any, method: str, meddle: Any) -> None:
        self._provider = provider
        self._method = method
        self._meddle = meddle

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._provider, name)
        if name != self._method:
            return found

        async def call(*args: Any) -> Any:
            answer = await found(*args)
            if self._meddle is not None:
                meddle, self._meddle = self._meddle, None
                await meddle()
            return answer

        return call


def meddle(world, provider, method, what):
    """Have `what` happen once, after the gateway did what was asked and before its answer is written."""
    providers = {**world.tools.providers, provider: Meddling(world.tools.providers[provider], method, what)}
    world.tools = replace(world.tools, providers=providers)
    world.poller = Poller(world.tools, STEPS)


@pytest.mark.parametrize("gateways_on", [("kyyvideo2",)], indirect=True)
async def test_what_is_being_submitted_is_deleted_once_its_id_is_known(world, tmp_path):
    """The create call is out while the yes is taken back: its answer is kept, and the copy goes."""
    with_slack(world)
    rows_taken = []

    async def withdraw():
        rows_taken.append(await take_back(world))

    meddle(world, "kyyvideo2", "submit", withdraw)
    facts = await world.ask("rachel", provider="kyyvideo2")
    await world.settle()
    held = contents_below(tmp_path / "media")
    await world.consent(facts)
    await world.settle()
    facts = await world.request(facts.request.id)
    (registration,) = facts.assets[0].registrations
    assert registration.status is RegistrationStatus.DELETED
    assert handles(facts)
    assert at_gateway(world, handles(facts)) == set()
    assert left_in(tmp_path, held) == []
    (copy,) = (await receipt(world, rows_taken[0])).copies
    assert copy.state is CopyState.DELETED


async def test_a_result_being_fetched_is_dropped(world, tmp_path):
    """The download is under way while the yes is taken back: the file is erased, nothing is posted."""
    with_slack(world)
    facts = await ready(world, "pomex")
    video_id = await start(world, facts, "pomex")
    fetched, download = [], world.tools.download

    async def meddling(url, destination):
        await download(url, destination)
        fetched.append(destination.read_bytes())
        await take_back(world)

    world.tools = replace(world.tools, download=meddling)
    world.poller = Poller(world.tools, STEPS)
    await ended(world, video_id)
    await world.settle()
    video = (await world.video(video_id)).video
    assert (video.status, video.result_media_id) == (VideoStatus.CANCELLED, None)
    assert len(fetched) == 1
    assert left_in(tmp_path, fetched) == []
    assert "video_posted" not in await world.messages()


async def test_a_file_being_looked_at_leaves_nothing_behind(world, tmp_path):
    """The requester's file is on its way in while the person says no to everything."""
    with_slack(world)
    await world.verified()
    brought, bring_in = [], world.tools.bring_in
    facts = await world.ask("first")
    await world.settle(within_ms=60_000)

    async def meddling(media, destination):
        await bring_in(media, destination)
        brought.append(destination.read_bytes())
        await take_back(world)

    world.tools = replace(world.tools, bring_in=meddling)
    world.poller = Poller(world.tools, STEPS)
    facts = await world.ask("second")
    await world.settle(within_ms=60_000)
    facts = await world.request(facts.request.id)
    assert facts.assets[0].media.status == "erased"
    assert contents_below(tmp_path / "media") == []
    assert left_in(tmp_path, brought) == []


@pytest.mark.parametrize("gateways_on", [("kyyvideo2",)], indirect=True)
async def test_deletion_waits_for_the_video_that_uses_it(world):
    """The gateway is not asked to delete what it is working with; then it is asked until it does."""
    with_slack(world)
    facts = await ready(world, "kyyvideo2")
    ids, video_id = handles(facts), await start(world, facts, "kyyvideo2")
    await begun(world, video_id)
    row = await take_back(world)
    await world.sweep()
    assert at_gateway(world, ids) == ids
    assert (await world.storage.withdrawal(row.id)).status is WithdrawalStatus.OPEN
    (copy,) = (await receipt(world, row)).copies
    assert copy.state is CopyState.GOING
    await ended(world, video_id)
    await world.settle()
    assert at_gateway(world, ids) == set()
    assert (await world.storage.withdrawal(row.id)).status is WithdrawalStatus.DONE


async def test_a_gateway_that_can_cancel_is_asked_to(world):
    """The running video ends there, too."""
    with_slack(world)
    facts = await ready(world, "pomex")
    video_id = await start(world, facts, "pomex")
    await begun(world, video_id)
    cancelled = []
    provider = world.tools.providers["pomex"]

    class Watching:
        def __getattr__(self, name):
            return getattr(provider, name)

        async def cancel_video(self, handle):
            cancelled.append(handle)
            await provider.cancel_video(handle)

    world.tools = replace(world.tools, providers={"pomex": Watching()})
    world.poller = Poller(world.tools, STEPS)
    await take_back(world)
    await ended(world, video_id)
    assert len(cancelled) == 1
    (account,) = [a for a in world.gateways.accounts.values() if a.videos]
    (film,) = [v for v in account.videos.values() if v.cancelled_at is not None]
    assert film is not None


class Posting:
    """A Slack whose upload, or whose moment before the post, lets something else happen."""

    def __init__(self, before_upload: Any = None) -> None:
        self.posted: list[str] = []
        self.uploaded: list[str] = []
        self._before = before_upload

    async def upload(self, content, *, filename, title, alt_txt):
        from handlers.composed import SlackFile

        self.uploaded.append(filename)
        if self._before is not None:
            before, self._before = self._before, None
            await before()
        return SlackFile(id="F9", permalink="https://x/F9")

    async def post_message(self, channel, text, blocks, **more):
        self.posted.append(text)
        return Posted(channel=channel, ts="9.9")


async def a_post_due(world):
    """A finished video whose post is about to go out; its message row, claimed."""
    facts = await ready(world, "pomex")
    video_id = await start(world, facts, "pomex")
    await ended(world, video_id)
    (post,) = await messages(world, "video_posted")
    await world.add(
        Update(
            table=Message,
            where={"kind": "video_card"},
            values={"status": MessageStatus.SENT, "sent_ts": "1.1", "sent_channel": rows.CHANNEL},
        )
    )
    claimed = await world.storage.claim_messages(world.clock(), 30_000, 500)
    return next(m for m in claimed if m.id == post.id)


def delivery(world, slack, composer=None):
    async def open_attachment(source):
        return world.tools.store.path(source.media_id, source.variant)

    return Delivery(
        storage=world.storage,
        slack=slack,
        composer=composer or StorageComposer(world.storage, world.desk.profiles, lambda _: None),
        open_attachment=open_attachment,
        clock=world.clock,
        pacing=Pacing(posts_per_minute=10_000),
    )


async def test_a_post_whose_file_is_being_uploaded_never_appears(world, tmp_path):
    """The upload is under way: what came up is deleted, nothing is posted."""
    taking = with_slack(world)
    taken = []

    async def withdraw():
        taken.append(await take_back(world))

    slack = Posting(withdraw)
    message = await a_post_due(world)
    values = await delivery(world, slack).deliver(message)
    assert await world.storage.apply(change(SettleMessage(message=message, values=values))) is None
    await world.settle()
    assert (slack.uploaded != [], slack.posted) == (True, [])
    assert taking.files == ["F9"] * len(slack.uploaded)
    (outcome,) = (await receipt(world, taken[0])).videos
    assert outcome.end is VideoEnd.STOPPED


async def test_a_post_that_is_written_already_is_held_back(world):
    """Between writing it and sending it the yes is taken back: the last transaction before sees that."""
    with_slack(world)
    message = await a_post_due(world)
    slack = Posting()

    class Late(StorageComposer):
        async def compose(self, row, files):
            composed = await super().compose(row, files)
            await take_back(world)
            return composed

    late = Late(world.storage, world.desk.profiles, lambda _: None)
    values = await delivery(world, slack, late).deliver(message)
    assert slack.posted == []
    assert values["status"] is MessageStatus.SENT
    assert "sent_ts" not in values


async def test_a_post_that_slack_was_given_in_that_moment_is_taken_away(world):
    """The call was out already: it is looked for, and deleted."""
    taking = with_slack(world)
    message = await a_post_due(world)
    await take_back(world)
    taking.there[message.id] = (rows.CHANNEL, "9.9")
    lost = {"status": MessageStatus.INDETERMINATE, "due_at": world.clock() + 10**9}
    assert await world.storage.apply(change(SettleMessage(message=message, values=lost))) is None
    await world.settle()
    assert taking.deleted == [(rows.CHANNEL, "9.9")]
