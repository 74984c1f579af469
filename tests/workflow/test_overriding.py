"""An approval's one outcome: pressed twice at once, reminded of, or given by an admin in an owner's place."""

from __future__ import annotations

import asyncio

import pytest

from bot.poller import answer_steps
from bot.poller.tools import Tools
from storage.changes import Put, change
from storage.model import ApprovalStatus, Setting, VideoStatus
from tests.support import rows
from tests.workflow.gateway import NoStore, unused
from tests.workflow.studio import CHANNEL, GAPS, MAYA, RACHEL, TEAM, TOM, TRUSTS, Studio
from workflow import videos
from workflow.access import Actor, Approver
from workflow.jobs import JobKind
from workflow.moment import APPROVAL_LIFE, APPROVAL_REMINDER
from workflow.use_cases import Answering, Desk, Problem

AS_PERSON = Approver(user_id=RACHEL, as_person=True)
AS_OWNER = Approver(user_id=MAYA, as_person=False)
YES, ALWAYS, NO = ApprovalStatus.ALLOWED_ONCE, ApprovalStatus.ALLOWED_ALWAYS, ApprovalStatus.REFUSED
ADA = Actor(user_id="U0ADA", is_admin=True)
WHY = "Maya is away until Monday"


@pytest.fixture(name="facts")
async def _facts(studio: Studio):
    """Rachel's picture, ready for videos."""
    studio.profile = TRUSTS
    return await studio.ready()


@pytest.fixture(name="video")
async def _video(studio: Studio, facts):
    """Tom's video, for which Rachel and Maya are asked."""
    return await studio.filmed(facts, AS_PERSON, AS_OWNER)


def desk(studio: Studio) -> Desk:
    return Desk(
        storage=studio.storage,
        profiles={"pomex": studio.profile},
        clock=lambda: studio.now,
        new_id=studio.new_id,
        new_state=lambda: ("state", "hash"),
        seal=str,
        unseal=str,
    )


def answering(studio: Studio) -> Answering:
    return Answering(desk(studio))


@pytest.mark.parametrize("pair", [(YES, NO), (NO, YES), (ALWAYS, NO), (YES, YES), (ALWAYS, ALWAYS)])
async def test_two_presses_at_the_same_instant_are_one_outcome(studio: Studio, facts, pair):
    """On the real storage, many times over: one counts, the other learns who decided and when."""
    for _ in range(8):
        video = await studio.filmed(facts, AS_OWNER)
        approval, maya = video.approvals[0], Actor(user_id=MAYA)
        told = await asyncio.gather(
            *(answering(studio).decide_approval(approval.id, maya, status) for status in pair)
        )
        won = await studio.storage.approval(approval.id)
        assert won is not None
        assert won.status is pair[told.index(None)]
        assert (won.decided_by, won.decided_at) == (MAYA, studio.now)
        (late,) = [problem for problem in told if problem is not None]
        params = {"status": won.status, "by": MAYA, "at": studio.now}
        assert late == Problem(key="approval_already_decided", params=params)
        said = [e for e in await studio.ledger() if e.subject == approval.id]
        assert [e.kind for e in said] == ["approval_decided"]


async def test_an_answer_and_an_override_at_the_same_instant_are_one_outcome(studio: Studio, facts):
    """Whoever came second learns of the first."""
    for _ in range(8):
        video = await studio.filmed(facts, AS_OWNER)
        approval = video.approvals[0]
        told = await asyncio.gather(
            answering(studio).decide_approval(approval.id, Actor(user_id=MAYA), NO),
            answering(studio).override(approval.id, ADA, WHY),
        )
        won = await studio.storage.approval(approval.id)
        assert won is not None
        first = told.index(None)
        assert (won.status, won.decided_by) == ((NO, MAYA), (YES, ADA.user_id))[first]
        late = told[1 - first]
        assert late is not None
        assert (late.key, late.params["by"]) == ("approval_already_decided", won.decided_by)


async def test_an_admin_speaks_for_an_owner_and_everybody_pictured_is_told(studio: Studio, video):
    """It counts as the owner's yes for this one video; Rachel is still asked herself."""
    person, owner = video.approvals
    assert await answering(studio).override(owner.id, ADA, f"  {WHY} ") is None
    said = await studio.storage.approval(owner.id)
    assert said is not None
    assert (said.status, said.decided_by, said.reason) == (YES, ADA.user_id, WHY)
    assert ("override_told", RACHEL) in studio.messages()
    (entry,) = [e for e in await studio.ledger() if e.kind == "approval_overridden"]
    assert WHY not in str(entry.body)
    fresh = await studio.video(video.video.id)
    assert fresh.video.status is VideoStatus.AWAITING_APPROVAL
    assert not videos.may_start(fresh)
    assert await answering(studio).decide_approval(person.id, Actor(user_id=RACHEL), YES) is None
    assert videos.may_start(await studio.video(video.video.id))


@pytest.mark.parametrize(
    ("actor", "which", "reason", "key"),
    [
        (ADA, 0, WHY, "deny_admins_only"),  # a face is its person's
        (Actor(user_id=TOM), 1, WHY, "deny_admins_only"),
        (Actor(user_id=MAYA, is_admin=True), 1, WHY, "deny_admins_only"),  # her own answer is hers to give
        (Actor(user_id="U0ADA", is_admin=True, is_guest=True), 1, WHY, "deny_guest"),
        (Actor(user_id="U0ADA", is_admin=True, is_deactivated=True), 1, WHY, "deny_deactivated"),
        (ADA, 1, " ", "reason_missing"),
    ],
)
async def test_who_may_not_speak_for_an_owner(studio: Studio, video, actor, which, reason, key):
    """Nothing changes, and why not is told."""
    approval = video.approvals[which]
    problem = await answering(studio).override(approval.id, actor, reason)
    assert problem is not None
    assert problem.key == key
    assert (await studio.storage.approval(approval.id)).status is ApprovalStatus.PENDING


@pytest.mark.parametrize("on", [True, False])
async def test_with_four_eyes_nobody_overrides_for_a_video_of_his_own(studio: Studio, video, on):
    """Another admin may."""
    four_eyes = Setting(
        team_id=TEAM, name="four_eyes", value={"value": on}, changed_by="U0ADA", changed_at=studio.now
    )
    await studio.write(change(Put(row=four_eyes)))
    tom = Actor(user_id=TOM, is_admin=True)  # who asked for the video
    problem = await answering(studio).override(video.approvals[1].id, tom, WHY)
    assert (problem.key if problem else None) == ("deny_admins_only" if on else None)


async def test_what_is_gone_or_over_cannot_be_overridden(studio: Studio, video):
    """A use that somebody refused stays refused."""
    person, owner = video.approvals
    assert (await answering(studio).override("y_gone", ADA, WHY)) == Problem(key="gone")
    assert await answering(studio).decide_approval(person.id, Actor(user_id=RACHEL), NO) is None
    assert (await answering(studio).override(owner.id, ADA, WHY)) == Problem(key="approval_not_needed")
    assert (await studio.video(video.video.id)).video.status is VideoStatus.REFUSED


async def test_another_approvers_card_is_left_alone(studio: Studio, video):
    """One yes changes the card of who gave it; a no changes every card that still asks."""
    person, owner = video.approvals
    assert await answering(studio).decide_approval(person.id, Actor(user_id=RACHEL), YES) is None
    assert studio.revision("approval_card", person.id) == 2
    assert studio.revision("approval_card", owner.id) == 1
    assert await answering(studio).decide_approval(owner.id, Actor(user_id=MAYA), NO) is None
    assert studio.revision("approval_card", person.id) == 2
    assert studio.revision("approval_card", owner.id) == 2


def tools(studio: Studio) -> Tools:
    return Tools(
        desk=desk(studio),
        providers={},
        store=NoStore(),  # type: ignore[arg-type]
        gaps=GAPS,
        jitter=lambda: 0.5,
        bring_in=unused,
        download=unused,
        media_url=unused,
    )


async def test_half_way_an_approver_is_reminded_once_where_he_was_asked(studio: Studio, facts):
    """In the thread of the card, as long as he has not answered."""
    await studio.filmed(facts, AS_PERSON)
    assert studio.due(JobKind.REMIND_APPROVAL)[0] == studio.now + APPROVAL_REMINDER
    assert APPROVAL_REMINDER < APPROVAL_LIFE
    studio.now += APPROVAL_REMINDER
    job = await studio.claim(JobKind.REMIND_APPROVAL)
    await studio.write(*await answer_steps.remind_approval(tools(studio), [job]))
    ((channel, thread),) = studio.query(
        "SELECT channel, thread FROM messages WHERE kind = 'approval_reminder'"
    )
    ((card,),) = studio.query("SELECT id FROM messages WHERE kind = 'approval_card'")
    assert (channel, thread) == (RACHEL, card)
    assert "remind_approval" not in studio.jobs()


@pytest.mark.parametrize("status", [YES, ALWAYS, NO])
async def test_whoever_answered_is_not_reminded(studio: Studio, video, status):
    """Nor anybody whose answer is not wanted any more."""
    for approval in video.approvals:
        await answering(studio).decide_approval(approval.id, Actor(user_id=approval.approver_id), status)
    assert "remind_approval" not in studio.jobs()


async def test_a_reminder_that_comes_late_says_nothing(studio: Studio, video):
    """The answer came while the reminder was on its way."""
    studio.now += APPROVAL_REMINDER
    person = video.approvals[0]
    fresh = await studio.video(video.video.id)
    assert await answering(studio).decide_approval(person.id, Actor(user_id=RACHEL), YES) is None
    answered = await studio.storage.approval(person.id)
    assert answered is not None
    assert videos.remind(fresh, answered, None, studio.moment).steps == ()


async def test_an_owner_who_left_is_stood_in_for_by_an_admin(studio: Studio, facts):
    """The admin's yes counts for this video; it leaves no standing one."""
    stands_in = Approver(user_id="U0ADA", as_person=False)
    video = await studio.filmed(facts, stands_in)
    await studio.write(change(Put(row=rows.member(user_id=MAYA, is_deactivated=True))))
    assert await answering(studio).decide_approval(video.approvals[0].id, ADA, ALWAYS) is None
    ids = [asset.asset.id for asset in facts.assets]
    assert await studio.storage.allowances(TEAM, CHANNEL, ids) == []
