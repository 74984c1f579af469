"""A gateway that is down: its jobs wait in their rows, one looks whether it is back, and cards stay as they are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.outages import OutageWatch
from bot.poller import Poller
from bot.poller.steps import STEPS
from bot.poller.waiting import CALLS, WAITS
from providers.availability import THRESHOLD, Availability
from sandbox.providers import FaultRule
from storage.changes import Put, Update
from storage.model import Job, MediaStatus, RegistrationStatus, VideoStatus
from tests.bot.poller.looks import registrations
from tests.support import rows
from workflow.jobs import JobKind
from workflow.moment import MEDIA_DEADLINE

FIRST = 5_000
ADMIN = "U0ADMIN"


@pytest.fixture(name="watched")
async def _watched(world):
    """The world with a breaker between the poller and PomexAI, on the same clock, and an admin to tell."""
    await world.add(Put(row=rows.member(user_id=ADMIN, is_admin=True)))
    watch(world)
    return world


def watch(world):
    """A breaker as a new process has it."""
    available = Availability(provider="pomex", clock=world.clock, spread=lambda: 0.5, first_ms=FIRST)
    world.tools.providers["pomex"].http._availability = available
    world.tools = replace(world.tools, availabilities={"pomex": available})
    world.poller = Poller(world.tools, STEPS)
    world.available = available
    world.watch = OutageWatch(world.desk, rows.TEAM, world.tools.availabilities)


def down(world, times=10_000):
    world.faults(FaultRule(fault="503", times=times))


def requests(world):
    return len(world.gateways.journal.entries)


async def last_errors(world):
    found = await world.storage._read(lambda c: c.execute("SELECT last_error FROM jobs").fetchall())
    return [error for (error,) in found]


async def revisions(world):
    found = "SELECT id, wanted_revision FROM messages ORDER BY id"
    return await world.storage._read(lambda c: c.execute(found).fetchall())


async def opened(world):
    """A gateway that went down while a video was under way, and the breaker open."""
    await world.ready_video()
    await world.sweep()
    assert (await world.video()).video.status in (VideoStatus.QUEUED, VideoStatus.RUNNING)
    down(world)
    for _ in range(100):
        if world.available.is_open:
            return
        await world.sweep(ms=1_000)
    raise AssertionError("it never opened")


async def test_while_it_is_open_nothing_is_called_and_no_card_changes(watched):
    """Jobs are given back until the next probe, without an attempt."""
    await opened(watched)
    called, shown = requests(watched), await revisions(watched)
    await watched.schedule(JobKind.SUBMIT, "q_1", provider="pomex", account="main")
    for _ in range(4):
        await watched.sweep(ms=900)
    assert requests(watched) == called
    assert await revisions(watched) == shown
    assert WAITS in await last_errors(watched)
    assert (await watched.storage.next_job_at()) > watched.clock.ms


async def test_one_job_at_a_time_looks_whether_it_is_back(watched):
    """However many wait: one call for each pause, and the pauses grow."""
    await opened(watched)
    for n in range(2, 30):
        await watched.schedule(JobKind.DELETE_REGISTRATION, f"g_{n}", provider="pomex", account="main")
    called = requests(watched)
    for _ in range(200):
        await watched.sweep(ms=1_000)
    assert 1 <= requests(watched) - called <= 7


async def test_a_paid_start_is_not_begun_while_it_is_open(watched):
    """No intent that would have to be taken back, and no line in the ledger."""
    await watched.ready_video()
    watched.available.reopen(watched.clock.ms)
    watched.available._wait(FIRST)
    await watched.sweep()
    video = (await watched.video()).video
    assert (video.status, video.intent_at) == (VideoStatus.STARTING, None)
    assert [e.kind async for e in watched.storage.ledger() if e.kind.startswith("video_")] == []
    assert requests(watched) == 0
    await watched.settle(within_ms=600_000)
    assert (await watched.video()).video.status is VideoStatus.SUCCEEDED


async def test_everything_goes_on_when_it_answers_again(watched):
    """By itself; a video that was under way is fetched."""
    await opened(watched)
    watched.gateways.faults.rules.clear()
    await watched.settle(within_ms=600_000)
    assert not watched.available.is_open
    assert (await watched.video()).video.result_media_id is not None


async def test_what_is_past_its_deadline_ends_while_it_is_open(watched):
    """A wait has an end, whatever the gateway does."""
    facts = await watched.waiting_request()
    watched.available.reopen(watched.clock.ms)
    watched.available._wait(10**9)
    await watched.schedule(JobKind.SUBMIT, "q_1", provider="pomex", account="main", deadline=1_000)
    await watched.sweep()
    await watched.sweep(ms=4_000_000)
    facts = await watched.request(facts.request.id)
    assert [r.status for r in registrations(facts)] == [RegistrationStatus.FAILED]


async def notices(world):
    return [kind for kind in await world.messages() if kind.startswith("gateway_")]


async def test_an_admin_is_told_once_when_it_opens_and_once_when_it_closes(watched):
    """Also when the bot was started anew in between."""
    await watched.watch.resume()
    await opened(watched)
    for _ in range(2):
        await watched.watch._tell_all()
        assert await notices(watched) == ["gateway_down"]
    since = watched.available.opened_at
    watch(watched)
    await watched.watch.resume()
    assert watched.available.opened_at == since
    await watched.sweep(ms=10_000)
    await watched.watch._tell_all()
    assert await notices(watched) == ["gateway_down"]
    watched.gateways.faults.rules.clear()
    await watched.settle(within_ms=600_000)
    for _ in range(2):
        await watched.watch._tell_all()
        assert await notices(watched) == ["gateway_down", "gateway_up"]
    watch(watched)
    await watched.watch.resume()
    assert not watched.available.is_open


async def test_a_pause_that_is_told_holds_all_looks_of_the_account(watched):
    """One 429 with Retry-After: not one more look before it is over, and the card of one thing tells it."""
    await watched.waiting_request(count=4)
    await watched.schedule(JobKind.SUBMIT, "q_1", provider="pomex", account="main")
    await watched.sweep()
    looks = "/v1/video/assets/*"
    watched.faults(FaultRule(fault="429", path=looks, method="GET", times=1, seconds=30))
    await watched.sweep(ms=2_000)
    called = requests(watched)
    for _ in range(25):
        await watched.sweep(ms=1_000)
    assert requests(watched) == called
    await watched.settle(within_ms=600_000)
    facts = await watched.request("q_1")
    assert {r.status for r in registrations(facts)} == {RegistrationStatus.ACTIVE}


def test_each_kind_of_job_that_calls_a_gateway_is_known():
    """A kind with a gateway in its rows that is missing here would call a gateway that is down."""
    assert set(CALLS) <= {str(kind) for kind in JobKind}
    assert THRESHOLD == 5


@pytest.mark.parametrize(("tried", "status"), [(False, MediaStatus.READY), (True, MediaStatus.REFUSED)])
async def test_a_file_that_nobody_could_try_to_fetch_is_still_fetched(world, tried, status):
    """While the disk was full or Slack refused our token its time ran out, through no fault of its own."""
    facts = await world.ask("rachel")
    (media,) = [asset.media for asset in facts.assets]
    await world.add(Update(table=Job, where={"subject": media.id}, values={"attempts": int(tried)}))
    world.clock.ms += MEDIA_DEADLINE + 1
    await world.sweep()
    assert (await world.storage.media(media.id)).status is status
