"""One more gateway for an asset that stands: asked for, agreed to, refused, or left alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from providers.profile import MediaKind, MediaLimits, Profile, Verification
from storage.facts import RequestFacts
from storage.model import (
    AssetStatus,
    Depiction,
    InvitationStatus,
    MediaStatus,
    Registration,
    RegistrationStatus,
)
from tests.workflow.studio import MAYA, RACHEL, TEAM, TOM, TRUSTS, Studio, a_form, a_profile
from workflow import asset_requests, consents
from workflow.access import Actor
from workflow.asked import adds_gateway
from workflow.consents.choosing import default_scope
from workflow.jobs import JobKind
from workflow.scope import Scope, Who
from workflow.use_cases import Desk, Owning, Problem

OTHER = a_profile(Verification.NONE, name="jimmyai", title="JimmyAI")
CHECKING = a_profile(Verification.REDIRECT, name="apimart", title="APIMart")
OWNER = Actor(user_id=MAYA)


def owning(studio: Studio, *profiles: Profile) -> Owning:
    return Owning(
        Desk(
            storage=studio.storage,
            profiles={profile.name: profile for profile in (TRUSTS, *profiles)},
            clock=lambda: studio.now,
            new_id=studio.new_id,
            new_state=lambda: ("", ""),
            seal=str,
            unseal=str,
        )
    )


async def ready(studio: Studio, depiction: Depiction = Depiction.MEMBER) -> RequestFacts:
    """An asset that the first gateway has, with a yes where somebody is pictured."""
    studio.profile = TRUSTS
    facts = await studio.asked(a_form(depiction))
    if facts.person is not None and facts.assets[0].consent is None:
        facts = await studio.agreed(facts)
    return await studio.reviewed(await studio.answered(facts))


async def asked_further(
    studio: Studio, first: RequestFacts, profile: Profile = OTHER, actor: Actor = OWNER
) -> RequestFacts:
    """One more gateway is asked for, and whoever is to be asked was asked."""
    asset_id = first.assets[0].asset.id
    done = await owning(studio, profile).register_elsewhere(
        TEAM, asset_id, profile.name, actor, studio.new_id("k")
    )
    assert not isinstance(done, Problem)
    studio.profile = profile
    requests = await studio.storage.requests_of_asset(asset_id)
    return await studio.advanced(requests[-1])


def registration(facts: RequestFacts, provider: str) -> Registration:
    found = facts.assets[0].registration(provider)
    assert found is not None
    return found


async def test_a_second_gateway_is_another_registration_and_asks_again(studio):
    """The same asset, another request; nothing is sent before the yes."""
    first = await ready(studio)
    second = await asked_further(studio, first)
    assert adds_gateway(second)
    assert not adds_gateway(first)
    assert second.assets[0].asset == first.assets[0].asset
    assert second.invitation is not None
    assert second.invitation.status is InvitationStatus.OPEN
    assert registration(second, "jimmyai").status is RegistrationStatus.WAITING
    assert asset_requests.submittable(second, OTHER) == ()
    assert JobKind.SUBMIT not in studio.jobs()


async def test_a_yes_to_the_second_gateway_takes_the_place_of_the_first(studio):
    """One consent holds: it names both gateways and reaches as far as was chosen last."""
    first = await ready(studio)
    second = await asked_further(studio, first)
    scope = Scope(who=Who.EVERYBODY)
    await studio.write(
        consents.accept(second, via="dm", locale="en", actor=RACHEL, moment=studio.moment, scope=scope)
    )
    held = (await studio.again(second)).assets[0].consent
    assert held is not None
    assert held.providers == ("pomex", "jimmyai")
    assert held.scope == scope.to_json()
    ended = studio.query("SELECT id, end_reason FROM consents WHERE ended_at IS NOT NULL")
    assert ended == [(first.assets[0].consent.id, "superseded")]


async def test_both_gateways_have_it_in_the_end(studio):
    """The first keeps what it has while the second looks and takes it."""
    first = await ready(studio)
    second = await studio.agreed(await asked_further(studio, first))
    second = await studio.reviewed(await studio.answered(second))
    states = {r.provider: r.status for r in second.assets[0].registrations}
    assert states == {"pomex": RegistrationStatus.ACTIVE, "jimmyai": RegistrationStatus.ACTIVE}


async def test_nobody_real_is_asked_about_no_gateway(studio):
    """A picture of nobody real is sent at once."""
    second = await asked_further(studio, await ready(studio, Depiction.NOBODY))
    assert second.invitation is None
    second = await studio.answered(second)
    assert registration(second, "jimmyai").status is RegistrationStatus.IN_REVIEW


async def test_ones_own_face_is_declared_for_the_second_gateway_too(studio):
    """Where no face check is due, his own request is his yes."""
    second = await asked_further(studio, await ready(studio, Depiction.SELF))
    assert second.invitation is not None
    assert second.invitation.via == "declaration"
    held = second.assets[0].consent
    assert held is not None
    assert held.providers == ("pomex", "jimmyai")


async def test_who_asks_for_somebody_elses_own_picture_asks_him(studio):
    """An admin who takes a declared picture further does not declare for the person."""
    first = await ready(studio, Depiction.SELF)
    second = await asked_further(studio, first, actor=Actor(user_id=TOM, is_admin=True))
    assert second.request.depiction is Depiction.MEMBER
    assert second.invitation is not None
    assert second.invitation.status is InvitationStatus.OPEN


async def test_a_gateway_with_a_face_check_waits_for_it(studio):
    """The yes alone does not send a picture to a gateway that has no group of this person."""
    second = await asked_further(studio, await ready(studio), CHECKING)
    agreed = await studio.agreed(second, scan_due=True)
    assert asset_requests.submittable(agreed, CHECKING) == ()
    verified = await studio.verified(agreed)
    sent = await studio.answered(verified)
    assert registration(sent, "apimart").status is RegistrationStatus.IN_REVIEW


@pytest.mark.parametrize("lapsed", [False, True])
async def test_a_no_to_the_second_gateway_leaves_the_first(studio, lapsed):
    """Asset, file, consent and the first registration stay; only the second ends."""
    first = await ready(studio)
    second = await asked_further(studio, first)
    await studio.write(consents.refuse(second, lapsed=lapsed, via="dm", actor=RACHEL, moment=studio.moment))
    after = await studio.again(second)
    (asset,) = after.assets
    assert asset.asset.status is AssetStatus.USABLE
    assert asset.consent == first.assets[0].consent
    assert registration(after, "pomex").status is RegistrationStatus.ACTIVE
    assert registration(after, "jimmyai").status is RegistrationStatus.FAILED
    assert registration(after, "jimmyai").failure == ("yes_lapsed" if lapsed else "yes_declined")
    assert JobKind.ERASE_MEDIA not in studio.jobs()


async def test_a_face_check_that_never_comes_takes_back_the_second_gateway_alone(studio):
    """The yes named the gateway; without its check it does not any more."""
    first = await ready(studio)
    second, _ = await studio.scanning(await asked_further(studio, first, CHECKING))
    assert second.assets[0].consent.providers == ("pomex", "apimart")
    await studio.write(
        consents.refuse(second, lapsed=True, via="deadline", actor="likeness", moment=studio.moment)
    )
    after = await studio.again(second)
    assert after.assets[0].asset.status is AssetStatus.USABLE
    assert after.assets[0].consent.providers == ("pomex",)
    assert registration(after, "pomex").status is RegistrationStatus.ACTIVE
    assert registration(after, "apimart").failure == "yes_lapsed"


async def test_after_a_no_the_question_may_be_put_again(studio):
    """The same registration waits again, under a request and a question of its own."""
    first = await ready(studio)
    second = await asked_further(studio, first)
    await studio.write(consents.refuse(second, lapsed=False, via="dm", actor=RACHEL, moment=studio.moment))
    third = await asked_further(studio, first)
    assert third.request.id != second.request.id
    assert registration(third, "jimmyai").id == registration(second, "jimmyai").id
    agreed = await studio.agreed(third)
    assert registration(await studio.answered(agreed), "jimmyai").status is RegistrationStatus.IN_REVIEW


async def test_two_yeses_at_once_to_two_gateways_leave_one_consent(studio):
    """The later one is refused, for it would forget the gateway that the earlier one named."""
    first = await ready(studio)
    one = await asked_further(studio, first)
    other = await asked_further(studio, first, replace(OTHER, name="sd2_manxue", title="SD2 Manxue"))

    def yes(facts: RequestFacts):
        scope = default_scope(facts)
        return consents.accept(facts, via="dm", locale="en", actor=RACHEL, moment=studio.moment, scope=scope)

    assert await studio.guard(yes(one)) is None
    assert await studio.guard(yes(other)) == "already_answered"
    await studio.write(yes(await studio.again(other)))
    held = (await studio.again(other)).assets[0].consent
    assert held.providers == ("pomex", "jimmyai", "sd2_manxue")


SMALL = MediaLimits(formats=("jpeg",), max_bytes=0)
WEBM = MediaLimits(formats=("webm",))


@pytest.mark.parametrize(
    ("profile", "key"),
    [
        (replace(OTHER, limits={MediaKind.IMAGE: SMALL}), "media_too_large"),
        (replace(OTHER, limits={MediaKind.IMAGE: WEBM}), "media_unknown_type"),
        (replace(OTHER, limits={MediaKind.VIDEO: WEBM}), "kind_not_taken"),
        (replace(OTHER, person_kinds=frozenset({MediaKind.VIDEO})), "kind_not_of_people"),
        (replace(OTHER, name="pomex", title="PomexAI"), "already_registered"),
    ],
)
async def test_what_a_gateway_cannot_take_is_said_before_anybody_is_asked(studio, profile, key):
    """A sentence instead of a request that would fail."""
    first = await ready(studio)
    asset_id = first.assets[0].asset.id
    found = await owning(studio, profile).register_elsewhere(TEAM, asset_id, profile.name, OWNER, "k")
    assert isinstance(found, Problem)
    assert found.key == key
    assert len(await studio.storage.requests_of_asset(asset_id)) == 1


async def test_a_file_that_is_erased_goes_nowhere_else(studio):
    """What is not here any more cannot be sent."""
    first = await ready(studio)
    asset = replace(first.assets[0], media=replace(first.assets[0].media, status=MediaStatus.ERASED))
    why = asset_requests.obstruction(asset, Depiction.MEMBER, OTHER, has_public_url=True)
    assert why is not None
    assert why.key == "file_erased"


async def test_only_owner_and_admins_take_an_asset_further(studio):
    """Members ask the owner, guests and people of other workspaces nobody."""
    first = await ready(studio)
    asset_id = first.assets[0].asset.id
    owner = owning(studio, OTHER)
    for actor, key in (
        (Actor(user_id=TOM), "deny_owner_only"),
        (Actor(user_id=MAYA, is_guest=True), "deny_guest"),
        (Actor(user_id=MAYA, is_foreign=True), "deny_foreign"),
        (Actor(user_id=MAYA, is_deactivated=True), "deny_deactivated"),
    ):
        found = await owner.register_elsewhere(TEAM, asset_id, "jimmyai", actor, "k")
        assert isinstance(found, Problem)
        assert found.key == key
        assert await owner.ways(first.assets[0], actor) is None
    elsewhere = await owner.ways(first.assets[0], Actor(user_id=TOM, is_admin=True))
    assert elsewhere is not None
    assert [profile.name for profile in elsewhere.elsewhere] == ["jimmyai"]


async def test_two_presses_ask_one_gateway_once(studio):
    """The second press learns that it is being asked."""
    first = await ready(studio)
    asset_id = first.assets[0].asset.id
    owner = owning(studio, OTHER)
    done = await owner.register_elsewhere(TEAM, asset_id, "jimmyai", OWNER, "k1")
    assert not isinstance(done, Problem)
    again = await owner.register_elsewhere(TEAM, asset_id, "jimmyai", OWNER, "k2")
    assert isinstance(again, Problem)
    assert again.key == "already_registered"
    assert len(await studio.storage.requests_of_asset(asset_id)) == 2
