"""An owner deletes an asset; its registrations go, or are kept and said to be kept."""

from __future__ import annotations

import asyncio
import random

import pytest

from storage.changes import Update, change
from storage.facts import RequestFacts
from storage.model import (
    ApprovalStatus,
    AssetStatus,
    Depiction,
    InvitationStatus,
    Registration,
    RegistrationStatus,
    Video,
    VideoStatus,
)
from tests.workflow.studio import MAYA, RACHEL, TEAM, TOM, TRUSTS, Studio, a_form
from workflow import videos
from workflow.access import Actor, Approver
from workflow.jobs import JobKind
from workflow.use_cases import Desk, Owning, Problem
from workflow.videos import VideoForm

OWNER = Actor(user_id=MAYA)
ADMIN = Actor(user_id=TOM, is_admin=True)


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


async def ready(studio: Studio, depiction: Depiction = Depiction.MEMBER) -> RequestFacts:
    studio.profile = TRUSTS
    return await studio.ready(a_form(depiction))


async def deleted(studio: Studio, owning: Owning, facts: RequestFacts, actor: Actor = OWNER) -> RequestFacts:
    done = await owning.delete(TEAM, facts.assets[0].asset.id, actor, studio.new_id("k"))
    assert not isinstance(done, Problem), done
    return await studio.again(facts)


def only(facts: RequestFacts) -> Registration:
    (registration,) = facts.assets[0].registrations
    return registration


async def test_a_deleted_asset_ends_and_its_name_is_free(studio, owning):
    """No consent holds any more, the file is erased, the gateway is told, the name may be taken."""
    facts = await ready(studio)
    after = await deleted(studio, owning, facts)
    (asset,) = after.assets
    assert asset.asset.status is AssetStatus.DELETED
    assert asset.consent is None
    assert studio.query("SELECT end_reason FROM consents") == [("asset_deleted",)]
    assert only(after).status is RegistrationStatus.DELETING
    assert {JobKind.ERASE_MEDIA, JobKind.DELETE_REGISTRATION} <= set(studio.jobs())
    assert "asset_deleted" in await studio.ledger_kinds()
    assert (await studio.submitted(a_form())).assets[0].asset.name == asset.asset.name


@pytest.mark.parametrize(
    ("actor", "told"),
    [
        (OWNER, {("asset_deleted_person", RACHEL)}),
        (ADMIN, {("asset_deleted_person", RACHEL), ("asset_deleted_owner", MAYA)}),
    ],
)
async def test_the_person_and_an_owner_who_did_not_do_it_are_told(studio, owning, actor, told):
    """Each by a DM of their own."""
    await deleted(studio, owning, await ready(studio), actor)
    assert {m for m in studio.messages() if m[0].startswith("asset_deleted")} == told


async def test_nobody_is_told_of_a_picture_of_nobody(studio, owning):
    """The owner did it and nobody is pictured."""
    await deleted(studio, owning, await ready(studio, Depiction.NOBODY))
    assert [m for m in studio.messages() if m[0].startswith("asset_deleted")] == []


async def test_a_question_that_is_open_is_closed(studio, owning):
    """Nobody is asked about what is gone."""
    asked = await studio.asked()
    after = await deleted(studio, owning, asked)
    assert after.invitation is not None
    assert after.invitation.status is InvitationStatus.LAPSED
    assert JobKind.LAPSE_INVITATION not in studio.jobs()


async def test_other_pictures_of_the_request_are_still_asked_about(studio, owning):
    """Only what was deleted is out."""
    asked = await studio.asked(a_form(files=2))
    after = await deleted(studio, owning, asked)
    assert after.invitation is not None
    assert after.invitation.status is InvitationStatus.OPEN
    agreed = await studio.agreed(after)
    assert [a.asset.status for a in agreed.assets] == [AssetStatus.DELETED, AssetStatus.USABLE]


async def test_standing_yeses_for_it_end(studio, owning):
    """What was allowed for a channel is not allowed for whatever takes the name next."""
    facts = await ready(studio)
    film = await studio.filmed(facts, Approver(user_id=RACHEL, as_person=True))
    (approval,) = film.approvals
    always = ApprovalStatus.ALLOWED_ALWAYS
    await studio.write(videos.decide_approval(film, approval, always, reason=None, moment=studio.moment))
    await over(studio, film.video.id)
    await deleted(studio, owning, facts)
    assert studio.query("SELECT count(*) FROM allowances WHERE ended_at IS NULL") == [(0,)]


async def over(studio: Studio, video_id: str, status: VideoStatus = VideoStatus.SUCCEEDED) -> None:
    await studio.write(change(Update(table=Video, where={"id": video_id}, values={"status": status})))


@pytest.mark.parametrize("status", list(VideoStatus))
async def test_a_video_that_is_not_over_keeps_its_assets(studio, owning, status):
    """The owner reads which video it is; once that is over the asset may go."""
    facts = await ready(studio, Depiction.NOBODY)
    film = await studio.filmed(facts)
    await over(studio, film.video.id, status)
    found = await owning.delete(TEAM, facts.assets[0].asset.id, OWNER, "k")
    ended = {
        VideoStatus.SUCCEEDED,
        VideoStatus.FAILED,
        VideoStatus.CANCELLED,
        VideoStatus.EXPIRED,
        VideoStatus.REFUSED,
    }
    if status in ended:
        assert not isinstance(found, Problem)
        return
    assert isinstance(found, Problem)
    assert found.key == "asset_in_use"
    assert found.params["by"] == TOM
    assert (await studio.again(facts)).assets[0].asset.status is AssetStatus.USABLE


@pytest.mark.parametrize("seed", range(12))
async def test_a_deletion_and_a_video_at_once_end_in_one_of_both(studio, owning, seed):
    """Whichever comes first, never both and never neither."""
    facts = await ready(studio, Depiction.NOBODY)
    form = VideoForm(
        team_id=TEAM,
        requester_id=TOM,
        channel="C0FILM",
        provider="pomex",
        model="seedance-2.0",
        prompt="@rachel waves",
        order_prompt="image 1 waves",
        seconds=5,
        ratio="16:9",
        resolution="720p",
        assets=facts.assets,
    )

    async def film() -> bool:
        asked = videos.submit(form, (), moment=studio.moment, key="film")
        return await studio.storage.apply(asked) is None

    async def delete() -> bool:
        return not isinstance(await owning.delete(TEAM, facts.assets[0].asset.id, OWNER, "del"), Problem)

    both = [film, delete]
    random.Random(seed).shuffle(both)
    results = await asyncio.gather(*(each() for each in both))
    assert sorted(results) == [False, True]


@pytest.mark.parametrize(
    "actor", [Actor(user_id=TOM), Actor(user_id=MAYA, is_guest=True), Actor(user_id=RACHEL)]
)
async def test_only_owner_and_admins_delete(studio, owning, actor):
    """Not even the person pictured, who withdraws instead."""
    facts = await ready(studio)
    found = await owning.delete(TEAM, facts.assets[0].asset.id, actor, "k")
    assert isinstance(found, Problem)
    assert found.key.startswith("deny_")


async def test_an_asset_of_another_workspace_is_not_there(studio, owning):
    """Ids are no keys to other teams."""
    facts = await ready(studio)
    found = await owning.delete("T0OTHER", facts.assets[0].asset.id, ADMIN, "k")
    assert isinstance(found, Problem)
    assert found.key == "gone"
