"""Deletion, one more gateway and another try, with the real storage and every simulated gateway."""

from __future__ import annotations

import pytest

from providers.registry import PROVIDERS
from sandbox.providers import FaultRule
from storage.facts import RequestFacts
from storage.model import Depiction, Registration, RegistrationStatus
from tests.bot.poller.conftest import World, actor_of
from tests.support import rows
from workflow.moment import HOUR
from workflow.use_cases import Owning, Problem

EVERY = tuple(sorted(PROVIDERS))
OWNER = actor_of(rows.MAYA)
pytestmark = pytest.mark.parametrize("gateways_on", [EVERY], indirect=True)


async def ready(world: World, provider: str, depiction: Depiction = Depiction.NOBODY) -> RequestFacts:
    facts = await world.ask("street", depiction=depiction, provider=provider)
    await world.settle()
    if depiction is not Depiction.NOBODY:
        await world.consent(facts)
        await world.settle()
    facts = await world.request(facts.request.id)
    assert at(facts, provider).status is RegistrationStatus.ACTIVE
    return facts


def at(facts: RequestFacts, provider: str) -> Registration:
    found = facts.assets[0].registration(provider)
    assert found is not None
    return found


async def delete(world: World, facts: RequestFacts) -> None:
    done = await Owning(world.desk).delete(rows.TEAM, facts.assets[0].asset.id, OWNER, "delete")
    assert not isinstance(done, Problem), done


async def further(world: World, facts: RequestFacts, provider: str) -> RequestFacts:
    asset_id = facts.assets[0].asset.id
    done = await Owning(world.desk).register_elsewhere(rows.TEAM, asset_id, provider, OWNER, provider)
    assert not isinstance(done, Problem), done
    await world.settle()
    return (await world.storage.requests_of_asset(asset_id))[-1]


def deletions(world: World) -> list[str]:
    return [e.path for e in world.gateways.journal.entries if "delete" in f"{e.method} {e.path}".lower()]


@pytest.mark.parametrize("provider", EVERY)
async def test_a_deletion_ends_as_the_gateways_profile_says(world, provider):
    """Deleted where it can be, and said to be kept where it cannot; no more calls than needed."""
    facts = await ready(world, provider)
    await delete(world, facts)
    await world.settle()
    deletes = PROVIDERS[provider].profile.can_delete
    ended = at(await world.request(facts.request.id), provider)
    wanted = RegistrationStatus.DELETED if deletes else RegistrationStatus.KEPT_BY_GATEWAY
    assert (ended.status, ended.failure) == (wanted, None)
    assert len(deletions(world)) == (1 if deletes else 0)
    kinds = [entry.kind async for entry in world.storage.ledger()]
    assert kinds[-1] == ("registration_deleted" if deletes else "registration_kept")


async def test_a_gateway_that_is_away_is_asked_until_it_deletes(world):
    """Trouble delays a deletion and never ends it."""
    facts = await ready(world, "kyyvideo2")
    world.faults(
        FaultRule(fault="503", method="DELETE", times=2),
        FaultRule(fault="401", method="DELETE"),
        FaultRule(fault="lost", method="DELETE"),
    )
    await delete(world, facts)
    await world.settle(within_ms=6 * HOUR)
    assert at(await world.request(facts.request.id), "kyyvideo2").status is RegistrationStatus.DELETED


@pytest.mark.parametrize("provider", [name for name in EVERY if name != "jimmyai"])
async def test_one_asset_at_two_gateways_is_deleted_at_both(world, provider):
    """Two registrations of one asset, each ends as its own gateway can."""
    first = await ready(world, "jimmyai")
    second = await further(world, first, provider)
    assert {r.status for r in second.assets[0].registrations} == {RegistrationStatus.ACTIVE}
    await delete(world, first)
    await world.settle()
    after = (await world.request(first.request.id)).assets[0].registrations
    assert {r.provider: r.status for r in after} == {
        name: RegistrationStatus.DELETED
        if PROVIDERS[name].profile.can_delete
        else RegistrationStatus.KEPT_BY_GATEWAY
        for name in ("jimmyai", provider)
    }


async def test_a_persons_picture_goes_to_the_second_gateway_after_another_yes(world):
    """Nothing reaches it before, and the first keeps what it has."""
    await world.verified()
    first = await ready(world, "pomex", Depiction.MEMBER)
    before = len(world.gateways.journal.entries)
    second = await further(world, first, "jimmyai")
    assert at(second, "jimmyai").status is RegistrationStatus.WAITING
    assert len(world.gateways.journal.entries) == before
    await world.consent(second)
    await world.settle()
    both = (await world.request(second.request.id)).assets[0]
    assert {r.status for r in both.registrations} == {RegistrationStatus.ACTIVE}
    assert both.consent is not None
    assert both.consent.providers == ("pomex", "jimmyai")


async def test_a_registration_that_failed_for_our_own_reasons_is_tried_again(world):
    """A key that was refused is no fault of the picture: mended, the same registration goes through."""
    world.faults(FaultRule(fault="401", method="POST"))
    facts = await world.ask("street", depiction=Depiction.NOBODY, provider="jimmyai")
    await world.settle()
    failed = at(await world.request(facts.request.id), "jimmyai")
    assert (failed.status, failed.failure) == (RegistrationStatus.FAILED, "key_refused")
    done = await Owning(world.desk).retry(rows.TEAM, failed.id, OWNER, "retry")
    assert not isinstance(done, Problem), done
    await world.settle()
    again = at(await world.request(facts.request.id), "jimmyai")
    assert (again.id, again.status) == (failed.id, RegistrationStatus.ACTIVE)
