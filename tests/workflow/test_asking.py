"""Asking for an asset or a video: what a form alone shows, and what the names in it mean."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from providers.profile import MediaKind, Model
from storage.changes import Put, Update, change
from storage.model import Asset, AssetStatus, Depiction, Media
from tests.support import rows
from tests.workflow.studio import CHANNEL, MAYA, RACHEL, TEAM, TOM, TRUSTS, Studio, a_form, a_profile
from workflow.access import Actor
from workflow.settings import DEFAULTS, Inviters, write_settings
from workflow.use_cases import AssetAsking, Desk, Problem, VideoAsking
from workflow.use_cases.asking_videos import VideoFields
from workflow.videos import VideoForm


def _desk(studio: Studio) -> Desk:
    return Desk(
        storage=studio.storage,
        profiles={"pomex": studio.profile},
        clock=lambda: studio.now,
        new_id=studio.new_id,
        new_state=lambda: ("state", "hash"),
        seal=str,
        unseal=str,
    )


# Assets.


@pytest.mark.parametrize(
    ("over", "found"),
    [
        ({}, []),
        ({"name": ""}, [("name_empty", "name")]),
        ({"name": "x" * 200}, [("name_too_long", "name")]),
        ({"name": "two words"}, [("name_has_spaces", "name")]),
        ({"member_id": None}, [("person_missing", "member")]),
        ({"depiction": Depiction.OUTSIDER, "outsider_name": " "}, [("person_missing", "outsider")]),
        ({"purpose": "  "}, [("purpose_missing", "purpose")]),
        ({"purpose": "", "depiction": Depiction.NOBODY}, []),
        ({"sources": ()}, [("media_missing", "files")]),
        ({"provider": "none"}, [("provider_missing", "provider")]),
        (
            {"name": "", "member_id": None, "purpose": "", "sources": ()},
            [
                ("person_missing", "member"),
                ("purpose_missing", "purpose"),
                ("name_empty", "name"),
                ("media_missing", "files"),
            ],
        ),
    ],
)
async def test_what_an_asset_form_alone_shows(studio: Studio, over: dict[str, Any], found):
    """Everything at once, each on its own field."""
    form = replace(a_form(), **over)
    problems = await AssetAsking(_desk(studio)).problems(form, Actor(user_id=MAYA))
    assert [(problem.key, problem.field) for problem in problems] == found


async def test_somebody_outside_needs_a_face_check_or_an_admin_for_his_release(studio: Studio):
    """Nothing else could prove his yes; the requester himself is no such admin."""
    asking, form = AssetAsking(_desk(studio)), a_form(Depiction.OUTSIDER)
    assert await asking.problems(form, Actor(user_id=MAYA)) == []
    studio.profile = TRUSTS
    for admins in (frozenset(), frozenset({MAYA})):
        asking = AssetAsking(replace(_desk(studio), admins=admins))
        problems = await asking.problems(form, Actor(user_id=MAYA))
        assert [(problem.key, problem.field) for problem in problems] == [("no_other_admin", "who")]
    asking = AssetAsking(replace(_desk(studio), admins=frozenset({TOM})))
    assert await asking.problems(form, Actor(user_id=MAYA)) == []


@pytest.mark.parametrize("depiction", [Depiction.SELF, Depiction.NOBODY])
async def test_a_declaration_needs_another_admin_where_four_eyes_are_wanted(studio: Studio, depiction):
    """A question that nobody can answer is not asked."""
    await studio.write(write_settings(DEFAULTS, replace(DEFAULTS, four_eyes=True), TEAM, TOM, studio.moment))
    for admins, found in ((frozenset(), ["no_other_admin"]), (frozenset({TOM}), [])):
        asking = AssetAsking(replace(_desk(studio), admins=admins))
        problems = await asking.problems(a_form(depiction), Actor(user_id=MAYA))
        assert [problem.key for problem in problems] == found


async def test_outsiders_may_be_for_admins_alone(studio: Studio):
    """Where a workspace wants it so, everybody else is told on the form."""
    wanted = replace(DEFAULTS, invite_outsiders=Inviters.ADMINS)
    await studio.write(write_settings(DEFAULTS, wanted, TEAM, TOM, studio.moment))
    asking, form = AssetAsking(_desk(studio)), a_form(Depiction.OUTSIDER)
    problems = await asking.problems(form, Actor(user_id=MAYA))
    assert [(problem.key, problem.field) for problem in problems] == [("deny_invite_outsiders", "who")]
    assert await asking.problems(form, Actor(user_id=MAYA, is_admin=True)) == []


async def test_a_guest_adds_nothing(studio: Studio):
    """Told on the form, and refused again when it is sent."""
    asking, guest = AssetAsking(_desk(studio)), Actor(user_id=MAYA, is_guest=True)
    problems = await asking.problems(a_form(), guest)
    assert [problem.key for problem in problems] == ["deny_guest"]
    assert await asking.submit(a_form(), guest, "Rachel", "k") == Problem(key="deny_guest")
    assert studio.query("SELECT count(*) FROM asset_requests") == [(0,)]


async def test_every_name_of_several_files_must_be_free(studio: Studio):
    """The second file's name too."""
    await studio.submitted(a_form(Depiction.NOBODY, name="rachel-2"))
    form = a_form(files=3)
    problems = await AssetAsking(_desk(studio)).problems(form, Actor(user_id=MAYA))
    assert [(p.key, p.params) for p in problems] == [("name_taken", {"name": "rachel-2"})]
    problem = await AssetAsking(_desk(studio)).submit(form, Actor(user_id=MAYA), "Rachel", "k")
    assert problem is not None
    assert (problem.key, problem.field) == ("name_taken", "name")


async def test_two_who_ask_for_the_same_new_person_at_once(studio: Studio):
    """One person is made; both requests are about him."""
    asking = AssetAsking(_desk(studio))
    forms = [replace(a_form(name=f"rachel-{n}"), requester_id=user) for n, user in enumerate((MAYA, TOM))]
    problems = await asyncio.gather(
        *(asking.submit(form, Actor(user_id=form.requester_id), "Rachel", form.name) for form in forms)
    )
    assert problems == [None, None]
    assert studio.query("SELECT slack_user_id FROM people") == [(RACHEL,)]
    assert studio.query("SELECT count(DISTINCT person_id) FROM asset_requests") == [(1,)]


async def test_somebody_outside_is_known_again_by_whoever_entered_him(studio: Studio):
    """Not by another member, who may mean somebody else of that name."""
    asking = AssetAsking(_desk(studio))
    for number, user in enumerate((MAYA, MAYA, TOM)):
        form = replace(a_form(Depiction.OUTSIDER, name=f"sam-{number}"), requester_id=user)
        assert await asking.submit(form, Actor(user_id=user), "Sam Doe", f"k{number}") is None
    assert studio.query("SELECT created_by FROM people ORDER BY rowid") == [(MAYA,), (TOM,)]


# Videos.


FIELDS = VideoFields(
    team_id=TEAM,
    requester_id=TOM,
    channel=CHANNEL,
    provider="pomex",
    model="seedance-2.0",
    prompt="@rachel walks into the office",
    seconds=5,
    ratio="16:9",
    resolution="720p",
)


@pytest.fixture(name="rachel")
async def _rachel(studio: Studio):
    studio.profile = TRUSTS
    return (await studio.ready()).assets[0]


async def _resolved(studio: Studio, actor: Actor | None = None, **over: Any):
    fields = replace(FIELDS, **over)
    return await VideoAsking(_desk(studio)).resolve(fields, actor or Actor(user_id=TOM))


async def test_a_prompt_becomes_references_and_positions(studio: Studio, rachel):
    """Names of the prompt first, then what was picked beside it."""
    robot = (await studio.ready(a_form(Depiction.NOBODY, name="robot"))).assets[0]
    form = await _resolved(studio, prompt="让@Rachel走进办公室", selected=(robot.asset.id, rachel.asset.id))
    assert isinstance(form, VideoForm)
    assert form.order_prompt == "让 image 1 走进办公室"
    assert [asset.asset.name for asset in form.assets] == ["rachel", "robot"]


async def test_each_kind_has_its_own_positions(studio: Studio, rachel):
    """A clip does not count among the pictures."""
    clip = (await studio.ready(a_form(Depiction.NOBODY, name="clip"))).assets[0]
    await studio.write(change(Update(table=Media, where={"id": clip.media.id}, values={"kind": "video"})))
    form = await _resolved(studio, prompt="@clip with @rachel")
    assert isinstance(form, VideoForm)
    assert form.order_prompt == "video 1 with image 1"
    assert rachel.asset.name == "rachel"


@pytest.mark.parametrize(
    ("over", "found"),
    [
        ({"prompt": "  "}, [("prompt_missing", "prompt")]),
        ({"prompt": "x" * 3001}, [("prompt_too_long", "prompt")]),
        ({"prompt": "@nobody and @noone"}, [("name_unknown", "prompt"), ("name_unknown", "prompt")]),
        ({"model": "none"}, [("model_missing", "model")]),
        ({"provider": "none"}, [("model_missing", "model")]),
        ({"seconds": 3}, [("seconds_out_of_range", "seconds")]),
        ({"seconds": 16}, [("seconds_out_of_range", "seconds")]),
        ({"ratio": "5:4"}, [("ratio_not_offered", "ratio")]),
        ({"resolution": "8k"}, [("resolution_not_offered", "resolution")]),
        ({"selected": ("a_404",)}, []),
    ],
)
async def test_what_a_video_form_alone_shows(studio: Studio, rachel, over, found):
    """Each problem on its own field."""
    problems = await _resolved(studio, **over)
    if not found:
        assert isinstance(problems, VideoForm)
    else:
        assert isinstance(problems, list)
        assert [(problem.key, problem.field) for problem in problems] == found
    assert rachel.asset.name == "rachel"


@pytest.mark.parametrize(
    ("prompt", "count"), [("@rachel " + "x" * 93, 101), ("@rachel " * 12 + "walks", 101), ("x" * 99, None)]
)
async def test_a_gateways_own_limit_of_the_prompt_counts(studio: Studio, rachel, prompt, count):
    """Where it takes less than we do; as typed, and with positions in the place of names."""
    studio.profile = replace(TRUSTS, prompt_max=100)
    resolved = await _resolved(studio, prompt=prompt)
    if count is None:
        assert isinstance(resolved, VideoForm)
    else:
        params = {"count": count, "most": 100}
        assert resolved == [Problem(key="prompt_too_long", field="prompt", params=params)]
    assert rachel.asset.name == "rachel"


async def test_a_short_name_may_make_a_long_order(studio: Studio):
    """Three thousand characters typed are more once each name is a position."""
    studio.profile = TRUSTS
    await studio.ready(a_form(Depiction.NOBODY, name="a"))
    resolved = await _resolved(studio, prompt="@a " * 1000)
    assert resolved == [Problem(key="prompt_too_long", field="prompt", params={"count": 8000, "most": 3000})]


@pytest.mark.parametrize(
    ("model", "found"),
    [
        ({"max_references": {}}, "too_many_references"),
        ({"needs_reference_video": True}, "needs_reference_video"),
        ({"real_people": False}, "model_without_real_people"),
    ],
)
async def test_what_a_model_does_not_take(studio: Studio, rachel, model, found):
    """Asked of the profile, before anything is sent."""
    models = (Model(id="seedance-2.0", title="Seedance 2.0", resolutions=("720p",), **model),)
    studio.profile = a_profile(TRUSTS.verification, models=models)
    problems = await _resolved(studio)
    assert isinstance(problems, list)
    assert [problem.key for problem in problems] == [found]
    assert rachel.media.kind == MediaKind.IMAGE


@pytest.mark.parametrize(
    ("actor", "key"),
    [
        (Actor(user_id=TOM, is_guest=True), "deny_guest"),
        (Actor(user_id=TOM, is_foreign=True), "deny_foreign"),
        (Actor(user_id=TOM, is_deactivated=True), "deny_deactivated"),
    ],
)
async def test_who_may_not_make_videos(studio: Studio, rachel, actor, key):
    """Told on the form, and refused again when it is sent."""
    problems = await _resolved(studio, actor)
    assert isinstance(problems, list)
    assert [problem.key for problem in problems] == [key]
    form = await _resolved(studio)
    assert isinstance(form, VideoForm)
    problem = await VideoAsking(_desk(studio)).submit(form, actor, "k")
    assert problem is not None
    assert problem.key == key
    assert rachel.asset.name == "rachel"


async def test_an_asset_that_ended_is_no_name_any_more(studio: Studio, rachel):
    """And a form resolved before is refused when it is sent."""
    form = await _resolved(studio)
    assert isinstance(form, VideoForm)
    values = {"status": AssetStatus.WITHDRAWN}
    await studio.write(change(Update(table=Asset, where={"id": rachel.asset.id}, values=values)))
    problems = await _resolved(studio)
    assert isinstance(problems, list)
    assert [problem.key for problem in problems] == ["name_unknown"]
    problem = await VideoAsking(_desk(studio)).submit(form, Actor(user_id=TOM), "k")
    assert problem == Problem(key="deny_asset_not_usable")


async def test_a_form_sent_asks_the_person_and_the_owner(studio: Studio, rachel):
    """As they stand when it is sent."""
    form = await _resolved(studio)
    assert isinstance(form, VideoForm)
    assert await VideoAsking(_desk(studio)).submit(form, Actor(user_id=TOM), "k") is None
    asked = studio.query("SELECT approver_id, as_person FROM approvals ORDER BY rowid")
    assert asked == [(RACHEL, 1), (MAYA, 0)]
    await studio.write(change(Put(row=rows.member(user_id=RACHEL))))
    assert await VideoAsking(_desk(studio)).submit(form, Actor(user_id=TOM), "k") is None
    assert studio.query("SELECT count(*) FROM videos") == [(1,)]
    assert rachel.asset.owner_id == MAYA
