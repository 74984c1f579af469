"""Every message, in every state and language, plain and at its longest, is one that Slack takes."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from handlers.blocks import answers, limits, owning
from handlers.blocks import request_notices as requests
from handlers.blocks import video_notices as videos
from handlers.blocks.approval_card import approval_card
from handlers.blocks.asset_card import asset_card
from handlers.blocks.consent_card import consent_card, handover_card
from handlers.blocks.stages import AssetStage, asset_stage
from handlers.blocks.video_card import video_card
from handlers.blocks.video_stages import VideoStage, video_stage
from handlers.catalogue import LOCALES, texts
from handlers.composed import Composed
from storage.model import ApprovalStatus, AssetStatus, MediaStatus
from tests.handlers.blocks import samples
from tests.handlers.blocks.every_state import every_request, every_video
from tests.support.slack_schema import assert_message
from workflow.asset_requests import Obstruction
from workflow.use_cases import Ways

SIZES = pytest.mark.parametrize(
    ("words", "count"), [(samples.PLAIN, 1), (samples.LONGEST, 10)], ids=["plain", "longest"]
)
LANGUAGES = pytest.mark.parametrize("locale", LOCALES)
POMEX = samples.profile()
GATEWAYS = [POMEX, *(samples.profile(f"gateway_{n}", deletes=n % 2 == 0) for n in range(5))]
TOO_SMALL = Obstruction(
    key="media_sides", params={"width": 200, "height": 200, "min_side": 300, "max_side": 6000}
)
WAYS = Ways(elsewhere=tuple(GATEWAYS), left_out=())
NO_WAYS = Ways(elsewhere=(), left_out=tuple((profile, TOO_SMALL) for profile in GATEWAYS))


SEEN: set[str] = set()


def check(composed: Composed | None) -> None:
    """Slack takes it; many states read the same, and one look at each message is enough."""
    assert composed is not None
    if (known := json.dumps([composed.text, composed.blocks])) in SEEN:
        return
    SEEN.add(known)
    assert composed.text.strip()
    assert len(composed.text) <= limits.MESSAGE_TEXT
    assert_message(composed.blocks, composed.text)


@SIZES
@LANGUAGES
def test_requests_can_be_told_in_every_state(words, count, locale):
    """Card, questions and notices of a request are valid whatever stands."""
    said = texts(locale)
    for _, facts in every_request(words, count):
        for profile in (POMEX, samples.profile(checks=False, deletes=True), None):
            check(asset_card(facts, profile=profile, files=samples.ALL_FILES, texts=said))
            if facts.invitation is not None:
                for link, files in ((samples.LINK, samples.ALL_FILES), (None, {})):
                    check(consent_card(facts, profile=profile, link=link, files=files, texts=said))
                    check(handover_card(facts, profile=profile, link=link, files=files, texts=said))
        check(requests.request_in_review(facts, POMEX, said))
        check(requests.request_decided(facts, POMEX, said))
        check(requests.asset_ready_owner(facts, POMEX, said))
        check(requests.asset_ready_person(facts, POMEX, said))
        check(requests.consent_refused(facts, POMEX, said))
        check(requests.media_refused(facts, facts.assets[0].media.id, said))


@SIZES
@LANGUAGES
def test_videos_can_be_told_in_every_state(words, count, locale):
    """Card, approvals and notices of a video are valid whatever stands."""
    said = texts(locale)
    for _, facts in every_video(words, count + 5):
        for profile in (POMEX, None):
            check(video_card(facts, profile=profile, texts=said))
        check(videos.video_posted(facts, profile=POMEX, files=samples.ALL_FILES, texts=said))
        for watch in (samples.WATCH, None):
            check(videos.video_posted(facts, profile=POMEX, files={}, texts=said, watch=watch))
        check(videos.video_posted_requester(facts, said))
        check(videos.video_posted_person(facts, samples.RACHEL, said))
        check(videos.video_posted_owner(facts, samples.MAYA, said))
        check(videos.video_ended(facts, profile=POMEX, texts=said))
        check(videos.video_unknown(facts, profile=POMEX, texts=said))
        for status in ApprovalStatus:
            for as_person in (True, False):
                asked = samples.approval(status, as_person=as_person, words=words)
                check(approval_card(facts, asked, profile=POMEX, files=samples.ALL_FILES, texts=said))


@SIZES
@LANGUAGES
def test_private_answers_are_valid(words, count, locale):
    """Help, a list of any length and each asset whole."""
    said = texts(locale)
    check(answers.help_message(said))
    for _, facts in every_request(words, count):
        check(answers.asset_message(facts.assets[0], profiles=[POMEX], texts=said))
        for everything in (WAYS, NO_WAYS):
            check(answers.asset_message(facts.assets[0], profiles=GATEWAYS, texts=said, ways=everything))
        check(owning.asset_deleted(facts.assets[0], samples.MAYA, to_person=True, texts=said))
        check(owning.asset_deleted(facts.assets[0], samples.MAYA, to_person=False, texts=said))
        check(answers.asset_list_message(facts.assets * 10, profiles=[POMEX], texts=said))
    check(answers.asset_list_message([], profiles=[POMEX], texts=said))


def test_the_samples_reach_every_stage():
    """Nothing that people can meet is left unseen by these tests."""
    assets = {asset_stage(facts, facts.assets[0], POMEX) for _, facts in every_request(samples.PLAIN, 1)}
    films = {video_stage(facts) for _, facts in every_video(samples.PLAIN, 1)}
    assert assets == set(AssetStage)
    assert films == set(VideoStage)


def test_a_picture_is_not_shown_in_a_channel_before_the_yes():
    """The card has no thumbnail while a yes is missing, even when a file was uploaded."""
    facts = samples.request(samples.asset(status=AssetStatus.AWAITING_CONSENT))
    card = asset_card(facts, profile=POMEX, files=samples.ALL_FILES, texts=texts("en"))
    assert "slack_file" not in str(card.blocks)
    facts = samples.request(samples.asset())
    card = asset_card(facts, profile=POMEX, files=samples.ALL_FILES, texts=texts("en"))
    assert "slack_file" in str(card.blocks)


def test_an_approver_reads_the_whole_prompt():
    """Nothing of a prompt is cut before somebody allows it."""
    words = replace(samples.PLAIN, prompt="\n".join(f"line {n} & <more>" for n in range(130)))
    facts = samples.video(samples.asset(person=samples.person()), words=words, status="awaiting_approval")
    card = approval_card(facts, samples.approval(), profile=POMEX, files={}, texts=texts("en"))
    shown = "\n".join(b["text"]["text"] for b in card.blocks if b["type"] == "section")
    for n in range(130):
        assert f"line {n} &amp; &lt;more&gt;" in shown


def test_a_video_that_slack_did_not_take_is_watched_elsewhere():
    """The link and its end where there is one, else who has the file; nothing once our copy is gone."""
    facts = samples.video(samples.asset(), status="succeeded", fetched=True)

    def told(facts, watch):
        return videos.video_posted(facts, profile=POMEX, files={}, texts=texts("en"), watch=watch).text

    assert f"<{samples.WATCH.url}|Watch the video>" in told(facts, samples.WATCH)
    assert "likeness media list" in told(facts, None)
    gone = replace(facts, result=replace(facts.result, status=MediaStatus.ERASED))
    assert "did not take" not in told(gone, samples.WATCH)


@pytest.mark.parametrize(("made", "told"), [(5.0, False), (5.9, False), (3.2, True), (None, False)])
def test_another_length_than_ordered_is_told(made, told):
    """Five seconds were ordered; a frame or two more is what gateways make."""
    facts = samples.video(samples.asset(), status="succeeded", fetched=True)
    facts = replace(facts, result=replace(facts.result, seconds=made))
    posted = videos.video_posted(facts, profile=POMEX, files=samples.ALL_FILES, texts=texts("en"))
    assert ("3.2 s where 5 s were ordered" in str(posted.blocks)) is told


def test_the_posted_video_shares_its_file_and_names_who_agreed():
    """The text carries the permalink, the outcome and the label."""
    outsider = replace(samples.person(member=None), id="p_other")
    assets = (samples.asset(person=samples.person()), samples.asset(1, person=outsider))
    facts = samples.video(*assets, status="succeeded", fetched=True)
    posted = videos.video_posted(facts, profile=POMEX, files=samples.ALL_FILES, texts=texts("en"))
    assert samples.ALL_FILES["video"].permalink in posted.text
    assert "with the consent of <@U0RACHEL> and Rachel Okafor" in posted.text
    nobody = samples.video(samples.asset(), status="succeeded", fetched=True)
    posted = videos.video_posted(nobody, profile=POMEX, files=samples.ALL_FILES, texts=texts("en"))
    assert "Nobody real is pictured" in posted.text
