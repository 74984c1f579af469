"""Messages and forms about rights, in every state and language, are ones that Slack takes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handlers import ids
from handlers.blocks import owner_notices as owners
from handlers.blocks import report_card as reports
from handlers.blocks.endorsement_card import endorsement_card, endorsement_refused, release_refused
from handlers.blocks.owner_forms import hand_over_form_view, rename_form_view
from handlers.blocks.release_form import ReleaseFormValues, parse_release_view, release_form_view
from handlers.blocks.report_form import decision_form_view, report_form_view
from handlers.blocks.rights_lists import own_face_message, people_message
from handlers.blocks.settings_form import parse_settings_view, settings_form_view
from handlers.catalogue import LOCALES, texts
from storage.model import (
    AssetStatus,
    Depiction,
    EndorsementKind,
    EndorsementStatus,
    ReportStatus,
    VideoStatus,
)
from tests.handlers.blocks import rights_samples, samples
from tests.handlers.blocks.basics import TOM
from tests.handlers.blocks.samples import MAYA, NOW, RACHEL
from tests.support.slack_schema import assert_message, assert_view
from workflow.scope import How, Who
from workflow.settings import DEFAULTS, KEEP_DAYS_MAX, Inviters, Settings

SIZES = pytest.mark.parametrize(
    ("words", "count"), [(samples.PLAIN, 1), (samples.LONGEST, 10)], ids=["plain", "longest"]
)
LANGUAGES = pytest.mark.parametrize("locale", LOCALES)
LINK = "https://local.slack.com/files/U/F0001/video.mp4"


def check(composed) -> None:
    assert composed.text.strip()
    assert_message(composed.blocks, composed.text)


def asked(words, count, depiction, **state):
    given = {"status": AssetStatus.AWAITING_CONSENT, "words": words} | state
    return samples.request(
        *(samples.asset(n, **given) for n in range(count)), words=words, depiction=depiction
    )


@SIZES
@LANGUAGES
def test_an_admins_word_can_be_asked_for_and_told(words, count, locale):
    """For each kind of word, however it stands."""
    said = texts(locale)
    for kind in EndorsementKind:
        for depiction in Depiction:
            facts = asked(words, count, depiction)
            for status in EndorsementStatus:
                for media in (False, True):
                    word = rights_samples.endorsement(kind, status, words=words, media=media)
                    for profile in (samples.profile(checks=False), None):
                        for files in (samples.ALL_FILES, {}):
                            check(endorsement_card(facts, word, profile=profile, files=files, texts=said))
                    check(endorsement_refused(facts, word, said))
                    check(release_refused(facts, word, "media_unknown_type", said))


@SIZES
@LANGUAGES
def test_a_report_can_be_told_to_everybody(words, count, locale):
    """Open and decided, by the person and by others."""
    said = texts(locale)
    assets = tuple(samples.asset(n, words=words, person=samples.person(words)) for n in range(count))
    for pictured in (assets, ()):
        facts = samples.video(*pictured, words=words, status=VideoStatus.SUCCEEDED, fetched=True)
        for status in ReportStatus:
            for as_person in (False, True):
                report = rights_samples.report(status, as_person=as_person, words=words)
                check(reports.report_card(facts, report, LINK, said))
                check(reports.report_card(facts, report, None, said))
                check(reports.report_overdue(facts, report, LINK, said))
                check(reports.report_received(report, said))
                for reader in (RACHEL, MAYA):
                    check(reports.report_decided(facts, report, reader, said))


@SIZES
@LANGUAGES
def test_owners_and_leavers_can_be_told(words, count, locale):
    """Hand-overs, and whatever hangs on somebody who left."""
    said = texts(locale)
    person = samples.person(words)
    assets = [samples.asset(n, words=words, person=person) for n in range(count * 4)]
    for reader in (MAYA, TOM):
        check(owners.asset_handed_over(assets[0], TOM, reader, said))
    for status in VideoStatus:
        check(owners.approver_left(samples.video(*assets[:9], words=words, status=status), TOM, said))
    check(owners.owner_left(MAYA, assets, said))
    check(owners.person_left(person, assets, said))


@SIZES
@LANGUAGES
@pytest.mark.parametrize(
    "scope",
    [
        {},
        {"who": "channel", "how": "go_ahead", "until": NOW + 1, "channel": "C0FILM"},
        {"who": "requester", "how": "ask", "user": MAYA},
    ],
)
def test_lists_of_faces_are_valid(words, count, locale, scope):
    """However many pictures and videos there are, and for nobody."""
    said = texts(locale)
    people = [samples.person(words), samples.person(words, member=None)]
    assets = [
        _with_scope(samples.asset(n, words=words, person=people[n % 2]), scope) for n in range(count * 5)
    ]
    films = [samples.video(assets[0], words=words, status=VideoStatus.SUCCEEDED, fetched=True)] * count * 3
    for shown, made in ((assets, films), (assets[:1], []), ([], [])):
        links = {film.video.id: LINK for film in made}
        message = own_face_message(
            shown, made, links=links, profiles=[samples.profile()], now=NOW, texts=said
        )
        check(message)
        check(people_message(shown, now=NOW, texts=said))


def _with_scope(asset, scope):
    return replace(asset, consent=replace(asset.consent, scope=scope))


@SIZES
@LANGUAGES
def test_forms_about_rights_are_valid(words, count, locale):
    """As they open, in every language."""
    said = texts(locale)
    outsider = asked(words, count, Depiction.OUTSIDER)
    asset = samples.asset(words=words)
    views = [
        release_form_view(rights_samples.endorsement().id, outsider, texts=said, settings=DEFAULTS),
        report_form_view("v_aaaaaaaaaaaa", texts=said, about_self=True),
        report_form_view("v_aaaaaaaaaaaa", texts=said, about_self=False),
        *(decision_form_view("o_aaaaaaaaaaaa", status, texts=said) for status in ReportStatus),
        rename_form_view(asset, texts=said),
        hand_over_form_view(asset, texts=said),
        *(settings_form_view(settings, texts=said) for settings in EVERY_SETTING),
    ]
    for view in views:
        assert_view(view)


EVERY_SETTING = [
    DEFAULTS,
    Settings(
        four_eyes=True, invite_outsiders=Inviters.ADMINS, keep_files_days=1, keep_videos_days=KEEP_DAYS_MAX
    ),
    *(Settings(default_who=who, default_how=how) for who in Who for how in How),
]


def filled(view, **typed):
    """The view as Slack sends it: each input with what it starts with, or what was typed."""
    values = {}
    for block in view["blocks"]:
        if block["type"] != "input":
            continue
        element, field = block["element"], block["block_id"]
        if element["type"] == "static_select":
            value = {"selected_option": element.get("initial_option")}
        else:
            value = {"value": typed.get(field, element.get("initial_value"))}
        values[field] = {element["action_id"]: value}
    return view | {"state": {"values": values}}


@pytest.mark.parametrize("settings", EVERY_SETTING)
def test_settings_sent_off_untouched_are_those_shown(settings):
    """Opening the form and saving it changes nothing."""
    read = parse_settings_view(filled(settings_form_view(settings, texts=texts("en"))))
    assert (read.settings, read.problems) == (settings, ())


@pytest.mark.parametrize("typed", ["0", "-1", "x", "1.5", "99999", "３０", "1e3", " 0 "])
def test_days_that_are_none_are_told_on_their_field(typed):
    """Nothing is guessed."""
    view = settings_form_view(DEFAULTS, texts=texts("en"))
    read = parse_settings_view(filled(view, **{ids.FIELD_KEEP_VIDEOS: typed}))
    assert [(p.key, p.field) for p in read.problems] == [("days_out_of_range", ids.FIELD_KEEP_VIDEOS)]


@pytest.mark.parametrize(
    ("files", "key"),
    [
        ([], "release_missing"),
        ([{"id": "F1", "size": 10_000_001, "mimetype": "application/pdf"}], "release_too_large"),
        ([{"id": "F1", "size": 1, "mimetype": "video/mp4"}], "release_wrong_type"),
        ([{"id": "F1", "size": 10_000_000, "mimetype": "application/pdf"}], None),
        ([{"id": "F1"}], None),
    ],
)
def test_a_release_that_cannot_be_one_is_told_at_once(files, key):
    """By what Slack says of the file; its bytes are looked at later."""
    problem = ReleaseFormValues(files=tuple(files)).problem
    assert (problem.key if problem else None) == key


def test_a_release_form_is_read_whole():
    """The file, how far it reaches, and what it is about."""
    facts = asked(samples.PLAIN, 1, Depiction.OUTSIDER)
    view = release_form_view(rights_samples.endorsement().id, facts, texts=texts("en"), settings=DEFAULTS)
    values = filled(view)["state"]["values"]
    values["until"]["value"] = {"selected_date": "2030-01-31"}
    values["release"] = {"value": {"files": [{"id": "F1"}]}}
    read = parse_release_view(view | {"state": {"values": values}})
    assert read.endorsement_id == rights_samples.endorsement().id
    assert read.files == ({"id": "F1"},)
    assert read.scope["who"] == "channel"
    assert read.scope["until"] == "2030-01-31"
