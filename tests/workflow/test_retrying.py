"""Trying a failed registration again: when it may be, and what is done."""

from __future__ import annotations

import pytest

from providers.errors import AnswerLost, KeyRefused, Refused
from providers.face import ReviewStatus, Submitted
from storage.changes import Update, change
from storage.facts import RequestFacts
from storage.model import Media, MediaStatus, Registration, RegistrationStatus
from tests.support import rows
from tests.workflow.studio import HANDLE, MAYA, TEAM, TOM, TRUSTS, Studio
from workflow import registrations
from workflow.access import Actor
from workflow.failures import FAILURE_KEYS
from workflow.jobs import JobKind
from workflow.use_cases import Desk, Owning, Problem

OWNER = Actor(user_id=MAYA)


@pytest.fixture(name="owning")
def _owning(studio: Studio) -> Owning:
    return Owning(
        Desk(
            storage=studio.storage,
            profiles={"pomex": TRUSTS},
            clock=lambda: studio.now,
            new_id=studio.new_id,
            new_state=lambda: ("", ""),
            seal=str,
            unseal=str,
        )
    )


def only(facts: RequestFacts) -> Registration:
    (registration,) = facts.assets[0].registrations
    return registration


async def failed(studio: Studio, error: type = KeyRefused) -> RequestFacts:
    """A request whose create call failed for good."""
    studio.profile = TRUSTS
    facts = await studio.agreed(await studio.asked())
    facts = await studio.answered(facts, Submitted(name=only(facts).id, error=error("pomex", "no")))
    assert only(facts).status is RegistrationStatus.FAILED
    return facts


async def retried(studio: Studio, owning: Owning, facts: RequestFacts) -> RequestFacts:
    done = await owning.retry(TEAM, only(facts).id, OWNER, studio.new_id("k"))
    assert not isinstance(done, Problem), done
    return await studio.again(facts)


async def test_what_was_never_accepted_is_sent_again(studio, owning):
    """It waits, and what comes next sends it."""
    facts = await retried(studio, owning, await failed(studio))
    assert (only(facts).status, only(facts).failure) == (RegistrationStatus.WAITING, None)
    facts = await studio.answered(facts, Submitted(name=only(facts).id, handle=HANDLE))
    assert only(facts).status is RegistrationStatus.IN_REVIEW
    assert "registration_retried" in await studio.ledger_kinds()


async def test_a_review_that_took_too_long_is_read_again(studio, owning):
    """What the gateway has is not sent a second time."""
    studio.profile = TRUSTS
    facts = await studio.reviewed(
        await studio.answered(await studio.agreed(await studio.asked())), ReviewStatus.FAILED
    )
    late = {"failure": "review_too_long"}
    await studio.write(change(Update(table=Registration, where={"id": only(facts).id}, values=late)))
    facts = await retried(studio, owning, facts)
    assert only(facts).status is RegistrationStatus.IN_REVIEW
    assert JobKind.READ_REGISTRATION in studio.jobs()


async def test_a_create_call_that_may_have_taken_effect_is_looked_for_first(studio, owning):
    """Given up while nothing was proved, it is proved before it is made again."""
    studio.profile = TRUSTS
    facts = await studio.agreed(await studio.asked())
    facts = await studio.answered(facts, Submitted(name=only(facts).id, error=AnswerLost("pomex")))
    gave_up = {"status": RegistrationStatus.FAILED, "failure": "gave_up"}
    await studio.write(change(Update(table=Registration, where={"id": only(facts).id}, values=gave_up)))
    facts = await retried(studio, owning, await studio.again(facts))
    assert only(facts).status is RegistrationStatus.UNKNOWN
    assert JobKind.SUBMIT in studio.jobs()


@pytest.mark.parametrize("failure", sorted(FAILURE_KEYS))
def test_only_what_was_no_fault_of_the_picture_is_tried_again(failure, a_registration):
    """A gateway's no, a missing yes and what it cannot do stay as they are."""
    final = {
        "refused_by_gateway",
        "foreign_group",
        "unsupported",
        "verification_other_person",
        "yes_declined",
        "yes_lapsed",
        "not_endorsed",
    }
    may = registrations.may_retry(a_registration(failure))
    assert may == (failure not in final)


@pytest.fixture(name="a_registration")
def _a_registration():
    return lambda failure: rows.registration(status=RegistrationStatus.FAILED, failure=failure)


async def test_a_refusal_is_not_tried_again(studio, owning):
    """The owner deletes it, and its name is free."""
    facts = await failed(studio, Refused)
    found = await owning.retry(TEAM, only(facts).id, OWNER, "k")
    assert isinstance(found, Problem)
    assert found.key == "already_decided"


async def test_only_owner_and_admins_try_again(studio, owning):
    """Everybody else reads whom to ask."""
    facts = await failed(studio)
    found = await owning.retry(TEAM, only(facts).id, Actor(user_id=TOM), "k")
    assert isinstance(found, Problem)
    assert found.key == "deny_owner_only"
    admin = Actor(user_id=TOM, is_admin=True)
    assert not isinstance(await owning.retry(TEAM, only(facts).id, admin, "k"), Problem)


async def test_what_is_erased_cannot_be_sent_again(studio, owning):
    """A sentence instead of a card that waits for ever."""
    facts = await failed(studio)
    gone = {"status": MediaStatus.ERASED}
    where = {"id": facts.assets[0].media.id}
    await studio.write(change(Update(table=Media, where=where, values=gone)))
    found = await owning.retry(TEAM, only(facts).id, OWNER, "k")
    assert isinstance(found, Problem)
    assert found.key == "file_erased"


async def test_two_presses_at_once_send_it_once(studio, owning):
    """The second learns that it was decided."""
    facts = await failed(studio)
    await retried(studio, owning, facts)
    found = await owning.retry(TEAM, only(facts).id, OWNER, "k")
    assert isinstance(found, Problem)
    assert found.key == "already_decided"
