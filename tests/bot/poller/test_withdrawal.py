"""A yes taken back, through the real steps, storage and gateways: nothing new, and no copy left."""

from __future__ import annotations

import asyncio

import pytest

from storage.model import (
    AssetStatus,
    MediaStatus,
    Message,
    MessageStatus,
    RegistrationStatus,
    VideoStatus,
    WithdrawalStatus,
)
from tests.bot.poller.taking_back import (
    contents_below,
    left_in,
    ready,
    receipt,
    start,
    take_back,
    with_slack,
)
from tests.support import rows
from workflow.withdrawals import CopyState, VideoEnd

EVERY = ("pomex", "kyyvideo2", "sd2_manxue", "jimmyai")


def handles(facts):
    """Ids by which gateways know what was registered."""
    known = [r.handle for a in facts.assets for r in a.registrations]
    return {value for handle in known for value in handle.values() if str(value).startswith("asset")}


def at_gateway(world, ids):
    """Those of these ids that any gateway still holds."""
    return {each for account in world.gateways.accounts.values() for each in account.assets if each in ids}


async def begun(world, video_id):
    """Sweep until the gateway took the order."""
    for _ in range(40):
        if (await world.video(video_id)).video.handle is not None:
            return
        await world.sweep(ms=500)
    raise AssertionError((await world.video(video_id)).video)


async def ended(world, video_id):
    """Let the gateway make its film, which takes real time."""
    async with asyncio.timeout(20):
        while not (await world.video(video_id)).video.finished_at:
            await world.settle(within_ms=30_000)
            await asyncio.sleep(0.05)


async def messages(world, kind):
    found = await world.storage._read(
        lambda c: c.execute("SELECT id FROM messages WHERE kind = ?", (kind,)).fetchall()
    )
    return [await world.storage.message(each) for (each,) in found]


@pytest.mark.parametrize(
    ("gateways_on", "provider"), [((name,), name) for name in EVERY], indirect=["gateways_on"]
)
async def test_no_copy_is_left_where_a_gateway_can_delete(world, tmp_path, provider):
    """Each gateway holds no asset any more, or the receipt says whom to ask for which."""
    with_slack(world)
    facts = await ready(world, provider)
    held, ids = contents_below(tmp_path / "media"), handles(facts)
    assert left_in(tmp_path, held)
    row = await take_back(world)
    await world.settle()
    facts = await world.request(facts.request.id)
    assert [a.asset.status for a in facts.assets] == [AssetStatus.WITHDRAWN]
    assert [a.media.status for a in facts.assets] == [MediaStatus.ERASED]
    assert [a.consent for a in facts.assets] == [None]
    assert (await world.storage.withdrawal(row.id)).status is WithdrawalStatus.DONE
    (copy,) = (await receipt(world, row)).copies
    if world.tools.profile(provider).can_delete:
        assert copy.state is CopyState.DELETED
        assert at_gateway(world, ids) == set()
    else:
        assert copy.state is CopyState.KEPT
        assert at_gateway(world, ids) == ids
        assert set(copy.asks) <= ids
    assert left_in(tmp_path, held) == []
    assert (tmp_path / "likeness.db-wal").stat().st_size < 200_000


@pytest.mark.parametrize(
    ("gateways_on", "provider"), [((name,), name) for name in EVERY], indirect=["gateways_on"]
)
async def test_a_video_under_way_is_left_to_end_and_never_fetched(world, tmp_path, provider):
    """Its result stays where it is; a gateway that can delete does so once it ended."""
    with_slack(world)
    facts = await ready(world, provider)
    ids, held = handles(facts), contents_below(tmp_path / "media")
    video_id = await start(world, facts, provider)
    await begun(world, video_id)
    row = await take_back(world)
    assert (await receipt(world, row)).videos[0].end is VideoEnd.RUNNING
    await ended(world, video_id)
    await world.settle()
    video = await world.video(video_id)
    assert (video.video.status, video.video.result_media_id) == (VideoStatus.CANCELLED, None)
    kinds = await world.messages()
    assert "video_posted" not in kinds
    assert "video_posted_person" not in kinds
    assert (await world.storage.withdrawal(row.id)).status is WithdrawalStatus.DONE
    if world.tools.profile(provider).can_delete:
        assert at_gateway(world, ids) == set()
    assert left_in(tmp_path, held) == []
    (outcome,) = (await receipt(world, row)).videos
    assert outcome.end is VideoEnd.STOPPED


@pytest.mark.parametrize("removes", [True, False])
async def test_posted_videos_go_if_the_person_asks(world, tmp_path, removes):
    """The post and its file; else they stay and the receipt says so. Our own copies go either way."""
    slack = with_slack(world)
    facts = await ready(world, "pomex")
    video_id = await start(world, facts, "pomex")
    await ended(world, video_id)
    await world.settle()
    held = contents_below(tmp_path / "media")
    (post,) = await messages(world, "video_posted")
    video = await world.video(video_id)
    file = {"id": "F1", "permalink": "https://x/F1", "source": f"media:{video.result.id}:original"}
    await world.set(
        Message,
        post.id,
        status=MessageStatus.SENT,
        sent_revision=1,
        sent_channel=rows.CHANNEL,
        sent_ts="1.1",
        files={"video": file},
    )
    row = await take_back(world, removes=removes)
    before = (await receipt(world, row)).videos[0].end
    await world.settle()
    (outcome,) = (await receipt(world, row)).videos
    assert (before, outcome.end) == (
        (VideoEnd.REMOVING, VideoEnd.REMOVED) if removes else (VideoEnd.STAYS, VideoEnd.STAYS)
    )
    assert slack.deleted == ([(rows.CHANNEL, "1.1")] if removes else [])
    assert slack.files == (["F1"] if removes else [])
    assert left_in(tmp_path, held) == []
    assert (await world.video(video_id)).video.failure == ("withdrawn" if removes else None)


@pytest.mark.parametrize("gateways_on", [("kyyvideo2",)], indirect=True)
async def test_one_asset_alone_may_be_taken_back(world):
    """The other stays as it is, at the gateway and here."""
    with_slack(world)
    facts = await ready(world, "kyyvideo2", "rachel", "rachel-at-sea")
    first, second = facts.assets
    row = await take_back(world, subject=first.asset.id)
    await world.settle()
    facts = await world.request(facts.request.id)
    assert [a.asset.status for a in facts.assets] == [AssetStatus.WITHDRAWN, AssetStatus.USABLE]
    assert facts.assets[1].consent == second.consent
    assert [a.media.status for a in facts.assets] == [MediaStatus.ERASED, MediaStatus.READY]
    statuses = [r.status for a in facts.assets for r in a.registrations]
    assert statuses == [RegistrationStatus.DELETED, RegistrationStatus.ACTIVE]
    assert (await receipt(world, row)).names == (first.asset.name,)


async def test_an_open_question_is_a_no(world, tmp_path):
    """Nobody waits for an answer any more, and nothing was ever sent."""
    with_slack(world)
    await world.verified()
    facts = await world.ask("rachel")
    await world.settle(within_ms=60_000)
    held = contents_below(tmp_path / "media")
    row = await take_back(world)
    await world.settle()
    facts = await world.request(facts.request.id)
    assert [a.asset.status for a in facts.assets] == [AssetStatus.DECLINED]
    assert facts.invitation.status == "declined"
    (copy,) = (await receipt(world, row)).copies
    assert copy.state is CopyState.NEVER
    assert left_in(tmp_path, held) == []
    assert facts.request.form_sealed == ""
    assert facts.assets[0].media.source_sealed == ""
