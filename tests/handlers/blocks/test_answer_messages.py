"""Cards and notices about answers, at their longest and in every language, are such that Slack takes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handlers import ids
from handlers.blocks.answer_notices import approval_reminder, consent_ended, override_told
from handlers.blocks.answers import asset_message, is_ready
from handlers.blocks.approval_card import approval_card, assets_of_approver
from handlers.blocks.override_form import override_form_view, parse_override_view
from handlers.blocks.video_status import video_status
from handlers.catalogue import LOCALES, texts
from storage.model import ApprovalStatus, RegistrationStatus, VideoStatus
from tests.handlers.blocks import samples
from tests.support.slack_schema import assert_message, assert_view

SIZES = pytest.mark.parametrize(
    ("words", "count"), [(samples.PLAIN, 1), (samples.LONGEST, 15)], ids=["plain", "longest"]
)
LANGUAGES = pytest.mark.parametrize("locale", LOCALES)
ADMIN = "U0ADMIN"
AWAITING, YES = VideoStatus.AWAITING_APPROVAL, ApprovalStatus.ALLOWED_ONCE


def a_video(words, count, **given):
    assets = tuple(
        samples.asset(n, words=words, person=samples.person(words), registration=RegistrationStatus.ACTIVE)
        for n in range(count)
    )
    return samples.video(*assets, words=words, status=AWAITING, **given)


@SIZES
@LANGUAGES
def test_every_notice_about_answers_is_valid(words, count, locale):
    """Told to the person, to the owner, and to an admin who stands in."""
    said, video = texts(locale), a_video(words, count)
    asked = samples.approval(words=words, as_person=False)
    overridden = replace(asked, status=YES, decided_by=ADMIN, decided_at=samples.NOW, reason=words.foreign)
    stand_in = replace(asked, approver_id=ADMIN)
    made = [
        approval_reminder(video, asked, said),
        override_told(video, overridden, samples.RACHEL, said),
        override_told(video, overridden, "U0ELSE", said),
        consent_ended(video.assets[0], samples.RACHEL, said),
        consent_ended(video.assets[0], samples.MAYA, said),
        *(
            approval_card(video, each, profile=samples.profile(), files=samples.ALL_FILES, texts=said)
            for each in (asked, overridden, stand_in)
        ),
        video_status(video, [asked, stand_in], profile=samples.profile(), texts=said),
    ]
    for composed in made:
        assert composed is not None
        assert composed.text.strip()
        assert_message(composed.blocks, composed.text)


@LANGUAGES
def test_the_form_behind_override_is_valid_and_reads_back(locale):
    """Its reason is required."""
    approval = samples.approval(as_person=False)
    view = override_form_view(approval, texts(locale))
    assert_view(view)
    (reason,) = [block for block in view["blocks"] if block["type"] == "input"]
    assert not reason.get("optional")
    typed = {ids.FIELD_REASON: {ids.INPUT: {"type": "plain_text_input", "value": " away "}}}
    values = parse_override_view(view | {"state": {"values": typed}})
    assert (values.approval_id, values.reason) == (approval.id, "away")
    assert parse_override_view({"private_metadata": "", "state": {"values": {}}}).approval_id is None


def test_a_reminder_after_the_answer_says_nothing():
    """It came while the reminder was on its way."""
    answered = replace(samples.approval(), status=YES)
    assert approval_reminder(a_video(samples.PLAIN, 1), answered, texts("en")) is None


def test_an_owner_reads_who_spoke_for_him_and_why():
    """Instead of buttons."""
    overridden = replace(
        samples.approval(as_person=False), status=YES, decided_by=ADMIN, decided_at=1, reason="She is away"
    )
    card = approval_card(a_video(samples.PLAIN, 1), overridden, profile=None, files={}, texts=texts("en"))
    assert f"<@{ADMIN}> allowed the video" in card.text
    assert "She is away" in card.text
    assert not any(block["type"] == "actions" for block in card.blocks)


def test_an_admin_who_stands_in_is_told_so_and_offered_no_standing_yes():
    """He speaks for what has no owner who could be asked."""
    video = a_video(samples.PLAIN, 2)
    left = replace(video.assets[1], owner_left=True, asset=replace(video.assets[1].asset, owner_id="U0GONE"))
    video = replace(video, video=replace(video.video, requester_id="U0TOM"), assets=(video.assets[0], left))
    asked = replace(samples.approval(as_person=False), approver_id=ADMIN)
    card = approval_card(video, asked, profile=None, files={}, texts=texts("en"))
    assert "I ask you as an admin" in card.text
    assert [position for position, _ in assets_of_approver(video, asked)] == [1]
    (buttons,) = [block["elements"] for block in card.blocks if block["type"] == "actions"]
    assert [b["action_id"] for b in buttons] == [ids.ACTION_APPROVE_ONCE, ids.ACTION_APPROVE_NO]


def test_an_asset_whose_yes_has_ended_is_not_offered():
    """Its registrations may stand; nobody may use it."""
    asset = samples.asset(person=samples.person())
    assert is_ready(asset)
    ended = replace(asset, consent=None)
    assert not is_ready(ended)
    told = asset_message(ended, profiles=[samples.profile()], texts=texts("en")).text
    assert "has ended on the date they chose" in told
