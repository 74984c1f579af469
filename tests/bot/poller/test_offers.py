"""A file that would do once it is mended, and one that is there already, wait for the requester's word."""

from __future__ import annotations

import pytest
from PIL import Image

from storage.changes import Update
from storage.model import Asset, AssetStatus, Consent, Depiction, MediaStatus, RegistrationStatus
from tests.bot.media.conftest import encoded, picture
from tests.support import rows
from workflow.access import Actor
from workflow.moment import DAY
from workflow.use_cases.mending import Mending

MAYA = Actor(user_id=rows.MAYA)
WIDE = encoded(picture(1800, 400), "JPEG")
REQUESTED, READY, OVER = AssetStatus.AWAITING_CONSENT, MediaStatus.READY, "offer_over"


async def asked(world, *names, depiction=Depiction.MEMBER, wide=("wide",)):
    """A request whose files were looked at; `wide` is too wide for every gateway."""
    for name in wide:
        world.pictures[name] = WIDE
    facts = await world.ask(*names, depiction=depiction)
    await world.settle()
    return await world.request(facts.request.id)


def take(world, media, actor=MAYA, key="press-1"):
    return Mending(world.desk).take(rows.TEAM, media.id, actor, key)


async def test_a_wide_picture_is_offered_cropped_and_goes_on_when_taken(world):
    """Nobody is asked before; then the very copy that was shown is the asset's, under its name."""
    (asset,) = (await asked(world, "wide")).assets
    assert (asset.asset.status, asset.media.status) == (AssetStatus.DELETED, MediaStatus.REFUSED)
    assert (asset.media.width, asset.media.height) == (1000, 400)
    assert "media_offer" in await world.messages()
    assert not {"media_refused", "consent_card"} & set(await world.messages())
    with Image.open(world.tools.store.path(asset.media.id)) as kept:
        assert kept.size == (1000, 400)
    assert await take(world, asset.media) is None
    await world.settle()
    facts = await world.request(asset.asset.request_id)
    assert (facts.assets[0].asset.status, facts.assets[0].media.status) == (REQUESTED, READY)
    assert facts.assets[0].media.problem is None
    assert facts.invitation is not None
    assert "consent_card" in await world.messages()


async def test_a_second_press_has_no_second_effect(world):
    """The same delivery again is silent, another press is told; nothing is asked twice."""
    (asset,) = (await asked(world, "wide")).assets
    assert await take(world, asset.media) is None
    await world.settle()
    assert await take(world, asset.media) is None
    assert (await take(world, asset.media, key="press-2")).key == OVER
    await world.settle()
    assert (await world.messages()).count("consent_card") == 1


async def test_only_the_requester_takes_it(world):
    """Not the person pictured, not a guest, not another workspace."""
    (asset,) = (await asked(world, "wide")).assets
    assert (await take(world, asset.media, Actor(user_id=rows.RACHEL))).key == "deny_not_yours"
    assert (await take(world, asset.media, Actor(user_id=rows.MAYA, is_guest=True))).key == "deny_guest"
    assert (await Mending(world.desk).take("T0OTHER", asset.media.id, MAYA, "k")).key == "gone"
    assert (await world.storage.media(asset.media.id)).status is MediaStatus.REFUSED


async def test_a_name_that_was_given_away_is_told(world):
    """The refused file's name was free meanwhile."""
    (asset,) = (await asked(world, "wide")).assets
    (other,) = (await asked(world, "other")).assets
    await world.set(Asset, other.asset.id, name="wide", name_key="wide")
    problem = await take(world, asset.media)
    assert (problem.key, dict(problem.params)) == ("name_taken", {"name": "wide"})
    assert (await world.storage.asset_named(rows.TEAM, "wide")).asset.id == other.asset.id


async def test_after_a_day_nothing_is_kept_of_it(world):
    """The copy is erased, the offer is over, and why it was refused still stands."""
    (asset,) = (await asked(world, "wide")).assets
    world.clock.ms += DAY - 10 * 60_000
    await world.settle(within_ms=60_000)
    assert await world.tools.store.has(asset.media.id)
    await world.settle(within_ms=DAY)
    assert not await world.tools.store.has(asset.media.id)
    media = await world.storage.media(asset.media.id)
    assert (media.status, media.sha256, media.problem) == (MediaStatus.REFUSED, None, asset.media.problem)
    assert (await take(world, asset.media)).key == OVER


async def test_a_bot_that_ended_while_an_offer_ended_erases_the_file(world):
    """The row was written, the file was still there."""
    (asset,) = (await asked(world, "wide")).assets
    world.clock.ms += DAY
    erase, fails = world.tools.store.erase, [True]

    async def die(media_id):
        if fails:
            fails.pop()
            raise RuntimeError("killed here")
        return await erase(media_id)

    world.tools.store.erase = die
    await world.settle(within_ms=DAY)
    assert not await world.tools.store.has(asset.media.id)


async def test_what_was_taken_outlives_the_offer(world):
    """The end of the day passes it by."""
    (asset,) = (await asked(world, "wide")).assets
    assert await take(world, asset.media) is None
    world.clock.ms += DAY
    await world.settle(within_ms=60_000)
    assert await world.tools.store.has(asset.media.id)


async def test_a_mended_file_goes_on_by_itself_where_the_others_went_on(world):
    """The person sees the picture in a question of its own: the first question was about the others."""
    facts = await asked(world, "good", "wide")
    first, wide = sorted(facts.assets, key=lambda a: a.media.status is MediaStatus.REFUSED)
    assert facts.invitation is not None
    assert await take(world, wide.media) is None
    await world.settle()
    mended = (await world.storage.assets_by_id(rows.TEAM, [wide.asset.id]))[wide.asset.id]
    assert mended.asset.request_id != first.asset.request_id
    own = await world.request(mended.asset.request_id)
    assert [a.asset.id for a in own.assets] == [wide.asset.id]
    assert own.invitation is not None
    assert own.invitation.id != facts.invitation.id
    assert [a.asset.id for a in (await world.request(first.asset.request_id)).assets] == [first.asset.id]


async def test_a_picture_of_nobody_goes_to_the_gateway_when_taken(world):
    """Nobody has to be asked."""
    (asset,) = (await asked(world, "wide", depiction=Depiction.NOBODY)).assets
    assert await take(world, asset.media) is None
    await world.settle()
    (asset,) = (await world.request(asset.asset.request_id)).assets
    assert [r.status for r in asset.registrations] == [RegistrationStatus.ACTIVE]


@pytest.mark.parametrize("size", [(100, 100), (1200, 200)])
async def test_what_would_be_too_small_is_not_offered(world, size):
    """Nothing is enlarged: the plain refusal stands, and no file is kept."""
    world.pictures["small"] = encoded(picture(*size), "JPEG")
    (asset,) = (await asked(world, "small")).assets
    assert asset.media.sha256 is None
    assert "media_refused" in await world.messages()
    assert "media_offer" not in await world.messages()
    assert not await world.tools.store.has(asset.media.id)


async def ready(world, name="first"):
    """An asset of nobody real that the gateway took."""
    facts = await asked(world, name, depiction=Depiction.NOBODY)
    assert facts.assets[0].registrations[0].status is RegistrationStatus.ACTIVE
    return facts


async def test_the_same_file_twice_is_the_asset_that_exists(world):
    """It is offered instead of being registered again; added anyway it is one more asset."""
    await ready(world)
    (again,) = (await asked(world, "again", depiction=Depiction.NOBODY)).assets
    assert (again.media.status, again.media.problem) == (MediaStatus.REFUSED, "media_same_file")
    assert [r.status for r in again.registrations] == [RegistrationStatus.WAITING]
    assert await take(world, again.media) is None
    await world.settle()
    (again,) = (await world.request(again.asset.request_id)).assets
    assert [r.status for r in again.registrations] == [RegistrationStatus.ACTIVE]


@pytest.mark.parametrize("change", ["person", "deleted", "gateway"])
async def test_the_same_file_counts_only_where_the_other_may_stand_for_it(world, change):
    """Not for somebody else's picture, not once it is deleted, not where the gateway did not take it."""
    (first,) = (await ready(world)).assets
    if change == "deleted":
        await world.set(Asset, first.asset.id, status=AssetStatus.DELETED)
    if change == "gateway":
        await world.set(
            type(first.registrations[0]), first.registrations[0].id, status=RegistrationStatus.FAILED
        )
    depiction = Depiction.MEMBER if change == "person" else Depiction.NOBODY
    (again,) = (await asked(world, "again", depiction=depiction)).assets
    assert again.media.status is READY


async def test_a_real_persons_file_stands_for_the_same_only_while_the_yes_holds(world):
    """Without a yes there is nothing to use instead."""
    await world.verified()
    facts = await asked(world, "first")
    await world.consent(facts)
    await world.settle()
    (first,) = (await world.request(facts.request.id)).assets
    assert first.registrations[0].status is RegistrationStatus.ACTIVE
    (again,) = (await asked(world, "again")).assets
    assert again.media.problem == "media_same_file"
    await world.add(
        Update(table=Consent, where={"asset_id": first.asset.id}, values={"ended_at": world.clock.ms})
    )
    (third,) = (await asked(world, "third")).assets
    assert third.media.status is READY
