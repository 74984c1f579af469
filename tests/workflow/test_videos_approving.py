"""Asking for a video, and what its approvers say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from storage.changes import Update, change
from storage.model import (
    ApprovalStatus,
    Asset,
    AssetStatus,
    Consent,
    Depiction,
    Registration,
    RegistrationStatus,
    VideoStatus,
)
from tests.workflow.studio import CHANNEL, MAYA, RACHEL, TEAM, TOM, TRUSTS, Studio, a_form
from workflow import videos
from workflow.access import Action, Actor, Approver, Ask, Use, decide
from workflow.jobs import JobKind
from workflow.moment import APPROVAL_LIFE, START_DEADLINE
from workflow.scope import Scope
from workflow.use_cases import Answering, Desk, Problem

AS_PERSON = Approver(user_id=RACHEL, as_person=True)
AS_OWNER = Approver(user_id=MAYA, as_person=False)
YES, ALWAYS = ApprovalStatus.ALLOWED_ONCE, ApprovalStatus.ALLOWED_ALWAYS
NO, LAPSED = ApprovalStatus.REFUSED, ApprovalStatus.LAPSED


@pytest.fixture(name="facts")
async def _facts(studio: Studio):
    """Rachel's picture, ready for videos."""
    studio.profile = TRUSTS
    return await studio.ready()


def _decision(studio: Studio, video, approval, status: ApprovalStatus):
    return videos.decide_approval(video, approval, status, reason=None, moment=studio.moment)


async def _decided(studio: Studio, video, index: int, status: ApprovalStatus):
    fresh = await studio.video(video.video.id)
    await studio.write(_decision(studio, fresh, fresh.approvals[index], status))
    return await studio.video(video.video.id)


def _answering(studio: Studio) -> Answering:
    desk = Desk(
        storage=studio.storage,
        profiles={"pomex": studio.profile},
        clock=lambda: studio.now,
        new_id=studio.new_id,
        new_state=lambda: ("state", "hash"),
        seal=str,
        unseal=str,
    )
    return Answering(desk)


async def test_without_approvers_it_is_due_at_once(studio: Studio, facts):
    """With a deadline, and recorded."""
    video = await studio.filmed(facts)
    assert video.video.status is VideoStatus.STARTING
    assert studio.due(JobKind.START_VIDEO) == (studio.now, studio.now + START_DEADLINE)
    assert (await studio.ledger_kinds())[-1] == "video_requested"
    assert videos.may_start(video)


async def test_with_approvers_it_waits_for_every_one_of_them(studio: Studio, facts):
    """Each gets a card and a deadline; nothing is due to start."""
    video = await studio.filmed(facts, AS_PERSON, AS_OWNER)
    assert video.video.status is VideoStatus.AWAITING_APPROVAL
    assert studio.jobs().count("lapse_approval") == 2
    assert "start_video" not in studio.jobs()
    assert {a.deadline_at for a in video.approvals} == {studio.now + APPROVAL_LIFE}
    assert {("approval_card", RACHEL), ("approval_card", MAYA), ("video_card", CHANNEL)} <= set(
        studio.messages()
    )
    video = await _decided(studio, video, 0, YES)
    assert not videos.may_start(video)
    video = await _decided(studio, video, 1, YES)
    assert videos.may_start(video)
    assert "start_video" in studio.jobs()
    assert "lapse_approval" not in studio.jobs()


@pytest.mark.parametrize(
    ("row", "values", "guard"),
    [
        (Asset, {"status": AssetStatus.WITHDRAWN}, "deny_asset_not_usable"),
        (Registration, {"status": RegistrationStatus.FAILED}, "deny_not_active"),
        (Consent, {"ended_at": 1, "end_reason": "withdrawn"}, "deny_no_consent"),
    ],
)
async def test_a_form_from_older_facts_is_refused(studio: Studio, facts, row, values, guard):
    """What it names must be usable in the transaction that writes it."""
    where = {"id" if row is Asset else "asset_id": facts.assets[0].asset.id}
    await studio.write(change(Update(table=row, where=where, values=values)))
    form = videos.VideoForm(
        team_id=TEAM,
        requester_id=TOM,
        channel=CHANNEL,
        provider="pomex",
        model="m",
        prompt="p",
        order_prompt="p",
        seconds=5,
        ratio="16:9",
        resolution=None,
        assets=facts.assets,
    )
    assert await studio.guard(videos.submit(form, [], moment=studio.moment, key="k")) == guard
    assert studio.query("SELECT count(*) FROM videos") == [(0,)]


async def test_one_form_delivered_twice_makes_one_video(studio: Studio, facts):
    """Slack delivers again what it did not see acknowledged."""
    form = videos.VideoForm(
        team_id=TEAM,
        requester_id=TOM,
        channel=CHANNEL,
        provider="pomex",
        model="m",
        prompt="p",
        order_prompt="p",
        seconds=5,
        ratio="16:9",
        resolution=None,
        assets=facts.assets,
    )
    sent = [videos.submit(form, [AS_PERSON], moment=studio.moment, key="trigger") for _ in range(2)]
    assert [await studio.guard(one) for one in sent] == [None, "seen"]
    assert studio.query("SELECT count(*) FROM videos") == [(1,)]
    assert studio.query("SELECT count(*) FROM approvals") == [(1,)]


@pytest.mark.parametrize("first", [YES, ALWAYS, NO, LAPSED])
@pytest.mark.parametrize("second", [YES, ALWAYS, NO, LAPSED])
async def test_two_presses_from_the_same_facts_are_one_answer(studio: Studio, facts, first, second):
    """The first on the row wins, whoever comes second learns that it was decided."""
    video = await studio.filmed(facts, AS_PERSON)
    approval = video.approvals[0]
    pressed = [_decision(studio, video, approval, status) for status in (first, second)]
    assert [await studio.guard(one) for one in pressed] == [None, "already_decided"]
    assert (await studio.video(video.video.id)).approvals[0].status is first
    assert (await studio.ledger_kinds()).count("approval_decided") == 1


@pytest.mark.parametrize("no", [NO, LAPSED])
async def test_any_no_ends_the_use_for_everybody(studio: Studio, facts, no):
    """The thread says so, and nobody else's answer is waited for."""
    video = await studio.filmed(facts, AS_PERSON, AS_OWNER)
    video = await _decided(studio, video, 0, no)
    assert video.video.status is VideoStatus.REFUSED
    assert ("video_ended", CHANNEL) in studio.messages()
    assert "lapse_approval" not in studio.jobs()
    assert "start_video" not in studio.jobs()


async def test_an_answer_after_the_end_changes_no_more_than_itself(studio: Studio, facts):
    """The use stays refused."""
    video = await studio.filmed(facts, AS_PERSON, AS_OWNER)
    video = await _decided(studio, video, 0, NO)
    video = await _decided(studio, video, 1, YES)
    assert video.video.status is VideoStatus.REFUSED
    assert "start_video" not in studio.jobs()


async def test_a_yes_from_older_facts_starts_nothing_that_was_refused(studio: Studio, facts):
    """Both approvers read the video as waiting; the no came first."""
    video = await studio.filmed(facts, AS_PERSON, AS_OWNER)
    yes = _decision(studio, video, video.approvals[1], YES)
    await studio.write(_decision(studio, video, video.approvals[0], NO), yes)
    video = await studio.video(video.video.id)
    assert video.video.status is VideoStatus.REFUSED
    assert not videos.may_start(video)
    job = await studio.claim(JobKind.START_VIDEO)
    assert await studio.guard(videos.start_intent(video, job, studio.moment)) == "not_approved"


async def test_always_lets_this_channel_go_without_asking(studio: Studio, facts):
    """For the assets that this approver speaks for, and nowhere else."""
    video = await studio.filmed(facts, AS_PERSON, AS_OWNER)
    await _decided(studio, video, 0, ALWAYS)
    ids = [facts.assets[0].asset.id]
    (allowance,) = await studio.storage.allowances(TEAM, CHANNEL, ids)
    assert (allowance.approver_id, allowance.channel) == (RACHEL, CHANNEL)
    tom, use = Actor(user_id=TOM), Use(allowances=[allowance])
    (asset,) = (await studio.again(facts)).assets
    here = decide(tom, Action.USE_ASSET, asset, channel=CHANNEL, now=studio.now, use=use)
    assert here == Ask(whom=(AS_OWNER,))
    everywhere = replace(asset.consent, scope=Scope().to_json())
    wider = replace(asset, consent=everywhere)
    elsewhere = decide(tom, Action.USE_ASSET, wider, channel="C0OTHER", now=studio.now, use=use)
    assert elsewhere == Ask(whom=(AS_PERSON, AS_OWNER))


async def test_always_twice_adds_only_what_is_missing(studio: Studio):
    """A second card of the same channel, with one picture more."""
    studio.profile = TRUSTS
    first = await studio.ready(a_form(name="rachel-1"))
    both = await studio.ready(a_form(name="rachel-2"))
    await _decided(studio, await studio.filmed(first, AS_PERSON), 0, ALWAYS)
    together = type(both)(**{**both.__dict__, "assets": (*first.assets, *both.assets)})
    video = await studio.filmed(together, AS_PERSON)
    approval = video.approvals[0]
    assert await studio.guard(_decision(studio, video, approval, ALWAYS)) == "taken:allowances"
    assert await _answering(studio).decide_approval(approval.id, Actor(user_id=RACHEL), ALWAYS) is None
    ids = [asset.asset.id for asset in together.assets]
    held = await studio.storage.allowances(TEAM, CHANNEL, ids)
    assert sorted(a.asset_id for a in held) == sorted(ids)


async def test_a_late_press_learns_who_decided(studio: Studio, facts):
    """And when."""
    video = await studio.filmed(facts, AS_PERSON)
    answering, rachel = _answering(studio), Actor(user_id=RACHEL)
    assert await answering.decide_approval(video.approvals[0].id, rachel, YES) is None
    problem = await answering.decide_approval(video.approvals[0].id, rachel, NO)
    assert problem == Problem(
        key="approval_already_decided", params={"status": YES, "by": RACHEL, "at": studio.now}
    )


@pytest.mark.parametrize(
    ("actor", "key"),
    [
        (Actor(user_id=RACHEL), None),
        (Actor(user_id=RACHEL, is_guest=True), None),
        (Actor(user_id=RACHEL, is_deactivated=True), "deny_deactivated"),
        (Actor(user_id=MAYA), "deny_not_yours"),
        (Actor(user_id=MAYA, is_admin=True), "deny_not_yours"),
    ],
)
async def test_only_who_was_asked_answers(studio: Studio, facts, actor, key):
    """An administrator is not the person either."""
    video = await studio.filmed(facts, AS_PERSON)
    problem = await _answering(studio).decide_approval(video.approvals[0].id, actor, YES)
    assert (problem.key if problem else None) == key


async def test_silence_is_a_no(studio: Studio, facts):
    """The deadline's job writes it in nobody's name."""
    video = await studio.filmed(facts, AS_PERSON)
    studio.now += APPROVAL_LIFE
    job = await studio.claim(JobKind.LAPSE_APPROVAL)
    assert job.subject == video.approvals[0].id
    video = await _decided(studio, video, 0, LAPSED)
    assert video.video.status is VideoStatus.REFUSED
    entry = (await studio.ledger())[-1]
    assert (entry.kind, entry.actor) == ("approval_decided", "likeness")


async def test_nobody_real_needs_nobody_elses_yes(studio: Studio):
    """The owner is asked when somebody else uses it; he himself is not."""
    studio.profile = TRUSTS
    facts = await studio.ready(a_form(Depiction.NOBODY, name="robot"))
    assert decide(Actor(user_id=TOM), Action.USE_ASSET, facts.assets[0]) == Ask(whom=(AS_OWNER,))
    video = await studio.filmed(facts)
    assert video.video.status is VideoStatus.STARTING
