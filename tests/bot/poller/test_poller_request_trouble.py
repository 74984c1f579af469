"""Requests through the poller when a gateway refuses, is down, answers nonsense, or a yes ends."""

from __future__ import annotations

import pytest

from sandbox.providers import FaultRule
from storage.changes import Update
from storage.model import (
    Consent,
    Registration,
    RegistrationStatus,
    SubmissionStatus,
)
from tests.bot.poller.looks import ASSETS, made, registrations, submit
from tests.support import rows
from workflow.jobs import JobKind
from workflow.moment import DAY, HOUR

ACTIVE, FAILED, WAITING = RegistrationStatus.ACTIVE, RegistrationStatus.FAILED, RegistrationStatus.WAITING


@pytest.mark.parametrize("fault", ["lost", "garbage", "empty"])
async def test_a_lost_create_answer_is_looked_up_and_not_repeated(world, fault):
    """The gateway lists what it made under our name: there is one of it."""
    await submit(world)
    world.faults(FaultRule(fault=fault, method="POST", path=ASSETS))
    await world.sweep()
    (registration,) = registrations(await world.request("q_1"))
    assert registration.status is RegistrationStatus.UNKNOWN
    (submission,) = (await world.request("q_1")).submissions
    assert submission.status is SubmissionStatus.UNKNOWN
    await world.settle()
    (registration,) = registrations(await world.request("q_1"))
    assert registration.status is ACTIVE
    assert made(world) == 1


async def test_an_answer_that_names_the_asset_is_no_loss(world):
    """The rest of it is strange, its id is not: it is followed by that, without being looked for."""
    await submit(world)
    world.faults(FaultRule(fault="unknown_status", method="POST", path=ASSETS))
    await world.sweep()
    (registration,) = registrations(await world.request("q_1"))
    assert registration.status is RegistrationStatus.IN_REVIEW
    await world.settle()
    (registration,) = registrations(await world.request("q_1"))
    assert (registration.status, made(world)) == (ACTIVE, 1)


async def test_a_decision_counts_also_after_the_deadline(world):
    """The bot was away for two days, the gateway was not."""
    await submit(world)
    await world.sweep()
    await world.sweep(ms=2 * DAY)
    await world.settle()
    (registration,) = registrations(await world.request("q_1"))
    assert registration.status is ACTIVE


async def test_a_create_call_that_never_arrived_is_made_again(world):
    """The gateway knows nothing of it, so it is sent once more."""
    await submit(world)
    world.faults(FaultRule(fault="reset", method="POST", path=ASSETS))
    await world.settle()
    (registration,) = registrations(await world.request("q_1"))
    assert registration.status is ACTIVE
    assert made(world) == 1


async def test_a_crash_inside_the_create_call_is_looked_up(world):
    """The intent is there, no answer is: what the gateway made is found by its name."""
    await submit(world)
    provider = world.tools.providers["pomex"]
    once = [True]
    submit_one = provider.submit_one

    async def die(item):
        answer = await submit_one(item)
        if once:
            once.pop()
            raise RuntimeError("killed here")
        return answer

    provider.submit_one = die
    await world.settle()
    (registration,) = registrations(await world.request("q_1"))
    assert registration.status is ACTIVE
    assert made(world) == 1


@pytest.mark.parametrize(
    ("fault", "failure", "ends"),
    [
        ("401", "key_refused", True),
        ("402", "no_credit", True),
        ("422", "refused_by_gateway", True),
        ("429", "rate_limited", False),
        ("503", "gateway_unavailable", False),
    ],
)
async def test_a_refused_create_call_is_told_and_repeated_only_where_that_helps(world, fault, failure, ends):
    """The card knows why; nothing hangs."""
    await submit(world)
    world.faults(FaultRule(fault=fault, method="POST", path=ASSETS))
    await world.sweep()
    (registration,) = registrations(await world.request("q_1"))
    assert registration.failure == failure
    assert registration.status is (FAILED if ends else WAITING)
    await world.settle()
    (registration,) = registrations(await world.request("q_1"))
    assert registration.status is (FAILED if ends else ACTIVE)


@pytest.mark.parametrize(
    ("fault", "failure"),
    [
        ("401", "key_refused"),
        ("402", "no_credit"),
        ("429", "rate_limited"),
        ("503", "gateway_unavailable"),
        ("html", "unexpected_answer"),
        ("garbage", "unexpected_answer"),
        ("empty", "unexpected_answer"),
        ("unknown_status", "unexpected_answer"),
        ("lost", "answer_lost"),
        ("reset", "answer_lost"),
    ],
)
async def test_a_failed_look_at_a_review_is_told_and_the_story_goes_on(world, fault, failure):
    """Trouble shows while it lasts and is taken off when it ends."""
    await submit(world)
    await world.sweep()
    world.faults(FaultRule(fault=fault, method="GET", path=f"{ASSETS}*", times=3))
    await world.sweep(ms=1_500)
    (registration,) = registrations(await world.request("q_1"))
    assert (registration.status, registration.failure) == (RegistrationStatus.IN_REVIEW, failure)
    await world.settle()
    (registration,) = registrations(await world.request("q_1"))
    assert (registration.status, registration.failure) == (ACTIVE, None)


async def test_a_review_that_never_decides_ends_after_a_day(world):
    """The card says that the waiting is over."""
    await submit(world)
    await world.sweep()
    world.faults(FaultRule(fault="503", method="GET", path=f"{ASSETS}*", times=100_000))
    await world.sweep(ms=DAY + HOUR)
    await world.settle()
    (registration,) = registrations(await world.request("q_1"))
    assert (registration.status, registration.failure) == (FAILED, "review_too_long")


async def test_a_consent_that_ends_before_the_call_stops_the_call(world):
    """Facts are read, then the yes ends, then the intent is written: it is refused, and nothing is sent."""
    await submit(world)
    apply, ended = world.storage.apply, []

    async def late(change):
        if not ended:
            ended.append(True)
            await apply(
                type(change)((Update(table=Consent, where={"id": "c_1"}, values={"ended_at": rows.NOW}),))
            )
        return await apply(change)

    world.storage.apply = late
    await world.settle()
    assert made(world) == 0
    (registration,) = registrations(await world.request("q_1"))
    assert registration.status is WAITING


async def test_a_consent_that_ends_for_one_file_does_not_stop_the_others(world):
    """The others are submitted at the next look."""
    await submit(world, count=3)
    apply, ended = world.storage.apply, []

    async def late(change):
        if not ended:
            ended.append(True)
            await apply(
                type(change)((Update(table=Consent, where={"id": "c_2"}, values={"ended_at": rows.NOW}),))
            )
        return await apply(change)

    world.storage.apply = late
    await world.settle()
    assert [r.status for r in registrations(await world.request("q_1"))] == [ACTIVE, WAITING, ACTIVE]


async def test_results_are_not_written_once_the_lease_is_lost(world):
    """Another worker took over while the gateway was asked: this one's look-up changes nothing."""
    await submit(world)
    await world.set(Registration, "g_1", status=RegistrationStatus.SUBMITTING)
    provider, taken = world.tools.providers["pomex"], []

    async def slow(name, group_id):
        taken.extend(await world.storage.claim_jobs(world.clock.ms + 30_000, 30_000, 10))

    provider.find = slow
    await world.sweep()
    (registration,) = registrations(await world.request("q_1"))
    assert registration.status is RegistrationStatus.SUBMITTING
    assert made(world) == 0
    assert taken


async def test_a_gateway_that_is_off_stops_no_other(world):
    """Its key was taken out: its work waits, everybody else's goes on."""
    await submit(world)
    await world.schedule(JobKind.ADVANCE_REQUEST, "q_1")
    await world.schedule(JobKind.ADVANCE_REQUEST, "q_0")
    await world.add(
        Update(
            table=type((await world.request("q_0")).request), where={"id": "q_0"}, values={"provider": "gone"}
        )
    )
    await world.settle(within_ms=60_000)
    (registration,) = registrations(await world.request("q_1"))
    assert registration.status is ACTIVE
    (job,) = await world.storage.claim_jobs(world.clock.ms + HOUR, 1, 10)
    assert (job.subject, job.last_error) == ("q_0", "gateway_off")
