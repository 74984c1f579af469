"""A dated yes ends on its day: nothing new is made, whoever it concerns is told once."""

from __future__ import annotations

import pytest

from bot.poller import answer_steps
from storage.changes import Update, change
from storage.model import Asset, AssetStatus, Consent, VideoStatus
from tests.workflow.studio import MAYA, RACHEL, TRUSTS, Studio
from tests.workflow.test_further_gateways import OTHER, asked_further
from tests.workflow.test_overriding import AS_PERSON, tools
from workflow import consents
from workflow.jobs import JobKind
from workflow.moment import DAY
from workflow.scope import Scope, Who


@pytest.fixture(name="until")
def _until(studio: Studio) -> int:
    return studio.now + 3 * DAY


@pytest.fixture(name="facts")
async def _facts(studio: Studio, until: int):
    """Rachel's picture, ready, with a yes for three days."""
    studio.profile = TRUSTS
    asked = await studio.asked()
    scope = Scope(who=Who.EVERYBODY, until=until)
    await studio.write(
        consents.accept(asked, via="dm", locale="en", actor=RACHEL, moment=studio.moment, scope=scope)
    )
    return await studio.reviewed(await studio.answered(await studio.again(asked)))


async def ended(studio: Studio):
    """The job at its time."""
    job = await studio.claim(JobKind.END_CONSENT)
    await studio.write(*await answer_steps.end_consent(tools(studio), [job]))


async def test_a_yes_without_a_date_ends_by_itself_never(studio: Studio):
    """No job waits for it."""
    studio.profile = TRUSTS
    await studio.ready()
    assert "end_consent" not in studio.jobs()


async def test_at_its_date_the_yes_ends_and_both_are_told(studio: Studio, facts, until):
    """Cards are edited, the ledger holds it, and the asset stays its owner's."""
    card = studio.revision("asset_card", facts.request.id)
    assert studio.due(JobKind.END_CONSENT)[0] == until
    studio.now = until
    await ended(studio)
    (asset,) = (await studio.again(facts)).assets
    assert (asset.asset.status, asset.consent) == (AssetStatus.USABLE, None)
    told = [message for message in studio.messages() if message[0] == "consent_ended"]
    assert told == [("consent_ended", MAYA), ("consent_ended", RACHEL)]
    assert studio.revision("asset_card", facts.request.id) > card
    assert (await studio.ledger_kinds())[-1] == "consent_over"
    assert "end_consent" not in studio.jobs()


async def test_what_was_asked_for_and_not_started_is_not_made(studio: Studio, facts, until):
    """Nobody is asked or reminded about it any more."""
    waiting = await studio.filmed(facts, AS_PERSON)
    due = await studio.filmed(facts)
    studio.now = until
    await ended(studio)
    for video in (waiting, due):
        row = (await studio.video(video.video.id)).video
        assert (row.status, row.failure) == (VideoStatus.REFUSED, "deny_consent_over")
    assert not {"lapse_approval", "remind_approval"} & set(studio.jobs())


async def test_a_yes_that_ended_before_is_let_be(studio: Studio, facts, until):
    """Taken back or replaced: nobody is told a second time."""
    consent = facts.assets[0].consent
    over = {"ended_at": studio.now, "end_reason": "withdrawn"}
    await studio.write(change(Update(table=Consent, where={"id": consent.id}, values=over)))
    studio.now = until
    await ended(studio)
    assert "consent_ended" not in {kind for kind, _ in studio.messages()}
    assert "end_consent" not in studio.jobs()


async def test_a_job_that_comes_early_waits(studio: Studio, facts, until):
    """A clock that was put back ends no yes before its time."""
    studio.now = until
    job = await studio.claim(JobKind.END_CONSENT)
    studio.now = until - 1
    await studio.write(*await answer_steps.end_consent(tools(studio), [job]))
    assert studio.due(JobKind.END_CONSENT)[0] == until
    assert (await studio.again(facts)).assets[0].consent is not None


async def test_a_change_from_older_facts_ends_nothing_twice(studio: Studio, facts, until):
    """The second of two looks loses."""
    studio.now = until
    asset, requests = facts.assets[0], [facts]
    wanted = consents.end(asset, asset.consent, requests, [], studio.moment)
    again = consents.end(asset, asset.consent, requests, [], studio.moment)
    assert [await studio.guard(wanted), await studio.guard(again)] == [None, "overtaken"]


async def test_an_owner_who_is_pictured_himself_is_told_once(studio: Studio, facts, until):
    """One message to one person."""
    await studio.write(
        change(Update(table=Asset, where={"id": facts.assets[0].asset.id}, values={"owner_id": RACHEL}))
    )
    studio.now = until
    await ended(studio)
    assert [m for m in studio.messages() if m[0] == "consent_ended"] == [("consent_ended", RACHEL)]


async def test_a_further_gateway_that_asked_before_the_end_gets_its_own_yes(studio: Studio, facts, until):
    """The new yes names that gateway alone; the one that ended stays ended."""
    await asked_further(studio, await studio.again(facts))
    studio.now = until
    await ended(studio)
    further = (await studio.storage.requests_of_asset(facts.assets[0].asset.id))[-1]
    late = consents.accept(further, via="dm", locale="en", actor=RACHEL, moment=studio.moment)
    fresh = await studio.agreed(further)
    consent = fresh.assets[0].consent
    assert consent is not None
    assert consent.providers == (OTHER.name,)
    assert await studio.guard(late) == "already_answered"  # one yes of an asset holds at a time
    assert len(studio.query("SELECT id FROM consents WHERE ended_at IS NULL")) == 1
