"""Owners and people: names, hand-overs, and what follows when somebody leaves or comes back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from storage.changes import Insert, Update, change
from storage.model import Allowance, Asset, AssetStatus, Video, VideoStatus
from tests.support import rows
from tests.workflow.studio import MAYA, RACHEL, TEAM, TOM, Studio, a_form
from workflow.access import Actor, Approver
from workflow.jobs import JobKind
from workflow.use_cases import Desk, Problem
from workflow.use_cases.owning_people import OwningPeople

ADA, WEI = "U0ADA", "U0WEI"
OWNER, ADMIN = Actor(user_id=MAYA), Actor(user_id=ADA, is_admin=True)
NOT_OWNERS = [
    (Actor(user_id=TOM), "deny_owner_only"),
    (Actor(user_id=RACHEL), "deny_owner_only"),
    (Actor(user_id=MAYA, is_guest=True), "deny_guest"),
    (Actor(user_id=MAYA, is_foreign=True), "deny_foreign"),
    (Actor(user_id=MAYA, is_deactivated=True), "deny_deactivated"),
]


def owning(studio: Studio) -> OwningPeople:
    desk = Desk(
        storage=studio.storage,
        profiles={"pomex": studio.profile},
        clock=lambda: studio.now,
        new_id=studio.new_id,
        new_state=lambda: ("state", "hash"),
        seal=str,
        unseal=str,
        admins=frozenset({ADA}),
    )
    return OwningPeople(desk)


async def asset_of(studio: Studio) -> str:
    """Maya's picture of Rachel, ready; its id."""
    return (await studio.ready()).assets[0].asset.id


@pytest.mark.parametrize("actor", [OWNER, ADMIN])
async def test_an_owner_or_an_admin_renames(studio: Studio, actor):
    """The old name is free, the cards show the new one."""
    asset_id = await asset_of(studio)
    facts = await studio.storage.asset_named(TEAM, "rachel")
    assert facts is not None
    before = studio.revision("asset_card", facts.asset.request_id)
    assert await owning(studio).rename(asset_id, actor, TEAM, "@Ｃlose-Up") is None
    assert await studio.storage.asset_named(TEAM, "rachel") is None
    renamed = await studio.storage.asset_named(TEAM, "close-up")
    assert renamed is not None
    assert (renamed.asset.id, renamed.asset.name) == (asset_id, "Close-Up")
    assert studio.revision("asset_card", facts.asset.request_id) == before + 1
    assert (await studio.ledger())[-1].kind == "asset_renamed"


@pytest.mark.parametrize(
    ("name", "key"),
    [("", "name_empty"), ("a b", "name_has_spaces"), ("x" * 65, "name_too_long"), ("HALL", "name_taken")],
)
async def test_a_new_name_obeys_the_rules_of_names(studio: Studio, name, key):
    """And is nobody else's."""
    asset_id = await asset_of(studio)
    await studio.submitted(a_form(name="hall"))
    problem = await owning(studio).rename(asset_id, OWNER, TEAM, name)
    assert problem is not None
    assert problem.key == key


@pytest.mark.parametrize(("actor", "key"), NOT_OWNERS)
async def test_nobody_else_renames_or_hands_over(studio: Studio, actor, key):
    """The person pictured does not own the picture."""
    asset_id = await asset_of(studio)
    assert await owning(studio).rename(asset_id, actor, TEAM, "other") == Problem(key=key)
    to = rows.member(user_id=TOM)
    assert await owning(studio).hand_over(asset_id, actor, TEAM, to) == Problem(key=key)


async def test_an_asset_of_another_workspace_is_not_there(studio: Studio):
    """Whoever asks."""
    asset_id = await asset_of(studio)
    assert await owning(studio).rename(asset_id, ADMIN, "T0ELSE", "other") == Problem(key="gone")
    assert await owning(studio).rename("a_9", ADMIN, TEAM, "other") == Problem(key="gone")


async def test_what_is_over_is_not_changed(studio: Studio):
    """A deleted asset has no name to give."""
    asset_id = await asset_of(studio)
    gone = Update(table=Asset, where={"id": asset_id}, values={"status": AssetStatus.DELETED})
    await studio.write(change(gone))
    assert await owning(studio).rename(asset_id, OWNER, TEAM, "x") == Problem(key="deny_asset_not_usable")


@pytest.mark.parametrize("actor", [OWNER, ADMIN])
async def test_a_hand_over_tells_everybody_concerned(studio: Studio, actor):
    """The new owner, the old one where he did not do it himself, and the person."""
    asset_id = await asset_of(studio)
    assert await owning(studio).hand_over(asset_id, actor, TEAM, rows.member(user_id=TOM)) is None
    found = (await studio.storage.assets_by_id(TEAM, [asset_id]))[asset_id]
    assert found.asset.owner_id == TOM
    told = {channel for kind, channel in studio.messages() if kind == "asset_handed_over"}
    assert told == {TOM, RACHEL} | ({MAYA} if actor is ADMIN else set())
    assert (await studio.ledger())[-1].kind == "asset_handed_over"


@pytest.mark.parametrize(
    ("to", "key"),
    [
        ({"is_guest": True}, "owner_must_be_member"),
        ({"is_foreign": True}, "owner_must_be_member"),
        ({"is_deactivated": True}, "owner_must_be_member"),
        ({"user_id": MAYA}, "owner_already"),
    ],
)
async def test_only_a_full_member_who_is_here_can_own(studio: Studio, to, key):
    """Guests may not use assets, so they cannot own any."""
    asset_id = await asset_of(studio)
    member = replace(rows.member(user_id=TOM), **to)
    assert await owning(studio).hand_over(asset_id, OWNER, TEAM, member) == Problem(key=key)


async def test_what_the_old_owner_always_allowed_ends_with_him(studio: Studio):
    """The person's own standing yes does not: the face stays hers."""
    asset_id = await asset_of(studio)
    facts = await studio.storage.asset_named(TEAM, "rachel")
    assert facts is not None
    video = await studio.filmed(
        await studio.request(facts.asset.request_id),
        Approver(user_id=RACHEL, as_person=True),
        Approver(user_id=MAYA, as_person=False),
    )
    standing = [
        rows.allowance(id=f"w_{n}", asset_id=asset_id, approver_id=user, approval_id=approval.id)
        for n, (user, approval) in enumerate(zip((RACHEL, MAYA), video.approvals, strict=True))
    ]
    await studio.write(change(*(Insert(row=row) for row in standing)))
    assert await owning(studio).hand_over(asset_id, OWNER, TEAM, rows.member(user_id=TOM)) is None
    kept = await studio.storage.allowances(TEAM, rows.CHANNEL, [asset_id])
    assert [allowance.approver_id for allowance in kept] == [RACHEL]
    assert Allowance in {type(row) for row in kept}


# Somebody leaves.


async def waiting_video(studio: Studio) -> Video:
    """Tom's video that Rachel and Maya are asked about."""
    facts = await studio.ready()
    asked = (Approver(user_id=RACHEL, as_person=True), Approver(user_id=MAYA, as_person=False))
    return (await studio.filmed(facts, *asked)).video


def gone(user_id: str) -> object:
    return rows.member(user_id=user_id, is_deactivated=True)


async def test_when_an_owner_leaves_admins_and_requesters_are_told(studio: Studio):
    """The admins may hand over what he owned, the requester may cancel what waits for him."""
    await waiting_video(studio)
    assert await owning(studio).described(gone(MAYA), "E1") is None  # type: ignore[arg-type]
    told = studio.messages()
    assert ("owner_left", ADA) in told
    assert ("approver_left", TOM) in told
    assert not [channel for kind, channel in told if kind == "person_left"]
    facts = await studio.storage.asset_named(TEAM, "rachel")
    assert facts is not None
    assert facts.owner_left
    assert not facts.person_left


async def test_when_a_person_leaves_owners_are_told(studio: Studio):
    """Uses of the face pause while its person is away."""
    await waiting_video(studio)
    assert await owning(studio).described(gone(RACHEL), "E1") is None  # type: ignore[arg-type]
    told = studio.messages()
    assert ("person_left", MAYA) in told
    assert ("approver_left", TOM) in told
    facts = await studio.storage.asset_named(TEAM, "rachel")
    assert facts is not None
    assert facts.person_left


async def test_it_is_told_once_and_coming_back_ends_the_pause(studio: Studio):
    """The same news again, by any way, adds nothing; leaving once more is news."""
    await waiting_video(studio)
    desk = owning(studio)
    for key in ("E1", "E1", "E2", None):
        await desk.described(gone(RACHEL), key)  # type: ignore[arg-type]
    assert len([kind for kind, _ in studio.messages() if kind == "person_left"]) == 1
    await desk.described(rows.member(user_id=RACHEL), "E3")
    facts = await studio.storage.asset_named(TEAM, "rachel")
    assert facts is not None
    assert not facts.person_left
    studio.now += 1
    await desk.described(gone(RACHEL), "E4")  # type: ignore[arg-type]
    assert len([kind for kind, _ in studio.messages() if kind == "person_left"]) == 2


async def test_somebody_on_whom_nothing_hangs_leaves_in_silence(studio: Studio):
    """No message to anybody."""
    await waiting_video(studio)
    before = studio.messages()
    assert await owning(studio).described(gone(WEI), "E1") is None  # type: ignore[arg-type]
    assert studio.messages() == before


@pytest.mark.parametrize("actor", [Actor(user_id=TOM), ADMIN])
async def test_the_requester_cancels_what_waits(studio: Studio, actor):
    """Nobody's answer is waited for any more."""
    video = await waiting_video(studio)
    assert await owning(studio).cancel_waiting(video.id, actor) is None
    assert (await studio.video(video.id)).video.status is VideoStatus.CANCELLED
    assert JobKind.LAPSE_APPROVAL not in studio.jobs()
    assert (await studio.ledger())[-1].kind == "video_cancelled"
    assert await owning(studio).cancel_waiting(video.id, actor) == Problem(key="already_started")


async def test_nobody_else_cancels(studio: Studio):
    """Not even who is asked: he says no instead."""
    video = await waiting_video(studio)
    for user in (RACHEL, MAYA, WEI):
        problem = await owning(studio).cancel_waiting(video.id, Actor(user_id=user))
        assert problem == Problem(key="deny_not_yours")
