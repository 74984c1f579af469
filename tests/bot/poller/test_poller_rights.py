"""An admin's word that never came, a signed release, a report's deadline, and copies that grew old."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.poller import Poller
from bot.poller.steps import STEPS
from storage.changes import Insert, Put
from storage.model import (
    AssetStatus,
    Depiction,
    EndorsementStatus,
    MediaStatus,
    RegistrationStatus,
    Report,
    ReportStatus,
    Setting,
    VideoStatus,
)
from tests.support import rows
from workflow.access import Actor
from workflow.jobs import JobKind
from workflow.moment import DAY, HOUR, MINUTE
from workflow.scope import Scope, Who, read_scope
from workflow.use_cases.endorsing import Endorsing

ADA = "U0ADA"
ADMIN = Actor(user_id=ADA, is_admin=True)
SCOPE = Scope(who=Who.CHANNEL, channel=rows.CHANNEL, user_id=rows.MAYA)
JIMMY = pytest.mark.parametrize("gateways_on", [("jimmyai",)], indirect=True)
PDF = b"%PDF-1.7 signed by Sam"


@pytest.fixture(name="admins", autouse=True)
def _admins(world) -> None:
    """Ada is an admin by configuration."""
    world.desk = replace(world.desk, admins=frozenset({ADA}))
    world.tools = replace(world.tools, desk=world.desk)
    world.poller = Poller(world.tools, STEPS)


async def of_somebody_outside(world):
    """A picture of somebody outside at a gateway that checks no faces, waiting for a release."""
    facts = await world.ask("sam", depiction=Depiction.OUTSIDER, provider="jimmyai")
    await world.settle(within_ms=MINUTE)
    facts = await world.request(facts.request.id)
    (endorsement,) = facts.endorsements
    assert facts.assets[0].asset.status is AssetStatus.AWAITING_CONSENT
    assert await world.messages() == ["asset_card", "endorsement_card"]
    return facts, endorsement


async def attach(world, endorsement, content):
    assert await Endorsing(world.desk).attach(endorsement.id, ADMIN, "F0RELEASE", SCOPE) is None
    kept = await world.storage.endorsement(endorsement.id)
    media = await world.storage.media(kept.media_id)
    world.pictures[media.source_sealed] = content
    return media


@JIMMY
async def test_a_signed_release_is_the_yes_of_somebody_outside(world):
    """Kept as it is; then the picture goes to the gateway and is ready."""
    facts, endorsement = await of_somebody_outside(world)
    media = await attach(world, endorsement, PDF)
    await world.settle(within_ms=10 * MINUTE)
    facts = await world.request(facts.request.id)
    (asset,) = facts.assets
    assert facts.endorsements[0].status is EndorsementStatus.GIVEN
    assert asset.consent.via == "release"
    assert read_scope(asset.consent.scope) == SCOPE
    assert asset.registrations[0].status is RegistrationStatus.ACTIVE
    kept = await world.storage.media(media.id)
    assert (kept.status, kept.content_type, kept.bytes) == (MediaStatus.READY, "application/pdf", len(PDF))
    assert world.tools.store.path(media.id).read_bytes() == PDF


@JIMMY
@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"PK\x03\x04 a document of another kind", "media_unknown_type"),
        (PDF + bytes(10_000_001 - len(PDF)), "media_too_large"),
    ],
)
async def test_a_file_that_is_no_release_changes_nothing(world, content, problem):
    """Whoever attached it is told, and the question stays open."""
    facts, endorsement = await of_somebody_outside(world)
    media = await attach(world, endorsement, content)
    await world.settle(within_ms=10 * MINUTE)
    kept = await world.storage.endorsement(endorsement.id)
    assert (kept.status, kept.media_id, kept.decided_by) == (EndorsementStatus.PENDING, None, None)
    refused = await world.storage.media(media.id)
    assert (refused.status, refused.problem) == (MediaStatus.REFUSED, problem)
    assert "release_refused" in await world.messages()
    assert not world.tools.store.path(media.id).exists()
    assert (await world.request(facts.request.id)).assets[0].consent is None


@JIMMY
async def test_no_word_within_48_hours_is_a_no(world):
    """Nothing was sent, the file is erased."""
    facts, _ = await of_somebody_outside(world)
    await world.sweep(ms=48 * HOUR)
    await world.settle(within_ms=MINUTE)
    facts = await world.request(facts.request.id)
    assert facts.endorsements[0].status is EndorsementStatus.LAPSED
    assert facts.assets[0].asset.status is AssetStatus.DELETED
    assert facts.assets[0].media.status is MediaStatus.ERASED
    assert "endorsement_refused" in await world.messages()


@JIMMY
async def test_a_release_in_the_last_minute_is_looked_at_first(world):
    """The deadline waits for the file."""
    facts, endorsement = await of_somebody_outside(world)
    world.clock.ms = endorsement.deadline_at - 1
    await attach(world, endorsement, PDF)
    world.clock.ms = endorsement.deadline_at
    await world.settle(within_ms=10 * MINUTE)
    facts = await world.request(facts.request.id)
    assert facts.endorsements[0].status is EndorsementStatus.GIVEN
    assert facts.assets[0].asset.status is AssetStatus.USABLE


async def test_admins_are_reminded_of_a_report_that_nobody_decided(world):
    """Once."""
    await world.ready_video(status=VideoStatus.SUCCEEDED)
    report = Report(
        id="o_1",
        team_id=rows.TEAM,
        video_id="v_1",
        reporter_id=rows.RACHEL,
        as_person=True,
        status=ReportStatus.OPEN,
        deadline_at=world.clock.ms + 48 * HOUR,
        created_at=world.clock.ms,
    )
    await world.add(Insert(row=report))
    await world.schedule(JobKind.REPORT_DEADLINE, report.id, after=48 * HOUR)
    await world.sweep()
    assert "report_overdue" not in await world.messages()
    await world.sweep(ms=48 * HOUR)
    await world.sweep(ms=48 * HOUR)
    assert (await world.messages()).count("report_overdue") == 1


def keep(name, days):
    return Put(
        row=Setting(team_id=rows.TEAM, name=name, value={"value": days}, changed_by=ADA, changed_at=rows.NOW)
    )


async def test_copies_are_erased_by_age_as_the_admins_want(world):
    """Finished videos after their days; files of assets only where that is wanted too."""
    await world.waiting_request(count=2)
    made = rows.media(id="m_aaaaaaaaaaaa", kind="video", content_type="video/mp4")
    video = rows.video(
        status=VideoStatus.SUCCEEDED, result_media_id="m_aaaaaaaaaaaa", finished_at=rows.NOW + DAY
    )
    await world.add(Insert(row=made), Insert(row=video), keep("keep_videos_days", 30))
    await world.schedule(JobKind.ERASE_OLD_MEDIA, rows.TEAM)
    media = [a.media.id for a in (await world.request("q_1")).assets]
    await world.sweep(ms=30 * DAY)
    assert (await world.storage.media(made.id)).status is MediaStatus.READY
    await day_after_day(world, 3)
    assert (await world.storage.media(made.id)).status is MediaStatus.ERASED
    assert {(await world.storage.media(each)).status for each in media} == {MediaStatus.READY}


async def test_files_that_a_gateway_waits_for_do_not_grow_old(world):
    """Only those of which every registration is decided."""
    await world.waiting_request(count=2)
    first, second = (a for a in (await world.request("q_1")).assets)
    assert await world.storage.old_files(rows.TEAM, rows.NOW + DAY, 10) == []
    (registration,) = first.registrations
    await world.set(type(registration), registration.id, status=RegistrationStatus.ACTIVE)
    assert await world.storage.old_files(rows.TEAM, rows.NOW + DAY, 10) == [first.media.id]
    assert await world.storage.old_files(rows.TEAM, first.media.created_at, 10) == []
    assert await world.storage.old_files("T0ELSE", rows.NOW + DAY, 10) == []
    assert second.media.status is MediaStatus.READY


async def test_nothing_is_erased_by_age_where_nobody_wants_it(world):
    """The job ends, and a changed setting opens it again."""
    await world.schedule(JobKind.ERASE_OLD_MEDIA, rows.TEAM)
    await world.sweep(ms=DAY)
    assert await world.storage.next_job_at() is None


async def day_after_day(world, days):
    for _ in range(days):
        await world.sweep(ms=DAY)
        await world.sweep()
