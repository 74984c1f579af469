"""Pictures of nobody real go to a gateway under our own link; a real person's never do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from providers.checks import order_problem
from providers.profile import MediaKind, MediaLimits, ReferenceRole
from storage.changes import Update, change
from storage.model import Asset, AssetStatus, Depiction, Media, MediaStatus, Registration, RegistrationStatus
from tests.workflow.cast import link
from tests.workflow.studio import CHANNEL, TEAM, TOM, TRUSTS, Studio, a_form
from workflow import videos
from workflow.access import Actor
from workflow.use_cases import Desk, VideoAsking
from workflow.use_cases.asking_videos import VideoFields
from workflow.videos import ReferenceMode, VideoForm
from workflow.videos.ways import REFUSED, Way, way_to

FAILED = RegistrationStatus.FAILED


@pytest.fixture(name="robot")
async def _robot(studio: Studio):
    """A picture of nobody real: its file is here, its registration waits."""
    studio.profile = TRUSTS
    return (await studio.asked(a_form(Depiction.NOBODY, name="robot"))).assets[0]


def _desk(studio: Studio, *, has_public_url: bool = True) -> Desk:
    return Desk(
        storage=studio.storage,
        profiles={"pomex": studio.profile},
        clock=lambda: studio.now,
        new_id=studio.new_id,
        new_state=lambda: ("state", "hash"),
        seal=str,
        unseal=str,
        has_public_url=has_public_url,
    )


FIELDS = VideoFields(
    team_id=TEAM,
    requester_id="U0MAYA",
    channel=CHANNEL,
    provider="pomex",
    model="seedance-2.0",
    prompt="@robot walks",
    seconds=5,
    ratio="16:9",
)


async def _resolved(studio: Studio, *, has_public_url: bool = True, **over):
    asking = VideoAsking(_desk(studio, has_public_url=has_public_url))
    return await asking.resolve(replace(FIELDS, **over), Actor(user_id="U0MAYA"))


async def _filmed(studio: Studio, **over):
    """A form sent off; the video it became."""
    form = await _resolved(studio, **over)
    assert isinstance(form, VideoForm)
    assert await VideoAsking(_desk(studio)).submit(form, Actor(user_id="U0MAYA"), "k") is None
    ((video_id,),) = studio.query("SELECT id FROM videos")
    return await studio.video(video_id)


async def test_nobody_real_needs_no_registration(studio: Studio, robot):
    """The order names our link, and passes what the gateway's profile declares."""
    video = await _filmed(studio)
    order = videos.order(video, link)
    assert [reference.uri for reference in order.references] == [link(robot.media.id)]
    assert order_problem(studio.profile, replace(order, model="seedance-2.0")) is None


async def test_what_is_registered_goes_as_registered(studio: Studio):
    """Also when it became active only after the video was asked for."""
    studio.profile = TRUSTS
    facts = await studio.asked(a_form(Depiction.NOBODY, name="robot"))
    video = await _filmed(studio)
    await studio.reviewed(await studio.answered(facts))
    video = await studio.video(video.video.id)
    (reference,) = videos.order(video, link).references
    assert reference.uri == video.assets[0].registrations[0].reference


async def _set(studio: Studio, table: type, row_id: str, **values):
    await studio.write(change(Update(table=table, where={"id": row_id}, values=values)))


@pytest.mark.parametrize(
    ("table", "values", "key"),
    [
        (Registration, {"status": FAILED, "failure": REFUSED}, "deny_not_active"),
        (Media, {"status": MediaStatus.ERASED}, "deny_not_active"),
        (Asset, {"status": AssetStatus.AWAITING_CONSENT}, "deny_asset_not_usable"),
    ],
)
async def test_what_a_gateway_may_not_have_by_link(studio: Studio, robot, table, values, key):
    """What it refused itself, what is not here, what is not decided: on the form, and when it is sent."""
    form = await _resolved(studio)
    ids = {Registration: robot.registrations[0].id, Media: robot.media.id, Asset: robot.asset.id}
    await _set(studio, table, ids[table], **values)
    problems = await _resolved(studio)
    assert [problem.key for problem in problems] == [key]
    problem = await VideoAsking(_desk(studio)).submit(form, Actor(user_id="U0MAYA"), "k")
    assert problem is not None
    assert problem.key == key
    assert studio.query("SELECT count(*) FROM videos") == [(0,)]


@pytest.mark.parametrize(
    ("failure", "may"), [(REFUSED, False), ("gave_up", True), ("key_refused", True), ("no_credit", True)]
)
async def test_only_a_refusal_of_the_asset_itself_forbids_the_link(studio: Studio, robot, failure, may):
    """A key that was refused says nothing about the picture."""
    await _set(studio, Registration, robot.registrations[0].id, status=FAILED, failure=failure)
    assert isinstance(await _resolved(studio), VideoForm) is may


@pytest.mark.parametrize(
    "limits", [{"formats": ("png",)}, {"formats": ("jpeg",), "max_bytes": 0}, {"formats": ("mp4",)}]
)
async def test_a_file_that_the_gateway_would_not_take_stays_here(studio: Studio, robot, limits):
    """It was looked at for one gateway, and may go to another."""
    studio.profile = replace(TRUSTS, limits={MediaKind.IMAGE: MediaLimits(**limits)})
    problems = await _resolved(studio)
    assert [(problem.key, problem.field) for problem in problems] == [("file_does_not_fit", "references")]
    assert await VideoAsking(_desk(studio)).find(Actor(user_id=TOM), TEAM, "", 10) == []
    assert robot.asset.name == "robot"


async def test_without_a_public_address_there_are_no_links(studio: Studio, robot):
    """Only what is registered can be used."""
    problems = await _resolved(studio, has_public_url=False)
    assert [(problem.key, problem.field) for problem in problems] == [("deny_not_active", "references")]
    asking = VideoAsking(_desk(studio, has_public_url=False))
    assert await asking.find(Actor(user_id=TOM), TEAM, "", 10) == []
    assert robot.asset.name == "robot"


async def test_a_real_person_never_goes_by_link(studio: Studio):
    """Her picture waits for its review, whoever asks."""
    studio.profile = TRUSTS
    facts = await studio.agreed(await studio.asked(a_form()))
    (rachel,) = facts.assets
    assert rachel.asset.status is AssetStatus.USABLE
    assert way_to(rachel, "pomex", links=True) is None
    problems = await _resolved(studio, prompt="@rachel walks")
    assert [problem.key for problem in problems] == ["deny_not_active"]


async def test_the_search_offers_what_some_gateway_can_get(studio: Studio, robot):
    """Not what the only gateway refused, and nothing to a guest."""
    asking = VideoAsking(_desk(studio))
    found = await asking.find(Actor(user_id=TOM), TEAM, "rob", 10)
    assert [asset.asset.name for asset in found] == ["robot"]
    assert await asking.find(Actor(user_id=TOM, is_guest=True), TEAM, "rob", 10) == []
    await _set(studio, Registration, robot.registrations[0].id, status=FAILED, failure=REFUSED)
    assert await asking.find(Actor(user_id=TOM), TEAM, "rob", 10) == []


async def test_choices_tell_a_guest_nothing(studio: Studio, robot):
    """What is offered to him does not depend on names he may not see."""
    await _set(studio, Registration, robot.registrations[0].id, status=FAILED, failure=REFUSED)
    asking = VideoAsking(_desk(studio))
    assert not (await asking.choices(Actor(user_id=TOM), TEAM, "@robot walks")).fits
    guest = await asking.choices(Actor(user_id=TOM, is_guest=True), TEAM, "@robot walks")
    assert guest.fits
    assert guest.left_out == ()


# Frames.


async def test_frames_keep_their_roles(studio: Studio, robot):
    """The first picture named is the first frame, the second the last."""
    await studio.asked(a_form(Depiction.NOBODY, name="beach"))
    video = await _filmed(studio, prompt="from @beach to @robot", mode=ReferenceMode.FIRST_AND_LAST)
    roles = [ReferenceRole.FIRST_FRAME, ReferenceRole.LAST_FRAME]
    assert [reference.role for reference in video.references] == roles
    assert [reference.role for reference in videos.order(video, link).references] == roles
    assert videos.mode_of(reference.role for reference in video.references) is ReferenceMode.FIRST_AND_LAST
    assert way_to(robot, "pomex", links=True) is Way.LINK


@pytest.mark.parametrize(
    ("prompt", "mode", "key"),
    [
        ("a house", "first_frame", "first_frame_missing"),
        ("a house", "first_and_last", "two_frames_missing"),
        ("@robot", "first_and_last", "two_frames_missing"),
        ("@robot and @beach", "first_frame", "first_frame_alone"),
        ("@robot, @beach, @wood", "first_and_last", "two_frames_alone"),
    ],
)
async def test_how_many_pictures_a_mode_takes(studio: Studio, robot, prompt, mode, key):
    """Said at the menu, before anything is sent."""
    for name in ("beach", "wood"):
        await studio.asked(a_form(Depiction.NOBODY, name=name))
    problems = await _resolved(studio, prompt=prompt, mode=ReferenceMode(mode))
    assert [(problem.key, problem.field) for problem in problems] == [(key, "mode")]
    assert robot.asset.name == "robot"


async def test_a_sound_alone_makes_no_video(studio: Studio, robot):
    """No gateway takes it, so it is said at once."""
    sounds = {MediaKind.AUDIO: MediaLimits(formats=("jpeg",))}
    studio.profile = replace(TRUSTS, limits={**TRUSTS.limits, **sounds})
    await _set(studio, Media, robot.media.id, kind="audio")
    problems = await _resolved(studio)
    assert [(problem.key, problem.field) for problem in problems] == [("sound_alone", "references")]
