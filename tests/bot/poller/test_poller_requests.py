"""Requests through the poller: fetched, asked, submitted, reviewed, ready."""

from __future__ import annotations

from storage.model import (
    AssetStatus,
    Depiction,
    InvitationStatus,
    MediaStatus,
    RegistrationStatus,
)
from tests.bot.poller.looks import made, registrations, submit
from workflow.jobs import JobKind
from workflow.moment import DAY, HOUR

ACTIVE, FAILED, WAITING = RegistrationStatus.ACTIVE, RegistrationStatus.FAILED, RegistrationStatus.WAITING


async def test_the_whole_way_of_a_member_who_is_verified(world):
    """Nothing reaches the gateway before her yes; then it is submitted, reviewed and ready."""
    await world.verified()
    facts = await world.ask("rachel")
    await world.settle()
    facts = await world.request(facts.request.id)
    assert facts.assets[0].media.status is MediaStatus.READY
    assert facts.invitation.status is InvitationStatus.OPEN
    assert made(world) == 0
    await world.consent(facts)
    await world.settle()
    (registration,) = registrations(await world.request(facts.request.id))
    assert registration.status is ACTIVE
    assert registration.reference.startswith("asset://")
    assert await world.messages() == [
        "asset_card",
        "asset_ready_owner",
        "asset_ready_person",
        "consent_card",
        "request_decided",
        "request_in_review",
    ]


async def test_the_whole_way_of_nobody_real(world):
    """No yes is needed, no group is used."""
    facts = await world.ask("a-house", depiction=Depiction.NOBODY)
    await world.settle()
    (registration,) = registrations(await world.request(facts.request.id))
    assert (registration.status, dict(registration.handle).keys()) == (ACTIVE, {"id"})


async def test_ten_files_are_one_submission(world):
    """One intent, ten calls, ten reviews read in one sweep and one transaction."""
    await submit(world, count=10)
    await world.sweep()
    facts = await world.request("q_1")
    assert len(facts.submissions) == 1
    assert made(world) == 10
    apply_all, batches = world.storage.apply_all, []

    async def counting(changes):
        batches.append(len(changes))
        return await apply_all(changes)

    world.storage.apply_all = counting
    await world.sweep(ms=4_000)
    assert batches.count(10) == 1
    await world.settle()
    assert {r.status for r in registrations(await world.request("q_1"))} == {ACTIVE}


async def test_a_picture_that_cannot_be_fetched_ends_with_a_private_word(world):
    """Three tries, then the requester may fix the form; the name is free again."""
    await world.verified()

    async def unreachable(media, destination):
        world.brought.append(media.id)
        from bot.media.problem import UNREACHABLE, MediaProblem

        raise MediaProblem(UNREACHABLE, temporary=True, status=0)

    object.__setattr__(world.tools, "bring_in", unreachable)
    facts = await world.ask("rachel")
    await world.settle()
    facts = await world.request(facts.request.id)
    assert len(world.brought) == 3
    assert facts.assets[0].media.status is MediaStatus.REFUSED
    assert facts.assets[0].asset.status is AssetStatus.DELETED
    assert "media_refused" in await world.messages()


async def test_a_file_that_always_breaks_the_fetch_ends_too(world):
    """Whatever it is that raises: after half an hour the requester is told."""
    await world.verified()

    async def broken(media, destination):
        raise OSError("no room")

    object.__setattr__(world.tools, "bring_in", broken)
    facts = await world.ask("rachel")
    await world.settle(within_ms=20_000)
    assert (await world.request(facts.request.id)).assets[0].media.status is MediaStatus.FETCHING
    await world.sweep(ms=HOUR)
    facts = await world.request(facts.request.id)
    assert facts.assets[0].media.status is MediaStatus.REFUSED


async def test_one_bad_file_of_several_does_not_stop_the_others(world):
    """Each has its own end."""
    await world.verified()
    world.pictures["broken"] = b"\xff\xd8\xff\xe0 not a picture at all"
    facts = await world.ask("rachel", "broken", "third")
    await world.settle()
    facts = await world.request(facts.request.id)
    assert [a.media.status for a in facts.assets] == [
        MediaStatus.READY,
        MediaStatus.REFUSED,
        MediaStatus.READY,
    ]
    await world.consent(facts)
    await world.settle()
    facts = await world.request(facts.request.id)
    assert [r.status for r in registrations(facts) if r.status is ACTIVE] == [ACTIVE, ACTIVE]


async def test_an_invitation_that_nobody_answers_lapses(world):
    """After seven days its files are erased and the requester is told."""
    await world.verified()
    facts = await world.ask("rachel")
    await world.settle()
    await world.sweep(ms=7 * DAY)
    await world.settle()
    facts = await world.request(facts.request.id)
    assert facts.invitation.status is InvitationStatus.LAPSED
    assert facts.assets[0].asset.status is AssetStatus.LAPSED
    assert facts.assets[0].media.status is MediaStatus.ERASED
    assert not await world.tools.store.has(facts.assets[0].media.id)
    assert "consent_refused" in await world.messages()


async def test_a_step_run_twice_adds_nothing(world):
    """Everything is looked at afresh, so a job that comes back late finds its work done."""
    await submit(world)
    await world.settle()
    before = await world.messages()
    for kind in (JobKind.SUBMIT, JobKind.ADVANCE_REQUEST):
        await world.schedule(kind, "q_1", provider="pomex", account="main")
    await world.schedule(JobKind.READ_REGISTRATION, "g_1", provider="pomex", account="main")
    await world.schedule(JobKind.FETCH_MEDIA, "m_1")
    await world.settle()
    assert made(world) == 1
    assert await world.messages() == before
