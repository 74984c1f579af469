"""Reports of a posted video: who may, what follows, and that there is one decision whatever the order."""

from __future__ import annotations

import pytest

from storage.changes import Erase, Update, change
from storage.model import MediaStatus, ReportStatus, Video, VideoReference, VideoStatus
from tests.workflow.reported import ADA, ADMIN, OWNER, VIDEO, WEI, lapse, posted, reported, reporting
from tests.workflow.studio import LEASE, MAYA, RACHEL, TEAM, TOM, Studio
from workflow import reports
from workflow.access import Actor
from workflow.jobs import JobKind
from workflow.moment import HOUR
from workflow.use_cases import Problem


@pytest.mark.parametrize(
    ("actor", "key"),
    [
        (Actor(user_id=RACHEL), None),
        (Actor(user_id=RACHEL, is_guest=True), None),
        (Actor(user_id=RACHEL, is_foreign=True), None),
        (Actor(user_id=RACHEL, is_deactivated=True), "deny_deactivated"),
        (Actor(user_id=WEI), None),
        (Actor(user_id=MAYA), None),
        (Actor(user_id=TOM), None),
        (Actor(user_id=WEI, is_guest=True), "deny_guest"),
        (Actor(user_id=WEI, is_foreign=True), "deny_foreign"),
        (Actor(user_id=WEI, is_guest=True, is_admin=True), "deny_guest"),
    ],
)
async def test_who_may_report(studio: Studio, actor, key):
    """Every member, and the person pictured whoever he is."""
    await posted(studio)
    problem = await reporting(studio).report(VIDEO, actor, TEAM, "no", "k")
    assert problem == (Problem(key=key) if key else None)
    kept = await studio.storage.reports_of(VIDEO)
    assert [(r.reporter_id, r.as_person) for r in kept] == (
        [] if key else [(actor.user_id, actor.user_id == RACHEL)]
    )


async def test_a_report_hides_nothing_and_starts_a_clock(studio: Studio):
    """Owner and admins are asked, whoever reported is told, and the ledger knows."""
    await posted(studio)
    report_id = await reported(studio, Actor(user_id=RACHEL), "not in a suit")
    assert studio.due(JobKind.REPORT_DEADLINE) == (studio.now + 48 * HOUR, None)
    told = studio.messages()
    assert ("report_card", ADA) in told
    assert ("report_card", MAYA) in told
    assert ("report_received", RACHEL) in told
    assert JobKind.REMOVE_POST not in studio.jobs()
    assert JobKind.ERASE_MEDIA not in studio.jobs()
    facts = await studio.video(VIDEO)
    assert facts.result is not None
    assert facts.result.status is MediaStatus.READY
    assert (await studio.ledger())[-1].kind == "video_reported"
    assert (await studio.storage.report(report_id)).deadline_at == studio.now + 48 * HOUR  # type: ignore[union-attr]


async def test_one_open_report_per_reporter(studio: Studio):
    """A second press says so; the same delivery twice adds nothing; somebody else may report too."""
    await posted(studio)
    rachel = Actor(user_id=RACHEL)
    assert await reporting(studio).report(VIDEO, rachel, TEAM, None, "k1") is None
    assert await reporting(studio).report(VIDEO, rachel, TEAM, None, "k1") is None
    assert await reporting(studio).report(VIDEO, rachel, TEAM, None, "k2") == Problem(key="already_reported")
    assert await reporting(studio).report(VIDEO, Actor(user_id=WEI), TEAM, None, "k3") is None
    assert len(await studio.storage.reports_of(VIDEO)) == 2


@pytest.mark.parametrize(
    "values",
    [
        {"status": VideoStatus.RUNNING, "result_media_id": None},
        {"status": VideoStatus.SUCCEEDED, "result_media_id": None},
        {"failure": "taken_down"},
    ],
)
async def test_only_a_posted_video_can_be_reported(studio: Studio, values):
    """One that is not made yet, or taken down already, is not there to object to."""
    await posted(studio)
    await studio.write(change(Update(table=Video, where={"id": VIDEO}, values=values)))
    problem = await reporting(studio).report(VIDEO, Actor(user_id=WEI), TEAM, None, "k")
    assert problem == Problem(key="video_not_posted")
    assert await reporting(studio).report("v_9", Actor(user_id=WEI), TEAM, None, "k") == Problem(key="gone")
    other_team = await reporting(studio).report(VIDEO, Actor(user_id=WEI), "T0ELSE", None, "k")
    assert other_team == Problem(key="gone")


@pytest.mark.parametrize(
    ("actor", "key"),
    [
        (OWNER, None),
        (ADMIN, None),
        (Actor(user_id=TOM), "deny_owner_only"),
        (Actor(user_id=RACHEL), "deny_owner_only"),
        (Actor(user_id=MAYA, is_guest=True), "deny_guest"),
        (Actor(user_id=ADA, is_admin=True, is_deactivated=True), "deny_deactivated"),
    ],
)
async def test_who_may_decide(studio: Studio, actor, key):
    """The owner and admins; neither who asked for the video nor who is pictured."""
    await posted(studio)
    report_id = await reported(studio, Actor(user_id=WEI))
    problem = await reporting(studio).decide(report_id, actor, ReportStatus.DISMISSED, "it is fine")
    assert problem == (Problem(key=key) if key else None)


@pytest.mark.parametrize(
    ("actor", "key"),
    [(ADMIN, None), (Actor(user_id=TOM), None), (Actor(user_id=WEI), "deny_owner_only")],
)
async def test_a_video_of_nothing_of_anybodys_is_decided_by_admins_and_its_requester(
    studio: Studio, actor, key
):
    """Nobody owns what is in it."""
    await posted(studio)
    await studio.write(change(Erase(table=VideoReference, where={"video_id": VIDEO})))
    report_id = await reported(studio, Actor(user_id=WEI))
    problem = await reporting(studio).decide(report_id, actor, ReportStatus.DISMISSED, "it is fine")
    assert problem == (Problem(key=key) if key else None)


async def test_a_video_that_stays_stays(studio: Studio):
    """Everybody concerned is told, and nothing is removed."""
    await posted(studio)
    report_id = await reported(studio, Actor(user_id=RACHEL))
    assert await reporting(studio).decide(report_id, OWNER, ReportStatus.DISMISSED, "agreed on") is None
    report = await studio.storage.report(report_id)
    assert report is not None
    assert (report.decided_by, report.decision_reason) == (MAYA, "agreed on")
    told = {channel for kind, channel in studio.messages() if kind == "report_decided"}
    assert told == {RACHEL, MAYA, TOM}
    assert not {JobKind.REMOVE_POST, JobKind.ERASE_MEDIA, JobKind.REPORT_DEADLINE} & set(studio.jobs())


async def test_taking_down_removes_post_and_copy_and_answers_every_report(studio: Studio):
    """Our copy is erased, the post goes, and no other report of it stays open."""
    await posted(studio)
    first = await reported(studio, Actor(user_id=RACHEL))
    await reported(studio, Actor(user_id=WEI))
    assert await reporting(studio).decide(first, ADMIN, ReportStatus.UPHELD, "she is right") is None
    kept = await studio.storage.reports_of(VIDEO)
    assert {r.status for r in kept} == {ReportStatus.UPHELD}
    jobs = studio.query("SELECT kind, subject FROM jobs WHERE kind IN ('remove_post', 'erase_media')")
    assert sorted(jobs) == [("erase_media", "m_result"), ("remove_post", "n_5")]
    assert JobKind.REPORT_DEADLINE not in studio.jobs()
    assert (await studio.video(VIDEO)).video.failure == "taken_down"
    decided = [e for e in await studio.ledger() if e.kind == "report_decided"]
    assert len(decided) == 2


async def test_nobody_decides_in_time(studio: Studio):
    """Admins are reminded once, it is recorded, and a decision still counts."""
    await posted(studio)
    report_id = await reported(studio, Actor(user_id=RACHEL))
    studio.now += 48 * HOUR
    await lapse(studio, report_id)
    assert ("report_overdue", ADA) in studio.messages()
    assert "report_overdue" in await studio.ledger_kinds()
    assert await reporting(studio).decide(report_id, ADMIN, ReportStatus.DISMISSED, "late") is None


async def test_a_decision_in_the_same_moment_as_the_deadline(studio: Studio):
    """Facts read before a decision remind nobody after it."""
    await posted(studio)
    report_id = await reported(studio, Actor(user_id=RACHEL))
    studio.now += 48 * HOUR
    (job,) = [
        job for job in await studio.storage.claim_jobs(studio.now, LEASE, 100) if job.subject == report_id
    ]
    before = await studio.storage.report(report_id)
    assert before is not None
    assert await reporting(studio).decide(report_id, ADMIN, ReportStatus.DISMISSED, "fine") is None
    assert await studio.guard(reports.overdue(before, [ADA], job, studio.moment)) in (
        "lease",
        "already_decided",
    )
    assert ("report_overdue", ADA) not in studio.messages()
