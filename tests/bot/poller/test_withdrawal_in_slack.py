"""A yes taken back, as people see it in Slack: pictures and posts gone, cards edited, a receipt to read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from bot.manifest import manifest
from bot.notifier import Notifier
from bot.poller import Poller
from bot.poller.posts import slack_posts
from bot.poller.steps import STEPS
from handlers.composer import StorageComposer
from handlers.slack.client import SlackClient, create_slack_client
from handlers.slack.errors import FileGone, MessageFixed, MessageGone
from handlers.slack.pacing import Pacing
from handlers.slack.session import open_slack_session
from sandbox.slack import WORKSPACE, SlackOptions, serve
from storage.model import MessageStatus, WithdrawalStatus
from tests.bot.poller.conftest import World
from tests.bot.poller.taking_back import contents_below, left_in, ready, start, take_back, with_slack
from tests.bot.poller.test_withdrawal import messages
from tests.support import rows
from workflow.withdrawals import NOT_REMOVED


@dataclass
class Office:
    """The poller's world beside a local Slack, with the notifier between them."""

    world: World
    slack: SlackClient
    workspace: Any
    notifier: Notifier

    async def settle(self, *, posts: bool = True) -> None:
        """Until neither has anything to do."""
        for _ in range(40):
            await self.world.settle(within_ms=30_000)
            if not posts or not await self.notifier.sweep(self.world.clock.ms):
                at = await self.world.storage.next_message_at()
                if not posts or at is None or at > self.world.clock.ms + 30_000:
                    return
                self.world.clock.ms = max(at, self.world.clock.ms)
            await asyncio.sleep(0.01)

    async def made(self, video_id: str) -> None:
        async with asyncio.timeout(20):
            while not (await self.world.video(video_id)).video.finished_at:
                await self.settle()
                await asyncio.sleep(0.05)

    async def seen(self, kind: str) -> list[Any]:
        """Messages of ours of this kind as Slack has them now; what was deleted is missing."""
        found = []
        for row in await messages(self.world, kind):
            if row.sent_ts is not None:
                history = await self.slack.history(row.sent_channel)
                found += [m for m in history["messages"] if m["ts"] == row.sent_ts]
        return found


@pytest.fixture(name="office")
async def _office(world: World, tmp_path: Path) -> AsyncIterator[Office]:
    runner, url = await serve(
        0, SlackOptions(manifest=manifest(), data_dir=tmp_path / "slack", rate_limits=False)
    )
    async with open_slack_session() as session:
        slack = create_slack_client("xoxb-local", f"{url}/api/", session)
        await slack.join(rows.CHANNEL)

        async def open_attachment(source: Any) -> Path | bytes:
            return world.tools.store.path(source.media_id, source.variant)

        notifier = Notifier(
            storage=world.storage,
            slack=slack,
            composer=StorageComposer(world.storage, world.desk.profiles, lambda _: None),
            open_attachment=open_attachment,
            clock=world.clock,
            pacing=Pacing(posts_per_minute=100_000),
            wake=asyncio.Event(),
            spread=lambda: 0.1,
        )
        world.tools = replace(world.tools, posts=slack_posts(slack))
        world.poller = Poller(world.tools, STEPS)
        yield Office(world, slack, runner.app[WORKSPACE], notifier)
    await runner.cleanup()


@pytest.mark.parametrize("gateways_on", [("kyyvideo2",)], indirect=True)
async def test_everything_of_the_person_leaves_slack(office: Office, tmp_path: Path) -> None:
    """The card has no picture, the post is gone with its file, no byte of either is left in Slack or here."""
    world = office.world
    facts = await ready(world, "kyyvideo2")
    await office.settle()
    video_id = await start(world, facts, "kyyvideo2")
    await office.made(video_id)
    await office.settle()
    held = contents_below(tmp_path / "media")
    assert left_in(tmp_path / "slack", held)
    (card,) = await office.seen("asset_card")
    assert "slack_file" in str(card["blocks"])
    (post,) = await messages(world, "video_posted")
    assert post.sent_ts is not None
    row = await take_back(world, removes=True)
    await office.settle()
    (card,) = await office.seen("asset_card")
    assert "slack_file" not in str(card["blocks"])
    assert "took the yes back" in card["text"]
    (video,) = await office.seen("video_card")
    assert "took the yes back" in video["text"]
    replies = await office.slack.replies(post.sent_channel, video["ts"])
    assert not [m for m in replies["messages"] if m["ts"] == post.sent_ts and m.get("files")]
    assert left_in(tmp_path, held) == []
    (receipt,) = await office.seen("withdrawal_receipt")
    assert "GlobalAI KyyVideo2: @rachel is deleted." in receipt["text"]
    assert "A video was removed from <#C0FILM>." in receipt["text"]
    assert "Everything that we can delete was deleted by" in receipt["text"]
    (told,) = await office.seen("withdrawn_owner")
    assert "took back the yes to @rachel" in told["text"]
    assert (await world.storage.withdrawal(row.id)).status is WithdrawalStatus.DONE


@pytest.mark.parametrize("gateways_on", [("kyyvideo2",)], indirect=True)
async def test_a_no_takes_the_pictures_out_of_slack_too(office: Office, tmp_path: Path) -> None:
    """What the question showed is deleted with our own copy."""
    world = office.world
    facts = await world.ask("rachel", provider="kyyvideo2")
    await office.settle()
    held = contents_below(tmp_path / "media")
    assert left_in(tmp_path / "slack", held)
    row = await take_back(world)
    await office.settle()
    assert left_in(tmp_path, held) == []
    (asked,) = await office.seen("consent_card")
    assert "slack_file" not in str(asked["blocks"])
    facts = await world.request(facts.request.id)
    assert facts.assets[0].asset.status == "declined"
    assert (await world.storage.withdrawal(row.id)).status is WithdrawalStatus.DONE


async def posted(world: World) -> Any:
    """A finished video that stands in Slack."""
    facts = await ready(world, "pomex")
    video_id = await start(world, facts, "pomex")
    async with asyncio.timeout(20):
        while not (await world.video(video_id)).video.finished_at:
            await world.settle(within_ms=30_000)
            await asyncio.sleep(0.05)
    (post,) = await messages(world, "video_posted")
    await world.set(
        type(post), post.id, status=MessageStatus.SENT, sent_revision=1, sent_channel="C0FILM", sent_ts="1.1"
    )
    return post


@pytest.mark.parametrize("error", [MessageGone, FileGone])
async def test_what_is_gone_counts_as_removed(world: World, error: type) -> None:
    """Somebody deleted it by hand."""
    slack = with_slack(world)
    post = await posted(world)
    slack.error = error("chat.delete", "message_not_found")
    row = await take_back(world, removes=True)
    await world.settle()
    fresh = await world.storage.message(post.id)
    assert (fresh.sent_ts, fresh.last_error) == (None, "removed")
    assert (await world.storage.withdrawal(row.id)).status is WithdrawalStatus.DONE


async def test_what_slack_never_allows_is_written_on_the_receipt(world: World) -> None:
    """It is not tried for ever, and the person is told whom to ask."""
    slack = with_slack(world)
    post = await posted(world)
    slack.error = MessageFixed("chat.delete", "cant_delete_message")
    row = await take_back(world, removes=True)
    await world.settle()
    fresh = await world.storage.message(post.id)
    assert fresh.last_error == f"{NOT_REMOVED}cant_delete_message"
    assert (await world.storage.withdrawal(row.id)).status is WithdrawalStatus.DONE
    composer = StorageComposer(world.storage, world.desk.profiles, lambda _: None)
    (receipt,) = await messages(world, "withdrawal_receipt")
    said = await composer.compose(receipt, {})
    assert said is not None
    assert "Slack did not let me remove a video in <#C0FILM>." in said.text
