"""Where things stand, from rows alone."""

from __future__ import annotations

import pytest

from handlers.blocks.stages import AssetStage, ConsentStage, asset_stage, consent_stage, wants_page
from handlers.blocks.video_stages import ApprovalStage, VideoStage, approval_stage, video_stage
from storage.model import (
    ApprovalStatus,
    AssetStatus,
    Depiction,
    InvitationStatus,
    MediaStatus,
    RegistrationStatus,
    VerificationStatus,
    VideoStatus,
)
from tests.handlers.blocks.samples import approval, asset, profile, request, video

CHECKS, TRUSTS = profile(), profile(checks=False)
WAITING = {"status": AssetStatus.AWAITING_CONSENT, "registration": RegistrationStatus.WAITING}


@pytest.mark.parametrize(
    ("facts", "stage"),
    [
        (request(asset(**WAITING, media=MediaStatus.FETCHING), invitation=None), AssetStage.CHECKING),
        (request(asset(**WAITING), invitation=None), AssetStage.CHECKING),
        (request(asset(media=MediaStatus.REFUSED, status=AssetStatus.DELETED)), AssetStage.FILE_REFUSED),
        (request(asset(**WAITING), invitation=InvitationStatus.OPEN), AssetStage.WAITING_YES),
        (request(asset(**WAITING), invitation=InvitationStatus.OPEN, verified=False), AssetStage.WAITING_YES),
        (request(asset(**WAITING), verified=False), AssetStage.WAITING_FACE_CHECK),
        (
            request(asset(registration=RegistrationStatus.WAITING), verified=False),
            AssetStage.WAITING_FACE_CHECK,
        ),
        (
            request(asset(**WAITING), verified=False, verification=VerificationStatus.FAILED),
            AssetStage.FACE_CHECK_FAILED,
        ),
        (
            request(asset(**WAITING), verified=False, verification=VerificationStatus.OPEN),
            AssetStage.WAITING_FACE_CHECK,
        ),
        (request(asset(registration=RegistrationStatus.WAITING)), AssetStage.SENDING),
        (request(asset(registration=RegistrationStatus.WAITING, failure="no_credit")), AssetStage.TROUBLE),
        (request(asset(registration=RegistrationStatus.SUBMITTING)), AssetStage.SENDING),
        (request(asset(registration=RegistrationStatus.UNKNOWN)), AssetStage.UNPROVED),
        (request(asset(registration=RegistrationStatus.IN_REVIEW)), AssetStage.IN_REVIEW),
        (
            request(asset(registration=RegistrationStatus.IN_REVIEW, failure="rate_limited")),
            AssetStage.REVIEW_TROUBLE,
        ),
        (request(asset()), AssetStage.READY),
        (request(asset(registration=RegistrationStatus.FAILED, failure="gave_up")), AssetStage.REFUSED),
        (request(asset(status=AssetStatus.WITHDRAWN)), AssetStage.WITHDRAWN),
        (request(asset(status=AssetStatus.LAPSED)), AssetStage.LAPSED),
        (request(asset(registration=None), depiction=Depiction.NOBODY), AssetStage.SENDING),
    ],
)
def test_an_assets_stage(facts, stage):
    """One word for what people wait for."""
    assert asset_stage(facts, facts.assets[0], CHECKS) is stage


def test_no_face_check_is_awaited_where_the_gateway_makes_none():
    """A gateway that trusts a yes, and one that is no longer set up, wait for no scan."""
    facts = request(asset(registration=RegistrationStatus.WAITING), verified=False)
    assert asset_stage(facts, facts.assets[0], TRUSTS) is AssetStage.SENDING
    assert asset_stage(facts, facts.assets[0], None) is AssetStage.SENDING


@pytest.mark.parametrize(
    ("invitation", "verified", "stage", "scan"),
    [
        (InvitationStatus.OPEN, False, ConsentStage.OPEN, True),
        (InvitationStatus.OPEN, True, ConsentStage.OPEN, False),
        (InvitationStatus.ACCEPTED, False, ConsentStage.FACE_CHECK_LEFT, True),
        (InvitationStatus.ACCEPTED, True, ConsentStage.DONE, False),
        (InvitationStatus.DECLINED, False, ConsentStage.DECLINED, False),
        (InvitationStatus.LAPSED, False, ConsentStage.LAPSED, False),
    ],
)
def test_an_invitations_stage(invitation, verified, stage, scan):
    """The QR is there exactly while a scan is asked for."""
    facts = request(asset(), invitation=invitation, verified=verified)
    assert consent_stage(facts, CHECKS) is stage
    assert wants_page(facts, CHECKS) is scan
    assert not wants_page(facts, TRUSTS)


def test_an_outsiders_yes_is_open_until_his_phone_is_back():
    """His face is known by then, and what he said is not."""
    facts = request(asset(**WAITING), depiction=Depiction.OUTSIDER, verification=VerificationStatus.PASSED)
    assert consent_stage(facts, CHECKS) is ConsentStage.FACE_CHECK_LEFT
    assert wants_page(facts, CHECKS)


@pytest.mark.parametrize(
    ("status", "failure", "fetched", "stage"),
    [
        (VideoStatus.STARTING, None, False, VideoStage.STARTING),
        (VideoStatus.STARTING, "gateway_unavailable", False, VideoStage.START_TROUBLE),
        (VideoStatus.QUEUED, None, False, VideoStage.QUEUED),
        (VideoStatus.RUNNING, "rate_limited", False, VideoStage.LOOK_TROUBLE),
        (VideoStatus.SUCCEEDED, None, False, VideoStage.FETCHING),
        (VideoStatus.SUCCEEDED, "media_timeout", False, VideoStage.FETCH_TROUBLE),
        (VideoStatus.SUCCEEDED, None, True, VideoStage.POSTED),
        (VideoStatus.UNKNOWN, "answer_lost", False, VideoStage.UNKNOWN),
        (VideoStatus.REFUSED, "deny_no_consent", False, VideoStage.NOT_ALLOWED),
        (VideoStatus.EXPIRED, "gave_up", False, VideoStage.EXPIRED),
    ],
)
def test_a_videos_stage(status, failure, fetched, stage):
    """Trouble on the way is told apart from an end."""
    assert video_stage(video(status=status, failure=failure, fetched=fetched)) is stage


@pytest.mark.parametrize(
    ("answer", "stage"),
    [(ApprovalStatus.REFUSED, VideoStage.REFUSED), (ApprovalStatus.LAPSED, VideoStage.UNANSWERED)],
)
def test_a_refused_video_says_whether_anybody_answered(answer, stage):
    """A no and a silence are told differently."""
    assert video_stage(video(status=VideoStatus.REFUSED, approvals=(approval(answer),))) is stage


def test_somebody_without_slack_always_needs_the_page():
    """Verified before or not, the page is the only place where he can answer."""
    asked = request(asset(), depiction=Depiction.OUTSIDER, invitation=InvitationStatus.OPEN)
    assert wants_page(asked, CHECKS)
    done = request(asset(), depiction=Depiction.OUTSIDER)
    assert not wants_page(done, CHECKS)


def test_an_open_approval_is_not_needed_once_the_video_ended():
    """Buttons that can no longer do anything go away."""
    waiting = video(status=VideoStatus.AWAITING_APPROVAL)
    over = video(status=VideoStatus.REFUSED)
    assert approval_stage(waiting, approval()) is ApprovalStage.OPEN
    assert approval_stage(over, approval()) is ApprovalStage.NOT_NEEDED
    assert approval_stage(over, approval(ApprovalStatus.REFUSED)) is ApprovalStage.REFUSED
