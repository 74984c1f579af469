"""A link opens ten sessions a day and no more; a new link goes on."""

from __future__ import annotations

import pytest

from storage.model import Depiction, VerificationStatus
from tests.bot.web.conftest import INVITATION, World
from tests.support import rows
from workflow.access import Actor
from workflow.consents import MAX_TRIES, is_out_of_tries
from workflow.moment import DAY, HOUR, INVITATION_LIFE
from workflow.use_cases import Answering, Problem


async def tire(world: World) -> None:
    for _ in range(MAX_TRIES):
        world.clock.ms += 60_000
        await world.agree()


async def renew(world: World, user: str, **more: bool) -> Problem | None:
    return await Answering(world.desk).renew_invitation(INVITATION, Actor(user_id=user, **more))


async def test_the_eleventh_press_of_a_day_makes_no_session(invited: World) -> None:
    """Page and facts say why; the yes itself stands, and nothing more is billed."""
    await tire(invited)
    calls = len(invited.gateway_calls())
    for _ in range(3):
        answer = await invited.press_yes()
        assert answer.location.startswith(invited.path())
    assert len(invited.gateway_calls()) == calls
    assert "ten times" in ((await invited.get(invited.path())).trouble or "")
    facts = await invited.facts()
    assert is_out_of_tries(facts)
    assert facts.assets[0].consent is not None


async def test_a_day_later_the_same_link_goes_on(invited: World) -> None:
    """The limit is of a day, not for good."""
    await tire(invited)
    await invited.press_yes()
    invited.clock.ms += DAY
    await invited.agree()
    assert not is_out_of_tries(await invited.facts())


@pytest.mark.parametrize("user", [rows.MAYA, rows.RACHEL])
async def test_requester_or_person_renews_the_link(invited: World, user: str) -> None:
    """Seven days from now, ten more sessions, one more line in the ledger; the old address still opens."""
    await tire(invited)
    await invited.press_yes()
    invited.clock.ms += HOUR
    assert await renew(invited, user) is None
    facts = await invited.facts()
    assert facts.invitation is not None
    assert facts.invitation.expires_at == invited.clock.ms + INVITATION_LIFE
    assert not is_out_of_tries(facts)
    assert (await invited.ledger())[-1] == "invitation_renewed"
    for path in (invited.path(), invited.path(until=facts.invitation.expires_at)):
        await invited.agree(path)
    assert (await invited.verification()).status is VerificationStatus.OPEN


async def test_the_time_to_answer_is_counted_anew(invited: World) -> None:
    """One job, due when the new link ends."""
    invited.clock.ms += HOUR
    await renew(invited, rows.RACHEL)
    await renew(invited, rows.RACHEL)
    jobs = await invited.storage._read(
        lambda c: c.execute(
            "SELECT due_at FROM jobs WHERE kind = 'lapse_invitation' AND subject = ?",
            (INVITATION,),
        ).fetchall()
    )
    assert jobs == [(invited.clock.ms + INVITATION_LIFE,)]


async def test_nobody_else_renews_a_link(invited: World) -> None:
    """Neither a colleague nor a guest; nor the requester once he left."""
    for user, more in (("U0TOM", {}), ("U0GUEST", {"is_guest": True}), (rows.MAYA, {"is_deactivated": True})):
        problem = await renew(invited, user, **more)
        assert problem is not None
        assert problem.key.startswith("deny_")
    assert await invited.ledger() == []


async def test_what_is_answered_needs_no_new_link(invited: World) -> None:
    """After a no, nothing leads on."""
    await invited.post(f"{invited.path()}/decline")
    problem = await renew(invited, rows.RACHEL)
    assert problem == Problem(key="already_answered")


async def test_somebody_outside_is_bound_by_the_same_limit(world: World) -> None:
    """His link is renewed by whoever handed it over."""
    await world.invite(
        person={"slack_user_id": None}, request={"depiction": Depiction.OUTSIDER}, invitation={}
    )
    await tire(world)
    await world.press_yes()
    assert is_out_of_tries(await world.facts())
    assert await renew(world, rows.MAYA) is None
    await world.agree()
