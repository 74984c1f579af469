"""An admin's word: what waits for it, who may give it, and what a no or no answer leaves."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

import pytest

from storage.facts import RequestFacts
from storage.model import (
    AssetStatus,
    Depiction,
    Endorsement,
    EndorsementKind,
    EndorsementStatus,
    MediaStatus,
    RegistrationStatus,
)
from tests.workflow.studio import CHANNEL, MAYA, TEAM, TOM, TRUSTS, Studio, a_form
from workflow import asset_requests, endorsements
from workflow.access import Actor
from workflow.jobs import JobKind
from workflow.moment import HOUR
from workflow.scope import Scope, Who, read_scope
from workflow.settings import DEFAULTS, Settings
from workflow.use_cases import Desk, Problem
from workflow.use_cases.endorsing import Endorsing

ADA, BO = "U0ADA", "U0BO"
FOUR_EYES = replace(DEFAULTS, four_eyes=True)
ADMIN = Actor(user_id=ADA, is_admin=True)
OTHER = Actor(user_id=BO, is_admin=True)
PER_CHANNEL = Scope(who=Who.CHANNEL, channel=CHANNEL, user_id=MAYA)


def endorsing(studio: Studio) -> Endorsing:
    desk = Desk(
        storage=studio.storage,
        profiles={"pomex": studio.profile},
        clock=lambda: studio.now,
        new_id=studio.new_id,
        new_state=lambda: ("state", "hash"),
        seal=str,
        unseal=str,
        admins=frozenset({ADA, BO}),
    )
    return Endorsing(desk)


async def asked(
    studio: Studio, depiction: Depiction, settings: Settings = FOUR_EYES
) -> tuple[RequestFacts, Endorsement]:
    """A request whose files are good, and the word that it waits for."""
    facts = await studio.fetched(await studio.submitted(a_form(depiction)))
    facts = await advanced(studio, facts, settings)
    (endorsement,) = facts.endorsements
    return facts, endorsement


async def advanced(studio: Studio, facts: RequestFacts, settings: Settings = FOUR_EYES) -> RequestFacts:
    fresh = await studio.again(facts)
    admins = (ADA, BO, MAYA)
    await studio.write(
        asset_requests.advance(fresh, studio.profile, studio.moment, settings=settings, admins=admins)
    )
    return await studio.again(facts)


@pytest.mark.parametrize(
    ("depiction", "settings", "profile", "kind"),
    [
        (Depiction.NOBODY, FOUR_EYES, "checks", EndorsementKind.DECLARATION),
        (Depiction.SELF, FOUR_EYES, "checks", EndorsementKind.DECLARATION),
        (Depiction.SELF, FOUR_EYES, "trusts", EndorsementKind.DECLARATION),
        (Depiction.MEMBER, FOUR_EYES, "checks", None),
        (Depiction.OUTSIDER, FOUR_EYES, "checks", None),
        (Depiction.OUTSIDER, FOUR_EYES, "trusts", EndorsementKind.RELEASE),
        (Depiction.OUTSIDER, DEFAULTS, "trusts", EndorsementKind.RELEASE),
        (Depiction.NOBODY, DEFAULTS, "checks", None),
        (Depiction.SELF, DEFAULTS, "trusts", None),
        (Depiction.MEMBER, DEFAULTS, "trusts", None),
    ],
)
async def test_what_waits_for_an_admins_word(studio: Studio, depiction, settings, profile, kind):
    """Declarations where four eyes are wanted; somebody outside wherever no face is checked."""
    studio.profile = TRUSTS if profile == "trusts" else studio.profile
    facts = await studio.fetched(await studio.submitted(a_form(depiction)))
    assert endorsements.wanted(facts, studio.profile, settings) == kind
    facts = await advanced(studio, facts, settings)
    assert [e.kind for e in facts.endorsements] == ([kind] if kind else [])
    if kind is not None:
        assert facts.invitation is None
        assert JobKind.SUBMIT not in studio.jobs()
        asked_of = [channel for name, channel in studio.messages() if name == "endorsement_card"]
        assert asked_of == [ADA, BO]
        assert studio.due(JobKind.LAPSE_ENDORSEMENT) == (studio.now + 48 * HOUR, None)


@pytest.mark.parametrize("depiction", [Depiction.NOBODY, Depiction.SELF, Depiction.OUTSIDER])
async def test_nothing_goes_on_until_the_word_is_given(studio: Studio, depiction):
    """However often the request is looked at, and even when the setting is taken back meanwhile."""
    studio.profile = TRUSTS
    facts, _ = await asked(studio, depiction)
    for settings in (FOUR_EYES, DEFAULTS):
        facts = await advanced(studio, facts, settings)
        assert facts.assets[0].asset.status is AssetStatus.AWAITING_CONSENT
        assert asset_requests.submittable(facts, studio.profile) == ()
        assert len(facts.endorsements) == 1
    assert JobKind.SUBMIT not in studio.jobs()


@pytest.mark.parametrize("depiction", [Depiction.NOBODY, Depiction.SELF])
async def test_a_declaration_that_looks_right_goes_on(studio: Studio, depiction):
    """As if nobody had been asked, and the ledger says who looked."""
    studio.profile = TRUSTS
    facts, endorsement = await asked(studio, depiction)
    assert await endorsing(studio).give(endorsement.id, ADMIN) is None
    facts = await advanced(studio, await advanced(studio, facts))
    assert facts.assets[0].asset.status is AssetStatus.USABLE
    assert JobKind.SUBMIT in studio.jobs()
    assert JobKind.LAPSE_ENDORSEMENT not in studio.jobs()
    assert "endorsement_given" in await studio.ledger_kinds()
    cards = await studio.storage.messages_about([endorsement.id])
    assert [(card.channel, card.wanted_revision) for card in cards] == [(ADA, 2), (BO, 2)]


async def test_a_face_check_is_asked_for_only_after_the_word(studio: Studio):
    """Where the gateway wants one, the requester scans his own face as before."""
    facts, endorsement = await asked(studio, Depiction.SELF)
    assert await endorsing(studio).give(endorsement.id, ADMIN) is None
    facts = await advanced(studio, facts)
    assert facts.invitation is not None
    assert facts.assets[0].asset.status is AssetStatus.AWAITING_CONSENT


@pytest.mark.parametrize(
    ("actor", "key"),
    [
        (Actor(user_id=MAYA, is_admin=True), "deny_own_request"),
        (Actor(user_id=MAYA), "deny_own_request"),
        (Actor(user_id=TOM), "deny_admins_only"),
        (Actor(user_id=TOM, is_admin=True, is_guest=True), "deny_guest"),
        (Actor(user_id=TOM, is_admin=True, is_foreign=True), "deny_foreign"),
        (Actor(user_id=TOM, is_admin=True, is_deactivated=True), "deny_deactivated"),
    ],
)
async def test_only_another_admin_may_give_it(studio: Studio, actor, key):
    """Nobody vouches for himself."""
    _, endorsement = await asked(studio, Depiction.NOBODY)
    for answer in (endorsing(studio).give, endorsing(studio).refuse):
        assert await answer(endorsement.id, actor) == Problem(key=key)
    kept = await studio.storage.endorsement(endorsement.id)
    assert kept is not None
    assert kept.status is EndorsementStatus.PENDING


@pytest.mark.parametrize("lapsed", [False, True])
@pytest.mark.parametrize("depiction", [Depiction.NOBODY, Depiction.SELF, Depiction.OUTSIDER])
async def test_a_no_or_no_answer_ends_what_never_left(studio: Studio, depiction, lapsed):
    """Its name is free, its files are erased, the requester is told."""
    studio.profile = TRUSTS
    facts, endorsement = await asked(studio, depiction)
    if lapsed:
        cards = await studio.storage.messages_about([endorsement.id])
        change = endorsements.refuse(facts, endorsement, cards, "likeness", studio.moment, lapsed=True)
        await studio.write(change)
    else:
        assert await endorsing(studio).refuse(endorsement.id, ADMIN, "not her") is None
    facts = await advanced(studio, facts)
    assert facts.assets[0].asset.status is AssetStatus.DELETED
    assert await studio.storage.asset_named(TEAM, "rachel") is None
    assert JobKind.ERASE_MEDIA in studio.jobs()
    assert JobKind.SUBMIT not in studio.jobs()
    assert ("endorsement_refused", MAYA) in studio.messages()
    wanted = "endorsement_lapsed" if lapsed else "endorsement_refused"
    assert wanted in await studio.ledger_kinds()


async def test_two_answers_at_once_are_one_and_the_other_learns_it(studio: Studio):
    """The first press wins, whichever it is."""
    _, endorsement = await asked(studio, Depiction.NOBODY)
    desk = endorsing(studio)
    answers = await asyncio.gather(
        desk.give(endorsement.id, ADMIN), desk.refuse(endorsement.id, OTHER), desk.give(endorsement.id, OTHER)
    )
    assert sorted(answer is None for answer in answers) == [False, False, True]
    kept = await studio.storage.endorsement(endorsement.id)
    assert kept is not None
    for problem in answers:
        if problem is not None:
            assert problem.key == "endorsement_already_decided"
            assert problem.params == {"by": kept.decided_by, "at": kept.decided_at}
    decided = [kind for kind in await studio.ledger_kinds() if kind.startswith("endorsement_")]
    assert len(decided) == 1


# Releases.


async def attached(studio: Studio) -> tuple[RequestFacts, Endorsement]:
    """A release handed in for somebody outside at a gateway without a face check."""
    studio.profile = TRUSTS
    facts, endorsement = await asked(studio, Depiction.OUTSIDER, DEFAULTS)
    assert await endorsing(studio).attach(endorsement.id, ADMIN, "F0RELEASE", PER_CHANNEL) is None
    facts = await studio.again(facts)
    return facts, facts.endorsements[0]


async def test_a_release_counts_once_its_file_is_here(studio: Studio):
    """Until then nobody agreed, and nobody else's word is taken."""
    facts, endorsement = await attached(studio)
    assert endorsement.status is EndorsementStatus.PENDING
    assert (await advanced(studio, facts)).assets[0].consent is None
    for answer in (endorsing(studio).give, endorsing(studio).refuse):
        problem = await answer(endorsement.id, OTHER)
        assert problem is not None
        assert (problem.key, problem.params["by"]) == ("endorsement_already_decided", ADA)
    media = await studio.storage.media(endorsement.media_id or "")
    assert media is not None
    assert json.loads(media.source_sealed)["slack_file"] == "F0RELEASE"
    kept = replace(media, content_type="application/pdf", bytes=9, sha256="ab" * 32)
    job = await studio.claim(JobKind.FETCH_RELEASE)
    cards = await studio.storage.messages_about([endorsement.id])
    await studio.write(
        endorsements.release_ready(facts, endorsement, kept, PER_CHANNEL, cards, job, studio.moment)
    )
    facts = await advanced(studio, facts)
    (asset,) = facts.assets
    assert asset.asset.status is AssetStatus.USABLE
    assert asset.consent is not None
    assert (asset.consent.via, asset.consent.person_id) == ("release", asset.asset.person_id)
    assert read_scope(asset.consent.scope) == PER_CHANNEL
    assert (await studio.storage.media(media.id)).status is MediaStatus.READY  # type: ignore[union-attr]
    assert JobKind.SUBMIT in studio.jobs()
    kinds = await studio.ledger_kinds()
    assert {"endorsement_given", "consent_given"} <= set(kinds)
    assert ("handover_card", MAYA) not in studio.messages()


async def test_a_release_that_cannot_be_used_may_be_followed_by_another(studio: Studio):
    """Whoever attached it is told; any admin may try again."""
    facts, endorsement = await attached(studio)
    job = await studio.claim(JobKind.FETCH_RELEASE)
    refused = endorsements.release_refused(facts, endorsement, "media_unknown_type", [], job, studio.moment)
    await studio.write(refused)
    assert ("release_refused", ADA) in studio.messages()
    assert await endorsing(studio).attach(endorsement.id, OTHER, "F0SECOND", PER_CHANNEL) is None
    kept = await studio.storage.endorsement(endorsement.id)
    assert kept is not None
    assert kept.decided_by == BO


async def test_a_release_is_not_pressed_away_and_a_declaration_takes_no_file(studio: Studio):
    """Each kind has its own button; one of an older version says so."""
    studio.profile = TRUSTS
    _, release = await asked(studio, Depiction.OUTSIDER)
    assert await endorsing(studio).give(release.id, ADMIN) == Problem(key="old_button")
    _, declared = await asked_again(studio)
    problem = await endorsing(studio).attach(declared.id, ADMIN, "F", PER_CHANNEL)
    assert problem == Problem(key="old_button")


async def asked_again(studio: Studio) -> tuple[RequestFacts, Endorsement]:
    facts = await studio.fetched(await studio.submitted(a_form(Depiction.NOBODY, name="hall")))
    facts = await advanced(studio, facts)
    return facts, facts.endorsements[0]


async def test_an_endorsed_request_ends_registered(studio: Studio):
    """The whole way with four eyes."""
    studio.profile = TRUSTS
    facts, endorsement = await asked(studio, Depiction.NOBODY)
    assert await endorsing(studio).give(endorsement.id, ADMIN) is None
    facts = await advanced(studio, facts)
    facts = await studio.reviewed(await studio.answered(facts))
    assert facts.assets[0].registrations[0].status is RegistrationStatus.ACTIVE
