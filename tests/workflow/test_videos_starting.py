"""The paid call: one intent for one call, refused when it is not allowed any more, never made twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from providers.errors import (
    KeyRefused,
    NoCredit,
    RateLimited,
    Refused,
    Unavailable,
    Unsupported,
)
from providers.face import VideoReading, VideoState
from storage.changes import Put, Update, change
from storage.model import (
    Approval,
    ApprovalStatus,
    Asset,
    AssetStatus,
    Consent,
    Registration,
    RegistrationStatus,
    VideoStatus,
)
from tests.support import rows
from tests.workflow.studio import CHANNEL, GAPS, MAYA, RACHEL, TOM, TRUSTS, Studio
from workflow import videos
from workflow.access import Actor, Approver
from workflow.failures import failure_key
from workflow.jobs import JobKind
from workflow.moment import START_DEADLINE, VIDEO_DEADLINE
from workflow.use_cases import Answering, Desk

AS_PERSON = Approver(user_id=RACHEL, as_person=True)
HANDLE = {"task": "t-1"}
QUEUED = VideoReading(state=VideoState.QUEUED, handle=HANDLE)


@pytest.fixture(name="video")
async def _video(studio: Studio):
    """A video of Rachel's picture that she allowed."""
    studio.profile = TRUSTS
    video = await studio.filmed(await studio.ready(), AS_PERSON)
    allowed = videos.decide_approval(
        video, video.approvals[0], ApprovalStatus.ALLOWED_ONCE, reason=None, moment=studio.moment
    )
    await studio.write(allowed)
    return await studio.video(video.video.id)


async def _intended(studio: Studio, video):
    """The intent is committed; the call is under way."""
    studio.now = max(studio.now, studio.due(JobKind.START_VIDEO)[0])
    job = await studio.claim(JobKind.START_VIDEO)
    await studio.write(videos.start_intent(video, job, studio.moment))
    return job


async def _failed(studio: Studio, video, error):
    job = await _intended(studio, video)
    await studio.write(videos.start_failed(video, error, job, GAPS, 0.5, studio.moment))
    return await studio.video(video.video.id)


async def test_the_intent_is_one_row_one_record_and_one_call(studio: Studio, video):
    """The second intent from the same facts is refused."""
    job = await _intended(studio, video)
    assert await studio.guard(videos.start_intent(video, job, studio.moment)) == "already_started"
    stale = replace(job, fence=job.fence - 1)
    assert await studio.guard(videos.start_intent(video, stale, studio.moment)) == "lease"
    video = await studio.video(video.video.id)
    assert (video.video.status, video.video.intent_at) == (VideoStatus.STARTING, studio.now)
    assert (await studio.ledger_kinds()).count("video_started") == 1
    assert videos.start_lost(video)
    assert not videos.may_start(video)


ENDED = [
    (Consent, {"ended_at": 1, "end_reason": "withdrawn"}, "deny_no_consent"),
    (Asset, {"status": AssetStatus.WITHDRAWN}, "deny_asset_not_usable"),
    (Asset, {"status": AssetStatus.DELETED}, "deny_asset_not_usable"),
    (Registration, {"status": RegistrationStatus.FAILED}, "deny_not_active"),
    (Registration, {"status": RegistrationStatus.DELETING}, "deny_not_active"),
    (Approval, {"status": ApprovalStatus.PENDING}, "not_approved"),
    (Approval, {"status": ApprovalStatus.REFUSED}, "not_approved"),
    (Approval, {"status": ApprovalStatus.LAPSED}, "not_approved"),
]


@pytest.mark.parametrize(("row", "values", "guard"), ENDED)
async def test_what_ended_before_the_intent_refuses_it(studio: Studio, video, row, values, guard):
    """It was allowed when it was asked for, and is not any more: told, and over."""
    column, subject = ("video_id", video.video.id) if row is Approval else ("asset_id", _asset(video))
    where = {"id": _asset(video)} if row is Asset else {column: subject}
    await studio.write(change(Update(table=row, where=where, values=values)))
    job = await studio.claim(JobKind.START_VIDEO)
    assert await studio.guard(videos.start_intent(video, job, studio.moment)) == guard
    assert "video_started" not in await studio.ledger_kinds()
    await studio.write(videos.no_longer_allowed(video, guard, job, studio.moment))
    video = await studio.video(video.video.id)
    assert (video.video.status, video.video.failure) == (VideoStatus.REFUSED, guard)
    assert "start_video" not in studio.jobs()
    assert ("video_ended", CHANNEL) in studio.messages()


def _asset(video) -> str:
    return str(video.assets[0].asset.id)


@pytest.mark.parametrize(
    ("trait", "guard"),
    [
        ("is_deactivated", "deny_deactivated"),
        ("is_foreign", "deny_foreign"),
        ("is_guest", "deny_guest"),
        ("is_admin", None),
    ],
)
async def test_who_left_meanwhile_starts_nothing(studio: Studio, video, trait, guard):
    """As Slack last described the requester."""
    await studio.write(change(Put(row=rows.member(user_id=TOM, **{trait: True}))))
    job = await studio.claim(JobKind.START_VIDEO)
    assert await studio.guard(videos.start_intent(video, job, studio.moment)) == guard


async def test_the_order_names_what_was_registered(studio: Studio, video):
    """References as the gateway gave them, in order; the prompt with positions; our id for a name."""
    order = videos.order(video)
    assert order.name == video.video.id
    assert order.prompt == "image 1 waves"
    (reference,) = order.references
    assert reference.uri == video.assets[0].registrations[0].reference
    assert reference.real_person


async def test_a_started_video_is_followed_to_a_deadline(studio: Studio, video):
    """Its handle is kept with the state the gateway gave."""
    job = await _intended(studio, video)
    await studio.write(videos.started(video, QUEUED, HANDLE, job, GAPS, studio.moment))
    video = await studio.video(video.video.id)
    assert (video.video.status, video.video.handle) == (VideoStatus.QUEUED, HANDLE)
    assert studio.due(JobKind.READ_VIDEO) == (studio.now + GAPS.smallest, studio.now + VIDEO_DEADLINE)
    assert "start_video" not in studio.jobs()
    assert await studio.guard(videos.started(video, QUEUED, HANDLE, job, GAPS, studio.moment)) is not None


@pytest.mark.parametrize("state", [VideoState.SUCCEEDED, VideoState.FAILED])
async def test_a_start_that_tells_an_end_is_looked_at_once_more(studio: Studio, video, state):
    """Ends are written by the look that brings their reason or their link."""
    job = await _intended(studio, video)
    reading = VideoReading(state=state, handle=HANDLE)
    await studio.write(videos.started(video, reading, HANDLE, job, GAPS, studio.moment))
    assert (await studio.video(video.video.id)).video.status is VideoStatus.QUEUED
    assert "read_video" in studio.jobs()


@pytest.mark.parametrize("kind", [Refused, KeyRefused, NoCredit, Unsupported])
async def test_a_no_at_the_start_is_final(studio: Studio, video, kind):
    """Told with the gateway's words; the ledger says that it was not started after all."""
    video = await _failed(studio, video, kind("pomex", "the gateway's words"))
    assert video.video.status is VideoStatus.FAILED
    assert video.video.failure == failure_key(kind("pomex"))
    assert video.video.failure_code == "the gateway's words"
    assert "start_video" not in studio.jobs()
    assert (await studio.ledger_kinds())[-2:] == ["video_started", "video_not_started"]


@pytest.mark.parametrize("kind", [Unavailable, RateLimited])
async def test_a_start_that_reached_nobody_is_tried_again_and_shown_once(studio: Studio, video, kind):
    """Nothing was paid; the trouble stays on the card until the gateway takes it."""
    revisions = []
    for _ in range(3):
        video = await _failed(studio, video, kind("pomex"))
        assert (video.video.status, video.video.intent_at) == (VideoStatus.STARTING, None)
        assert video.video.failure == failure_key(kind("pomex"))
        revisions.append(studio.revision("video_card", video.video.id))
        assert videos.may_start(video)
    assert len(set(revisions)) == 1
    job = await _intended(studio, video)
    assert (await studio.video(video.video.id)).video.failure is not None
    await studio.write(videos.started(video, QUEUED, HANDLE, job, GAPS, studio.moment))
    assert (await studio.video(video.video.id)).video.failure is None


async def test_a_gateway_that_is_away_for_a_day_ends_it(studio: Studio, video):
    """The tries have an end."""
    video = await _failed(studio, video, Unavailable("pomex"))
    studio.now += START_DEADLINE
    video = await _failed(studio, video, Unavailable("pomex"))
    assert (video.video.status, video.video.failure) == (VideoStatus.FAILED, "gave_up")
    assert "start_video" not in studio.jobs()
    assert ("video_ended", CHANNEL) in studio.messages()


# A lost answer.


async def _lost(studio: Studio, video):
    job = await _intended(studio, video)
    video = await studio.video(video.video.id)
    await studio.write(videos.start_unknown(video, job, studio.moment))
    return await studio.video(video.video.id)


async def test_a_lost_answer_asks_the_requester(studio: Studio, video):
    """Nothing is started again by itself."""
    video = await _lost(studio, video)
    assert (video.video.status, video.video.failure) == (VideoStatus.UNKNOWN, "answer_lost")
    assert ("video_unknown", TOM) in studio.messages()
    assert "start_video" not in studio.jobs()
    assert not videos.may_start(video)
    assert not videos.start_lost(video)


async def test_what_was_not_started_is_tried_again_with_one_press(studio: Studio, video):
    """Everything is checked anew in the new intent; a second press changes nothing."""
    video = await _lost(studio, video)
    pressed = [videos.try_again(video, studio.moment, actor=TOM) for _ in range(2)]
    assert [await studio.guard(one) for one in pressed] == [None, "already_decided"]
    video = await studio.video(video.video.id)
    assert videos.may_start(video)
    assert (await studio.ledger())[-1].body == {"answer": "not_started"}
    job = await _intended(studio, video)
    await studio.write(videos.started(video, QUEUED, HANDLE, job, GAPS, studio.moment))
    assert (await studio.ledger_kinds()).count("video_started") == 2


async def test_a_consent_that_ended_stops_the_second_try(studio: Studio, video):
    """The press does not carry the permission of before."""
    video = await _lost(studio, video)
    await studio.write(videos.try_again(video, studio.moment, actor=TOM))
    where = {"asset_id": _asset(video)}
    await studio.write(change(Update(table=Consent, where=where, values={"ended_at": 1})))
    job = await studio.claim(JobKind.START_VIDEO)
    assert await studio.guard(videos.start_intent(video, job, studio.moment)) == "deny_no_consent"


async def test_what_is_forgotten_is_over(studio: Studio, video):
    """And is not tried again by a press that came late."""
    video = await _lost(studio, video)
    await studio.write(videos.forget(video, studio.moment, actor=TOM))
    assert await studio.guard(videos.try_again(video, studio.moment, actor=TOM)) == "already_decided"
    video = await studio.video(video.video.id)
    assert (video.video.status, video.video.finished_at) == (VideoStatus.CANCELLED, studio.now)
    assert "start_video" not in studio.jobs()


async def test_each_lost_answer_asks_again(studio: Studio, video):
    """A second loss of the same video is told too."""
    video = await _lost(studio, video)
    await studio.write(videos.try_again(video, studio.moment, actor=TOM))
    studio.now += 1
    await _lost(studio, await studio.video(video.video.id))
    assert studio.messages().count(("video_unknown", TOM)) == 2


async def test_a_loss_that_is_proved_goes_on(studio: Studio, video):
    """The gateway knows it: no second payment, no question."""
    job = await _intended(studio, video)
    video = await studio.video(video.video.id)
    await studio.write(videos.started(video, QUEUED, HANDLE, job, GAPS, studio.moment))
    assert (await studio.video(video.video.id)).video.status is VideoStatus.QUEUED


@pytest.mark.parametrize(
    ("actor", "key"),
    [
        (Actor(user_id=TOM), None),
        (Actor(user_id=MAYA, is_admin=True), None),
        (Actor(user_id=MAYA), "deny_not_yours"),
        (Actor(user_id=TOM, is_guest=True), "deny_guest"),
        (Actor(user_id=TOM, is_deactivated=True), "deny_deactivated"),
    ],
)
@pytest.mark.parametrize("again", [True, False])
async def test_the_requester_or_an_administrator_settles_a_loss(studio: Studio, video, actor, key, again):
    """Nobody else says what became of it."""
    video = await _lost(studio, video)
    desk = Desk(
        storage=studio.storage,
        profiles={},
        clock=lambda: studio.now,
        new_id=studio.new_id,
        new_state=lambda: ("", ""),
        seal=str,
        unseal=str,
    )
    problem = await Answering(desk).settle_unknown_video(video.video.id, actor, again=again)
    assert (problem.key if problem else None) == key
