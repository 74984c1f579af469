"""What is peculiar to one gateway, through the poller."""

from __future__ import annotations

import pytest

from providers.registry import PROVIDERS
from storage.model import Depiction, RegistrationStatus
from tests.bot.poller.looks import registrations
from workflow.moment import VIDEO_DEADLINE

ACTIVE = RegistrationStatus.ACTIVE
SD2_UPLOAD = "/asset/sd2Manxue/assetUpload"


async def ledger(world, kind):
    return [entry async for entry in world.storage.ledger() if entry.kind == kind]


@pytest.mark.parametrize("gateways_on", [("sd2_manxue",)], indirect=True)
async def test_files_of_one_form_travel_in_one_call(world):
    """SD2 Manxue takes several at once, each under an address of its own, and tells them apart by it."""
    facts = await world.ask("house", "street", "tree", depiction=Depiction.NOBODY, provider="sd2_manxue")
    await world.settle()
    facts = await world.request(facts.request.id)
    assert [r.status for r in registrations(facts)] == [ACTIVE] * 3
    assert len({r.reference for r in registrations(facts)}) == 3
    (submission,) = facts.submissions
    assert len(submission.registration_ids) == 3
    uploads = [entry for entry in world.gateways.journal.entries if entry.path.endswith(SD2_UPLOAD)]
    assert len(uploads) == 1


@pytest.mark.parametrize(
    ("gateways_on", "provider"),
    [((name,), name) for name in ("kyyvideo2", "sd2_manxue", "jimmyai")],
    indirect=["gateways_on"],
)
async def test_without_a_face_check_the_persons_yes_is_the_gate_and_is_recorded(world, provider):
    """Nothing is sent before it; the ledger names the gateway, the way it was given, and no face check."""
    facts = await world.ask("rachel", provider=provider)
    await world.settle()
    assert [entry for entry in world.gateways.journal.entries if entry.made] == []
    await world.consent(facts)
    await world.settle()
    facts = await world.request(facts.request.id)
    assert [r.status for r in registrations(facts)] == [ACTIVE]
    assert facts.verification is None
    (given,) = await ledger(world, "consent_given")
    assert (given.body["providers"], given.body["via"]) == ([provider], "dm")
    assert await ledger(world, "verification_passed") == []


@pytest.mark.parametrize("profile", [entry.profile for entry in PROVIDERS.values()], ids=list(PROVIDERS))
def test_a_finished_video_is_fetched_for_as_long_as_its_link_lives(profile):
    """Trying ends with the link that the gateway gives, not long after it."""
    assert profile.result_link_ms >= VIDEO_DEADLINE
