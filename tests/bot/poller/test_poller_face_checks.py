"""Face checks through the poller: asked about with the session's token, or closed when the phone never came back."""

from __future__ import annotations

import pytest

from providers.errors import AnswerLost, KeyRefused
from providers.face import Failure, VerificationReading, VerificationState
from storage.changes import Insert
from storage.model import InvitationStatus, RegistrationStatus, VerificationStatus
from tests.support import rows
from workflow.jobs import JobKind

PENDING = VerificationReading(state=VerificationState.PENDING)
PASSED = VerificationReading(
    state=VerificationState.PASSED, group_id="group-20260619145855-snq4q", billed=True
)
FAILED = VerificationReading(state=VerificationState.FAILED, failure=Failure(code="30001"))
MINUTES = 60_000


async def check(world, *readings, lives=10 * MINUTES):
    """A face check that the phone is busy with; the gateway will answer these."""
    await world.add(
        Insert(row=rows.person(slack_user_id="U0TOM")),
        Insert(row=rows.asset_request()),
        Insert(row=rows.invitation(status=InvitationStatus.ACCEPTED, via="page")),
        Insert(row=rows.verification(state_hash="ef" * 32, expires_at=world.clock.ms + lives)),
    )
    await world.schedule(
        JobKind.READ_VERIFICATION, "c_1", provider="pomex", account="main", after=3_000, deadline=lives
    )
    await world.schedule(JobKind.EXPIRE_VERIFICATION, "c_1", after=lives)
    answers, asked = list(readings), []

    async def read_verification(handle, redirect):
        asked.append(redirect)
        answer = answers.pop(0) if answers else PENDING
        if isinstance(answer, Exception):
            raise answer
        return answer

    world.tools.providers["pomex"].read_verification = read_verification
    return asked


async def status(world):
    return (await world.storage.verification("c_1")).status


async def test_the_gateway_is_asked_until_it_knows(world):
    """Pending, then passed: the group is the person's, and nobody asks again."""
    asked = await check(world, PENDING, PENDING, PASSED)
    await world.settle()
    assert await status(world) is VerificationStatus.PASSED
    assert asked == [None] * 3
    group = await world.storage.group_of("p_1", "pomex", "main")
    assert group.group_id == PASSED.group_id
    assert await world.storage.next_job_at() is None


async def test_a_failed_check_is_over(world):
    """The same link makes a new one."""
    await check(world, FAILED)
    await world.settle()
    assert await status(world) is VerificationStatus.FAILED


@pytest.mark.parametrize("error", [AnswerLost("pomex"), KeyRefused("pomex")])
async def test_a_failed_look_is_tried_again(world, error):
    """While the session lives."""
    asked = await check(world, error, error, PASSED)
    await world.settle()
    assert await status(world) is VerificationStatus.PASSED
    assert len(asked) == 3


async def test_a_phone_that_never_comes_back_ends_with_the_session(world):
    """Nobody asks about it any more."""
    await check(world, lives=MINUTES)
    await world.settle(within_ms=3 * MINUTES)
    verification = await world.storage.verification("c_1")
    assert (verification.status, verification.failure) == (
        VerificationStatus.EXPIRED,
        "verification_expired",
    )
    assert await world.storage.next_job_at() is None


async def test_somebody_elses_group_is_nobody_new(world):
    """A face that is known as another person's proves nothing about this one."""
    await world.verified()
    await check(world, PASSED)
    await world.settle()
    verification = await world.storage.verification("c_1")
    assert (verification.status, verification.failure) == (
        VerificationStatus.FAILED,
        "verification_other_person",
    )


async def test_what_a_gateway_cannot_look_up_is_sent_again_on_record(world):
    """A registration costs nothing; the ledger keeps that a copy may be there without a handle."""
    await world.waiting_request()
    await world.set(rows.Registration, "g_1", status=RegistrationStatus.SUBMITTING)
    provider = world.tools.providers["pomex"]
    provider.find = lambda name, group_id: _unsupported(provider)
    await world.schedule(JobKind.SUBMIT, "q_1", provider="pomex", account="main", deadline=MINUTES)
    await world.settle()
    registration = (await world.request("q_1")).assets[0].registrations[0]
    assert registration.status is RegistrationStatus.ACTIVE
    assert [e.subject async for e in world.storage.ledger() if e.kind == "registration_unproved"] == ["g_1"]


async def _unsupported(provider):
    provider.unsupported("finding a registration by name")
